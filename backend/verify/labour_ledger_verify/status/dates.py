"""Dates that people type, turned into the two instants that the rule takes.

Implements rule R40 of docs/status-rule.md. There is no clock here: "now" is the time of the block that the histories
were read at.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from labour_ledger_verify.errors import InputError

DAY_S: Final = 86_400
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(
    r"(?P<second>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?P<offset>Z|[+-]\d{2}:\d{2})", re.ASCII
)
_HINT: Final = "Write a day as 2025-06-30, an instant as 2025-06-30T12:00:00Z, or leave it out for the block's time."


def resolve_dates(valid_at_text: str | None, known_at_text: str | None, block_time: int) -> tuple[int, int]:
    """Turn the two dates of a question into Unix seconds.

    None, or `today`, means the block's time; a bare date the last second of that day in UTC, or the block's time when
    the block lies in that day; an instant (RFC 3339) itself, without its fraction of a second.

    Args:
        valid_at_text: For which date the status is asked.
        known_at_text: Up to which date knowledge counts.
        block_time: Time of the block that the histories were read at, Unix seconds.

    Returns:
        `valid_at` and `known_at`, Unix seconds.

    Raises:
        InputError: Another form, a date that no calendar has, one before 1970, or one later than the block.
    """
    return (
        _resolve(valid_at_text, "valid_at", block_time),
        _resolve(known_at_text, "known_at", block_time),
    )


@lru_cache(maxsize=4096)
def format_time(seconds: int) -> str:
    """Return Unix seconds as an RFC 3339 instant in UTC; the bare number where no calendar reaches."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def _resolve(text: str | None, field: str, block_time: int) -> int:
    if text is None or text.strip().lower() == "today":
        return block_time
    text = text.strip().upper()
    if _DATE.fullmatch(text):
        first = _seconds(text + "T00:00:00", timedelta(0), field)
        resolved = min(first + DAY_S - 1, block_time) if first <= block_time else first
    else:
        match = _INSTANT.fullmatch(text)
        if match is None:
            raise InputError(f"{field}: {text[:40]!r} is not a date", hint=_HINT, context={"field": field})
        resolved = _seconds(match["second"], _offset(match["offset"], field), field)
    if resolved > block_time:
        raise InputError(
            f"{field}: {text} is later than the block, which is of {format_time(block_time)}",
            hint="Nobody knows yet what will be recorded; ask for a date up to the block's.",
            context={"field": field, "block_time": block_time},
        )
    if resolved < 0:
        raise InputError(f"{field}: {text} is before 1970", hint=_HINT, context={"field": field})
    return resolved


def _seconds(text: str, offset: timedelta, field: str) -> int:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise InputError(f"{field}: {text} is in no calendar", hint=_HINT, context={"field": field}) from error
    return (moment - datetime(1970, 1, 1, tzinfo=UTC) - offset) // timedelta(seconds=1)


def _offset(text: str, field: str) -> timedelta:
    if text == "Z":
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 23 or minutes > 59:
        raise InputError(f"{field}: {text} is no offset from UTC", hint=_HINT, context={"field": field})
    size = timedelta(hours=hours, minutes=minutes)
    return -size if text[0] == "-" else size
