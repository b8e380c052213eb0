"""What must be said of the dates and the schema that were asked for, whatever the question is."""

from __future__ import annotations

from labour_ledger.store.queries import block_at, get_cursor
from labour_ledger_verify.status import format_time

from .inquiry import Inquiry


def notes_on_dates(inquiry: Inquiry) -> tuple[str, ...]:
    """Return a note where the schema is retired, and one where the date of knowledge lies before the ledger."""
    found = []
    schema = inquiry.schema
    if schema is not None and schema.retired_at is not None:
        found.append(
            f"{schema.schema_id} was retired on {format_time(schema.retired_at)}: what was recorded "
            "under it still counts for its period, and nothing new can be recorded."
        )
    cursor = get_cursor(inquiry.session, inquiry.ledger)
    first = None if cursor is None else block_at(inquiry.session, inquiry.ledger, cursor.start_block)
    if first is not None and inquiry.known_at < first.timestamp:
        found.append(
            f"Nothing was known on {format_time(inquiry.known_at)}: the ledger begins with block {first.number} of "
            f"{format_time(first.timestamp)}."
        )
    return tuple(found)
