"""Documents by their hash, exactly as they were hashed."""

from __future__ import annotations

from sqlmodel import Session

from labour_ledger.store.queries import get_document
from labour_ledger.store.results import StoredDocument
from labour_ledger_verify.hexadecimal import to_hex

from .errors import DocumentNotHeld


def document(session: Session, document_hash: bytes) -> StoredDocument:
    """Return a document that is held here; its canonical JSON hashes to the hash asked for.

    Args:
        session: A reading session.
        document_hash: 32 bytes.

    Raises:
        DocumentNotHeld: It was never given, or was erased.
    """
    stored = get_document(session, document_hash)
    if stored is None:
        raise DocumentNotHeld(
            f"the document {to_hex(document_hash)} is not held here",
            hint="It was never given to this service, or was erased. Ask the issuer; the hash shows if it is the one.",
            context={"documentHash": to_hex(document_hash)},
        )
    return stored
