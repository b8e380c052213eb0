"""Drafts: what is about to be signed, with its document, defaults taken from the schema.

A draft can be written to a file, read on another machine and signed there without a network. This module signs nothing,
judges nothing (`validate`) and reads no clock.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.attesting.dates import NO_END
from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import Schema, load_schema
from labour_ledger.schemas.codes import Outcome, code_name, code_named
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.attestation import Attestation, Domain, schema_hash
from labour_ledger_verify.document import document_hash, parse_json_strict
from labour_ledger_verify.hexadecimal import to_hex

DRAFT_FORMAT: Final = "labour-ledger/draft@1"
NO_REFERENCE: Final = bytes(32)
LONGEST_TO_RECORD_S: Final = 30 * 86_400
"""A signature that nobody has sent within a month should not turn up later."""
_DAY_S: Final = 86_400
_SALT_BYTES: Final = 32
_NONCE_BITS: Final = 64
_NONCE_WORD_BITS: Final = 8
_DRAFT_FIELDS: Final = frozenset({"format", "domain", "attestation", "document"})


class DraftInvalid(InputError):
    """A file is not a draft, or one of another version."""

    code = "draft-invalid"


@dataclass(frozen=True, slots=True)
class Terms:
    """What of an attestation is not its content; None takes the default.

    Attributes:
        outcome: One that the schema allows; by default the only one it allows.
        valid_from: Unix seconds; by default now.
        valid_until: Unix seconds, exclusive; by default as long as the schema allows.
        ref_uid: 32 bytes, the earlier record that it is about.
        deadline: Unix seconds, after which it can no longer be recorded; by default a month from now.
        nonce: A number that the key has not used; by default a random one.
    """

    outcome: Outcome | None = None
    valid_from: int | None = None
    valid_until: int | None = None
    ref_uid: bytes = NO_REFERENCE
    deadline: int | None = None
    nonce: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An attestation that nobody has signed yet.

    Attributes:
        domain: Chain and contract that it is for.
        attestation: What will be signed.
        document: What it commits to; its salt and content are on no chain.
    """

    domain: Domain
    attestation: Attestation
    document: Mapping[str, Any]

    def to_json(self) -> dict[str, object]:
        """Return the content of a draft file."""
        return {
            "format": DRAFT_FORMAT,
            "domain": self.domain.to_json(),
            "attestation": self.attestation.to_json(),
            "document": dict(self.document),
        }

    @property
    def uid(self) -> bytes:
        """The uid that the attestation will have on the ledger, 32 bytes."""
        return self.attestation.uid(self.domain.separator)


def draft_attestation(
    schema_id: str,
    subject: bytes,
    content: Mapping[str, Any],
    *,
    domain: Domain,
    issuer: bytes,
    now: int,
    terms: Terms | None = None,
) -> Draft:
    """Return a draft with a fresh salt and nonce.

    Args:
        schema_id: For example `ilo/c029@1930`.
        subject: 32 bytes.
        content: What the document says; not judged here.
        domain: Chain and contract that it is for.
        issuer: Address of the key that will sign, 20 bytes.
        now: Unix seconds; the chain's time where it is known, as the contract measures validity from it.
        terms: Outcome, validity, reference and deadline where defaults will not do.

    Raises:
        SchemaUnknown: No schema has the id.
        InputError: No outcome was given and the schema allows several, or the content has no canonical form.
    """
    terms = terms or Terms()
    schema = load_schema(schema_id)
    valid_from = now if terms.valid_from is None else terms.valid_from
    document = {
        "v": 1,
        "schema": schema_id,
        "subject": to_hex(subject),
        "salt": to_hex(secrets.token_bytes(_SALT_BYTES)),
        "content": dict(content),
    }
    attestation = Attestation(
        issuer=issuer,
        nonce=secrets.randbits(_NONCE_BITS) if terms.nonce is None else terms.nonce,
        deadline=now + LONGEST_TO_RECORD_S if terms.deadline is None else terms.deadline,
        subject=subject,
        schema=schema_hash(schema_id),
        outcome=_outcome(schema, terms.outcome),
        valid_from=valid_from,
        valid_until=_default_end(schema, valid_from, now) if terms.valid_until is None else terms.valid_until,
        document_hash=_hash(document),
        ref_uid=terms.ref_uid,
    )
    return Draft(domain, attestation, document)


def consecutive_nonces(count: int) -> range:
    """Return nonces that begin at a random place and follow one another.

    The contract keeps 256 of them in one slot (docs/history-format.md, section 4), so attestations that are drafted
    together and share slots cost about 17,000 gas less each than with random ones.
    """
    first = secrets.randbits(_NONCE_BITS - _NONCE_WORD_BITS) << _NONCE_WORD_BITS
    return range(first, first + count) if first + count <= 1 << _NONCE_BITS else range(count)


def parse_draft(data: bytes, *, what: str = "draft") -> Draft:
    """Read a draft file strictly.

    Args:
        data: Its bytes.
        what: Name of the file, for errors.

    Raises:
        DraftInvalid: Not JSON, another format, a field missing, unknown or out of range, or a document that is not
            the one the attestation commits to.
    """
    try:
        value = parse_json_strict(data, what=what)
        if not isinstance(value, dict) or value.get("format") != DRAFT_FORMAT or set(value) != _DRAFT_FIELDS:
            raise DraftInvalid(
                f"{what}: not a draft of format {DRAFT_FORMAT}",
                hint="Make one with: labour-ledger attest draft --help",
            )
        draft = Draft(Domain.from_json(value["domain"]), Attestation.from_json(value["attestation"]), value["document"])
        committed = document_hash(draft.document) == draft.attestation.document_hash
    except verify_errors.VerifyError as error:
        raise DraftInvalid(f"{what}: {error.message}", hint=error.hint, context=error.context) from error
    if not committed:
        raise DraftInvalid(
            f"{what}: the document is not the one that the attestation commits to",
            hint="The draft was edited by hand. Make a new one with the content you want.",
        )
    return draft


def parse_outcome(text: str, field: str = "outcome") -> Outcome:
    """Return the outcome with a name such as `conforms_with_findings`.

    Raises:
        InputError: No outcome has the name.
    """
    try:
        return code_named(Outcome, text.strip().lower().replace("-", "_").replace(" ", "_"))
    except KeyError as error:
        raise InputError(
            f"{field}: {text[:40]!r} is not an outcome",
            hint=f"Outcomes: {', '.join(code_name(outcome) for outcome in Outcome)}.",
            context={"field": field},
        ) from error


def _outcome(schema: Schema, outcome: Outcome | None) -> int:
    if outcome is not None:
        return int(outcome)
    if len(schema.outcomes) != 1:
        raise InputError(
            f"an outcome must be given for {schema.id}",
            hint=f"It allows {', '.join(code_name(allowed) for allowed in schema.outcomes)}.",
            context={"field": "outcome", "schema": schema.id},
        )
    return int(schema.outcomes[0])


def _default_end(schema: Schema, valid_from: int, now: int) -> int:
    if not schema.longest_validity_days:
        return NO_END
    # The contract measures from the block that records: a day less than the most leaves room for a block whose clock
    # is behind this one.
    longest_s = schema.longest_validity_days * _DAY_S
    return min(valid_from, now) + longest_s - min(_DAY_S, longest_s // 2)


def _hash(document: Mapping[str, Any]) -> bytes:
    try:
        return document_hash(document)
    except verify_errors.InputError as error:
        raise InputError(error.message, hint=error.hint, context=error.context) from error
