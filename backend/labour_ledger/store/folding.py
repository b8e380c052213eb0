"""How names are made comparable for search."""

from __future__ import annotations

import unicodedata


def fold_name(text: str) -> str:
    """Return a name without case, accents and doubled spaces, for search only; never shown."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.casefold().split())
