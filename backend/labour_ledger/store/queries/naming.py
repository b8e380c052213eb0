"""Which documents name something, found by its text: a hash of 64 digits stands in no document by chance."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from .statements import DOCUMENT


def documents_naming(session: Session, hash_text: str) -> tuple[bytes, ...]:
    """Return the hashes of the documents that are held and in which a hash is written.

    Args:
        session: A reading session.
        hash_text: `0x` and 64 lower-case digits.
    """
    statement = select(DOCUMENT.c.document_hash).where(DOCUMENT.c.canonical_json.contains(hash_text, autoescape=True))
    return tuple(session.execute(statement.order_by(DOCUMENT.c.document_hash)).scalars())
