"""An assessment from its announcement to the correction of a typo, as drafts.

The assessment itself is drafted by `draft`; what happens to it later is in `acts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from labour_ledger.attesting.corrections import changed_content
from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.attestation import Attestation, Domain, schema_hash

ASSESSMENT_OPENED: Final = "ledger/assessment-opened@1"


@dataclass(frozen=True, slots=True)
class Correction:
    """What of a record is to be another.

    Attributes:
        changes: As `corrections.changed_content` takes them, like the next.
        removals: Paths that are left out.
        terms: Another outcome or validity; what is None stays as it was.
    """

    changes: tuple[str, ...] = ()
    removals: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        dates = (self.terms.outcome, self.terms.valid_from, self.terms.valid_until)
        return not (self.changes or self.removals or any(value is not None for value in dates))


def draft_announcement(
    schema_id: str, subject: bytes, content: Mapping[str, Any], *, domain: Domain, issuer: bytes, now: int
) -> Draft:
    """Return the draft of an announcement; until its author records the result, it shows as not concluded.

    Args:
        schema_id: The standard to assess by, such as `ilo/c029@1930`.
        subject: The site, 32 bytes.
        content: Fields of `ledger/assessment-opened@1`; empty ones are left out.
        domain: Chain and contract.
        issuer: Address of the key that will sign, 20 bytes.
        now: Unix seconds.

    Raises:
        SchemaUnknown: No schema has the id.
        InputError: Nothing is assessed by that schema.
    """
    refuse_no_standard(schema_id)
    said = {name: value for name, value in content.items() if value not in ("", None)}
    terms = Terms(ref_uid=schema_hash(schema_id))
    return draft_attestation(ASSESSMENT_OPENED, subject, said, domain=domain, issuer=issuer, now=now, terms=terms)


def refuse_no_standard(schema_id: str) -> None:
    """Raise if nothing is assessed by a schema, as it acts on records or is never recorded.

    Raises:
        SchemaUnknown: No schema has the id.
        InputError: It is no standard.
    """
    schema = load_schema(schema_id)
    if schema.acting or not schema.on_chain:
        raise InputError(f"{schema_id} is no standard to assess by", hint="labour-ledger schemas lists them.")


def draft_correction(
    uid: bytes,
    attestation: Attestation,
    document: Mapping[str, Any],
    correction: Correction,
    *,
    domain: Domain,
    issuer: bytes,
    now: int,
) -> Draft:
    """Return the draft of a record that says what an earlier one said, but for a few fields, and names it.

    Args:
        uid: Of the earlier one, 32 bytes.
        attestation: The earlier one.
        document: Its document.
        correction: What is to be another.
        domain: Chain and contract.
        issuer: Address of the key that will sign, 20 bytes.
        now: Unix seconds.

    Raises:
        InputError: Nothing is changed.
        ChangeInvalid: A change names no place of the content.
    """
    if correction.is_empty:
        raise InputError("nothing was changed", hint="Change or remove a field, the outcome, or a date.")
    given = correction.terms
    terms = replace(
        given,
        outcome=Outcome(attestation.outcome) if given.outcome is None else given.outcome,
        valid_from=attestation.valid_from if given.valid_from is None else given.valid_from,
        valid_until=attestation.valid_until if given.valid_until is None else given.valid_until,
        ref_uid=uid,
    )
    content = changed_content(document["content"], correction.changes, correction.removals)
    return draft_attestation(
        str(document["schema"]), attestation.subject, content, domain=domain, issuer=issuer, now=now, terms=terms
    )
