"""Whether the identity document of a subject is held here and is the one that the chain committed to.

The check is that of the offline verifier (docs/bundle-format.md, step 7): the document hashes to the registration's
`identityHash`, and every identifier in it was claimed by the subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from labour_ledger.store.queries import get_document
from labour_ledger_verify.attestation import identifier_hash, schema_hash
from labour_ledger_verify.document import JsonValue, check_document, parse_json_strict
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.history import IDENTIFIER_CLAIMED, SUBJECT_REGISTERED, Entry

IDENTITY_SCHEMA = schema_hash("ledger/site-registration@1")


def is_identity_checked(session: Session, entries: Sequence[Entry]) -> bool:
    """Return whether the identity document behind a subject's history is held and fits it.

    Args:
        session: A reading session.
        entries: The subject's history in order; its first entry is the registration.
    """
    registration = next(entry for entry in entries if entry.type is SUBJECT_REGISTERED)
    identity_hash = registration.data("identityHash")
    stored = get_document(session, identity_hash)
    if stored is None:
        return False
    claimed = {entry.data("identifier") for entry in entries if entry.type is IDENTIFIER_CLAIMED}
    try:
        document = parse_json_strict(stored.canonical_json, what="identity document")
        check_document(
            document, expected_hash=identity_hash, subject=registration.data("subject"), schema=IDENTITY_SCHEMA
        )
    except VerifyError:
        return False
    return all(identifier in claimed for identifier in _identifiers(document["content"]))


def _identifiers(content: JsonValue) -> Iterator[bytes]:
    listed = content.get("identifiers", []) if isinstance(content, dict) else []
    for item in listed:
        yield identifier_hash(item["scheme"], item["value"])
