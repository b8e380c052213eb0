"""Dates as people write them, read as the start or the end of a period of validity.

A bare date is a whole UTC day: as a start its first second, as an end the first second after it, because validity ends
exclusively. An instant is RFC 3339 with an offset. The dates of a *question* are read by the status rule, not here.
"""

from __future__ import annotations

import datetime
import re
from typing import Final

from labour_ledger.errors import InputError

NO_END: Final = 253_402_300_799
"""9999-12-31T23:59:59Z: how "without an end" is written where a schema sets no limit."""
_DAY: Final = datetime.timedelta(days=1)
_BARE_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class DateInvalid(InputError):
    """Text is not a date or an instant."""

    code = "date-invalid"


def parse_start(text: str, field: str) -> int:
    """Return the Unix time at which a period begins that starts on a date or at an instant.

    Args:
        text: `2026-03-01` or `2026-03-01T08:00:00+01:00`.
        field: Name of the field or option, for the error.

    Raises:
        DateInvalid: Another form, no offset, or before 1970.
    """
    return _seconds(text, field, add=datetime.timedelta())


def parse_end(text: str, field: str) -> int:
    """Return the Unix time at which a period ends (exclusive) whose last day is a date, or that ends at an instant.

    Args:
        text: `2026-03-31` or `2026-04-01T00:00:00Z`.
        field: Name of the field or option, for the error.

    Raises:
        DateInvalid: Another form, no offset, or before 1970.
    """
    return _seconds(text, field, add=_DAY)


def _seconds(text: str, field: str, *, add: datetime.timedelta) -> int:
    text = text.strip()
    try:
        moment = datetime.datetime.fromisoformat(text)
        if _BARE_DATE.fullmatch(text):
            moment = moment.replace(tzinfo=datetime.UTC) + add
        seconds = int(moment.timestamp()) if moment.tzinfo else -1
    except (ValueError, OverflowError) as error:
        raise _invalid(text, field) from error
    if seconds < 0:
        raise _invalid(text, field)
    return seconds


def _invalid(text: str, field: str) -> DateInvalid:
    return DateInvalid(
        f"{field}: {text[:40]!r} is not a date from 1970 on",
        hint="Write 2026-03-01, or an instant with its offset: 2026-03-01T08:00:00Z.",
        context={"field": field},
    )
