"""Notes written by hand to develop the searches for personal data, by what they give away, in two halves.

Beside what `planted_personal_data` makes from patterns, these are single sentences, each in words of its own. The
searches are adjusted to one half; the other, every second of each class, is only counted. A class whose name says
`adjusted to` was written later, counted once, and then adjusted to as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "notes"
ADJUSTED: Final = ", adjusted to"


class WrittenNote(NamedTuple):
    """One note, the class it was written for, and whether the searches may be adjusted to it."""

    text: str
    kind: str
    adjusted: bool


def personal_notes() -> tuple[WrittenNote, ...]:
    """Return the notes that give a person away."""
    return tuple(_read(FOLDER / "personal.txt"))


def ordinary_notes() -> tuple[WrittenNote, ...]:
    """Return the notes that name nobody and look as if they did."""
    return tuple(_read(FOLDER / "ordinary.txt"))


def _read(path: Path) -> Iterator[WrittenNote]:
    kind, place = "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, place = line.strip("[]"), 0
        elif line and not line.startswith("# "):
            yield WrittenNote(line, kind, adjusted=place % 2 == 0 or kind.endswith(ADJUSTED))
            place += 1
