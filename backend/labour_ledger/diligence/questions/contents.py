"""What documents say, for those records whose document is held here and fits them.

Anyone may commit to the hash of somebody else's document, so one that names another subject or schema is not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from labour_ledger.store.queries import documents_by_hash
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.attestation import schema_hash

Content = Mapping[str, Any]
"""Content of a document that was held to its schema when it was kept."""


def contents_of(session: Session, records: Iterable[IndexedRecord]) -> dict[bytes, Content]:
    """Return the contents of the documents of some records, by uid; those that are not held or do not fit are left out.

    Args:
        session: A reading session.
        records: As indexed.
    """
    listed = list(records)
    held = documents_by_hash(session, (record.attestation.document_hash for record in listed))
    found: dict[bytes, Content] = {}
    for record in listed:
        document = held.get(record.attestation.document_hash)
        if document is None or document.subject != record.attestation.subject:
            continue
        if schema_hash(document.schema_id) == record.attestation.schema:
            found[record.uid] = json.loads(document.canonical_json)["content"]
    return found


def date_of(seconds: int) -> str:
    """Return the day of an instant, `YYYY-MM-DD` in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def days_between(earlier: str, later: str) -> int:
    """Return the days from one `YYYY-MM-DD` to another; negative where the second is earlier."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def days_from(first: str, last: str, *, most: int) -> list[str]:
    """Return the days of a period, `YYYY-MM-DD` each, at most so many; none where it ends before it begins."""
    start = date.fromisoformat(first)
    length = min(days_between(first, last) + 1, most, (date.max - start).days)
    return [(start + timedelta(days=number)).isoformat() for number in range(length)]
