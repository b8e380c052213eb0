"""The documents that a bundle discloses: only such as are held, and as fit what the chain committed to.

An attestation may commit to any hash, also to that of a document about something else. Such a document is left out, as
a verifier would refuse the whole bundle for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from sqlmodel import Session

from labour_ledger.store.queries import documents_by_hash, get_document
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.bundle_documents import PROFILE_SCHEMA
from labour_ledger_verify.document import (
    GREATEST_DEPTH,
    JsonValue,
    about_what,
    check_document,
    parse_json_strict,
    refuse_other_envelope,
)
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.history import Entry
from labour_ledger_verify.identity import IDENTITY_SCHEMA, refuse_identifiers_not_held
from labour_ledger_verify.keccak import ZERO_WORD, keccak256

_DOUBTFUL: Final = re.compile(rb"[-:,\[][0-9]{16}|[\xf0-\xff]")


def record_documents(session: Session, records: Iterable[IndexedRecord]) -> tuple[JsonValue, ...]:
    """Return the documents of records, each once, in the order of the records.

    One that several records commit to must fit all of them: anyone may commit to the hash of somebody else's document
    under another schema.
    """
    committed: dict[bytes, set[tuple[bytes, bytes]]] = {}
    for record in records:
        attestation = record.attestation
        if attestation.document_hash != ZERO_WORD:
            committed.setdefault(attestation.document_hash, set()).add((attestation.subject, attestation.schema))
    held = documents_by_hash(session, committed)
    found: list[JsonValue] = []
    for document_hash, places in committed.items():
        stored = held.get(document_hash)
        if stored is None or len(places) > 1:
            continue
        (place,) = places
        document = _fitting(document_hash, stored.canonical_json, subject=place[0], schema=place[1])
        if document is not None:
            found.append(document)
    return tuple(found)


def identity_document(session: Session, entries: Sequence[Entry]) -> JsonValue | None:
    """Return a subject's identity document, or None where it is not held or no longer fits its history.

    Args:
        session: A reading session.
        entries: The subject's whole history in order, which folds to its head: it begins with the registration.
    """
    stored = get_document(session, entries[0].data("identityHash"))
    return None if stored is None else fitting_identity(stored.document_hash, stored.canonical_json, entries)


def fitting_identity(document_hash: bytes, canonical_json: bytes, entries: Sequence[Entry]) -> JsonValue | None:
    """Return the document that a subject's registration committed to, or None where it no longer fits its history.

    Args:
        document_hash: Under which it is held, 32 bytes.
        canonical_json: As it is held.
        entries: As for `identity_document`.
    """
    subject = entries[0].data("subject")
    document = _fitting(document_hash, canonical_json, subject=subject, schema=IDENTITY_SCHEMA)
    return document if document is not None and _claims_only_held(document, entries) else None


def profile_document(session: Session, entries: Sequence[Entry]) -> JsonValue | None:
    """Return a party's profile document, or None where it is not held.

    Args:
        session: A reading session.
        entries: The party's history in order, which folds to its head: it begins with the registration.
    """
    stored = get_document(session, entries[0].data("profileHash"))
    if stored is None:
        return None
    return _fitting(stored.document_hash, stored.canonical_json, subject=ZERO_WORD, schema=PROFILE_SCHEMA)


def _fitting(document_hash: bytes, canonical_json: bytes, *, subject: bytes, schema: bytes) -> JsonValue | None:
    try:
        document = _plainly_canonical(canonical_json)
        if document is not None and keccak256(canonical_json) == document_hash:
            refuse_other_envelope(document)
            return document if about_what(document) == (subject, schema) else None
        document = parse_json_strict(canonical_json, what="document")
        check_document(document, expected_hash=document_hash, subject=subject, schema=schema)
    except VerifyError:
        return None
    return document


def _plainly_canonical(text: bytes) -> JsonValue | None:
    """Return the document of a text that is surely its canonical form, as the strict reader would; None if in doubt.

    A text that is written again just so has no key twice. What could make a difference beyond that is left to the
    strict reader: large numbers, deep nesting, characters beyond the first plane, by which RFC 8785 sorts otherwise.
    """
    if _DOUBTFUL.search(text) or text.count(b"{") + text.count(b"[") > GREATEST_DEPTH:
        return None
    try:
        document = _PLAIN.decode(text)
    except (msgspec.DecodeError, ValueError):
        return None
    return document if msgspec.json.encode(document, order="sorted") == text else None


def _refuse_number(text: str) -> float:
    raise ValueError(text)


_PLAIN: Final = msgspec.json.Decoder(float_hook=_refuse_number)


def _claims_only_held(document: JsonValue, entries: Sequence[Entry]) -> bool:
    try:
        refuse_identifiers_not_held(document["content"], entries, "identity document")
    except VerifyError:
        return False
    return True
