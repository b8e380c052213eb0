"""What all reports say in the same words: verdicts, outcomes, times, and text that cannot lead a terminal astray."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Final

REPORT_FORMAT: Final = "labour-ledger/verification-report@1"
VERDICTS: Final[Mapping[int, str]] = {0: "SOUND", 1: "PROVEN FALSE", 2: "BAD INPUT", 4: "COULD NOT CHECK"}
OUTCOMES: Final = (
    "statement",
    "conforms",
    "conforms with findings",
    "does not conform",
    "zero tolerance",
    "inconclusive",
)
_LAST_SECOND: Final = 253_402_300_799  # of the year 9999; later times have no calendar date here


class DocumentState(Enum):
    """How the document of an attestation was found."""

    FITS = "fits"
    REFUSED = "refused"
    NOT_DISCLOSED = "not-disclosed"
    NONE_COMMITTED = "none-committed"


def utc_text(seconds: int) -> str:
    """Return Unix seconds as a UTC date and time; beyond the year 9999 in words."""
    if seconds > _LAST_SECOND:
        return "no end in the calendar"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def printable(text: str) -> str:
    """Return text with everything that could move a terminal's cursor or turn its direction spelled out."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
