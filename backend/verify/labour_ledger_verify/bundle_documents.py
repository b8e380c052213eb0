"""Documents, identities and profiles of a bundle against the hashes that the ledger committed to.

Step 7 of docs/bundle-format.md. What a document's content means is nobody's business here, but for the identifiers of
an identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .attestation import schema_hash
from .bundle import Bundle, PartyPart
from .bundle_facts import ShownEntry, SubjectHistory
from .bundle_histories import Histories
from .document import JsonValue, about_what, check_document, document_hash, refuse_other_envelope
from .errors import DocumentFalse, HistoryPartial, InputError
from .handle import handle_of
from .hexadecimal import to_hex
from .identity import IDENTITY_SCHEMA, refuse_identifiers_not_held
from .keccak import ZERO_WORD

PROFILE_SCHEMA: Final = schema_hash("ledger/party-profile@1")


class CheckedDocuments(NamedTuple):
    """Which documents were in the bundle, all found to fit.

    Attributes:
        documents: By the uid of the record that committed to them.
        identities: By subject.
        profiles: By party.
        committed: How many shown records committed to a document.
    """

    documents: Mapping[bytes, JsonValue]
    identities: Mapping[bytes, JsonValue]
    profiles: Mapping[int, JsonValue]
    committed: int


def check_documents(bundle: Bundle, histories: Histories) -> CheckedDocuments:
    """Check every document of a bundle (step 7).

    Raises:
        DocumentFalse: A document is not one that a shown record, a registration or a profile committed to.
        IdentifierFalse: An identity claims an identifier that the subject does not hold.
        HistoryPartial: An identity of a subject whose registration is not in the bundle.
        InputError: The envelope of a document is malformed.
    """
    committed = [entry for _, entry in histories.shown if entry.record.attestation.document_hash != ZERO_WORD]
    return CheckedDocuments(
        documents=_match_documents(bundle.documents, committed),
        identities={
            history.subject: _check_identity(history, history.part.identity)
            for history in histories.subjects
            if history.part.identity is not None
        },
        profiles={part.party: _check_profile(part, histories) for part in bundle.parties if part.profile is not None},
        committed=len(committed),
    )


def _match_documents(documents: Sequence[JsonValue], committed: Sequence[ShownEntry]) -> dict[bytes, JsonValue]:
    wanted: dict[bytes, list[ShownEntry]] = {}
    for entry in committed:
        wanted.setdefault(entry.record.attestation.document_hash, []).append(entry)
    matched: dict[bytes, JsonValue] = {}
    for place, document in enumerate(documents):
        found = document_hash(document)
        if found not in wanted:
            raise DocumentFalse(
                f"documents[{place}]: no record in the bundle committed to it (its hash is {to_hex(found)})",
                hint="The document was edited, or belongs to a record that is not shown.",
            )
        # anybody may commit to a hash that they saw: what does not fit their record must not spoil another's
        about = _about_what(document, f"documents[{place}]")
        fitting = [entry.uid for entry in wanted[found] if _is_about(entry, about)]
        if not fitting:
            raise DocumentFalse(f"documents[{place}]: is about another subject or schema than the record")
        matched |= dict.fromkeys(fitting, document)
    return matched


def _about_what(document: JsonValue, where: str) -> tuple[bytes, bytes]:
    try:
        refuse_other_envelope(document)
        return about_what(document)
    except InputError as error:
        raise InputError(f"{where}: {error.message}", hint=error.hint) from error


def _is_about(entry: ShownEntry, about: tuple[bytes, bytes]) -> bool:
    return (entry.record.attestation.subject, entry.record.attestation.schema) == about


def _check_identity(history: SubjectHistory, identity: JsonValue) -> JsonValue:
    where = f"identity of {handle_of(history.subject)}"
    if not history.is_whole:
        raise HistoryPartial(
            f"{where}: cannot be checked, as the registration is not among the later entries of a history",
            hint="Get a bundle of the whole history.",
        )
    _check(identity, history.registration.data("identityHash"), history.subject, IDENTITY_SCHEMA, where)
    refuse_identifiers_not_held(identity["content"], history.entries, where)
    return identity


def _check_profile(part: PartyPart, histories: Histories) -> JsonValue:
    profile_hash = histories.parties[part.party].profile_hash
    _check(part.profile, profile_hash, ZERO_WORD, PROFILE_SCHEMA, f"profile of party {part.party}")
    return part.profile


def _check(document: JsonValue, expected_hash: bytes, subject: bytes, schema: bytes, where: str) -> None:
    try:
        check_document(document, expected_hash=expected_hash, subject=subject, schema=schema)
    except DocumentFalse as error:
        raise DocumentFalse(f"{where}: {error.message}", hint=error.hint) from error
    except InputError as error:
        raise InputError(f"{where}: {error.message}", hint=error.hint) from error
