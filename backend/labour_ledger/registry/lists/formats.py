"""What a reader of one kind of list offers, and the words by which rows are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .cells import Row
from .rows import ListedLink, ListedSite, ListSource

_FIRST_ACCENT: Final = "\u0300"
_LAST_ACCENT: Final = "\u036f"


@dataclass(frozen=True, slots=True)
class ListFormat:
    """One kind of list.

    Attributes:
        name: Short name to choose the format by.
        title: Title of the list for people.
        publisher: Who publishes it, or "".
        licence: Terms in at most 80 characters, or "".
        required: Columns without which it is not such a list.
        optional: Further columns that are read.
        unread: Columns that such lists have and that are left unread on purpose.
        read: Makes a site or a link of a row, or writes down in the row why not.
    """

    name: str
    title: str
    publisher: str
    licence: str
    required: frozenset[str]
    optional: frozenset[str]
    unread: frozenset[str]
    read: Callable[[Row, ListSource], ListedSite | ListedLink | None]

    @property
    def known(self) -> frozenset[str]:
        """All columns that the format knows, read or not."""
        return self.required | self.optional | self.unread


def folded(text: str) -> str:
    """Return text for comparison: case, width, punctuation, spacing and accents do not count.

    Only the accents of European scripts are dropped: in others such marks tell words apart. Text without any letter or
    digit stays as it is, so that two such texts are not taken for one.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not _FIRST_ACCENT <= character <= _LAST_ACCENT)
    kept = "".join(character if unicodedata.category(character)[0] in "LMN" else " " for character in plain)
    return " ".join(kept.split()) or text.casefold()


def row_key(family: str, *parts: str) -> str:
    """Return the key by which two rows of a family of lists are the same site."""
    return "|".join([family, *(folded(part) for part in parts)])
