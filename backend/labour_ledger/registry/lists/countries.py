"""Countries as lists spell them, resolved to ISO 3166-1 alpha-2.

Names and codes come from pycountry; a short table holds names in common use that ISO does not carry. How a country was
found is part of the answer, so that a reader can note it. It must not guess: no fuzzy search.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

import pycountry

_COMMON_NAMES: Final = {
    "bosnia and herz.": "BA",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "china mainland": "CN",
    "congo, democratic republic of the": "CD",
    "congo, republic of the": "CG",
    "czech republic": "CZ",
    "democratic republic of the congo": "CD",
    "dr congo": "CD",
    "england": "GB",
    "falkland islands (islas malvinas)": "FK",
    "hong kong sar": "HK",
    "ivory coast": "CI",
    "macau": "MO",
    "macedonia": "MK",
    "mainland china": "CN",
    "republic of korea": "KR",
    "russia": "RU",
    "saint helena, ascension, and tristan da cunha": "SH",
    "swaziland": "SZ",
    "são tomé and príncipe": "ST",
    "the gambia": "GM",
    "the netherlands": "NL",
    "turkey (türkiye)": "TR",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "west bank and the gaza strip": "PS",
}
_TRAILING_FORM: Final = re.compile(r"(?P<name>[^()]+?)\s*\((?P<form>[^()]+ of)\)")


class CountrySpelling(StrEnum):
    """How a list named a country."""

    ALPHA_2 = "alpha-2"
    ALPHA_3 = "alpha-3"
    ISO_NAME = "iso-name"
    COMMON_NAME = "common-name"


@dataclass(frozen=True, slots=True)
class ResolvedCountry:
    """A country and how it was named.

    Attributes:
        alpha_2: ISO 3166-1 alpha-2.
        spelling: Which kind of name it was.
    """

    alpha_2: str
    spelling: CountrySpelling


@cache
def resolve_country(text: str) -> ResolvedCountry | None:
    """Return the country that a code or an English name means, or None.

    Upper and lower case are the same; `Korea (Republic of)` is read as ISO's `Korea, Republic of`.

    Source: ISO 3166-1 in the edition of the installed pycountry.
    """
    wanted = " ".join(text.split())
    if len(wanted) == 2 and (country := pycountry.countries.get(alpha_2=wanted.upper())):
        return ResolvedCountry(country.alpha_2, CountrySpelling.ALPHA_2)
    if len(wanted) == 3 and (country := pycountry.countries.get(alpha_3=wanted.upper())):
        return ResolvedCountry(country.alpha_2, CountrySpelling.ALPHA_3)
    alpha_2 = _COMMON_NAMES.get(wanted.casefold())
    if alpha_2 is not None:
        return ResolvedCountry(alpha_2, CountrySpelling.COMMON_NAME)
    match = _TRAILING_FORM.fullmatch(wanted)
    alpha_2 = _iso_names().get((f"{match['name']}, {match['form']}" if match else wanted).casefold())
    return None if alpha_2 is None else ResolvedCountry(alpha_2, CountrySpelling.ISO_NAME)


@cache
def _iso_names() -> dict[str, str]:
    return {
        name.casefold(): country.alpha_2
        for country in pycountry.countries
        for field in ("name", "official_name", "common_name")
        if (name := getattr(country, field, None))
    }


class CountrySpellings:
    """Counts how one list spells each country, to report a country that is spelled in several ways."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._first_rows: dict[tuple[str, str], int] = {}

    def add(self, alpha_2: str, text: str, row_number: int) -> tuple[str, int] | None:
        """Count a spelling.

        Returns:
            The first spelling of the country and its row, when this one is new and another; else None.
        """
        counts = self._counts.setdefault(alpha_2, Counter())
        counts[text] += 1
        self._first_rows.setdefault((alpha_2, text), row_number)
        first = next(iter(counts))
        if counts[text] > 1 or text == first:
            return None
        return first, self._first_rows[alpha_2, first]

    def several(self) -> dict[str, dict[str, int]]:
        """Return the countries that were spelled in more than one way, with the rows of each spelling."""
        return {alpha_2: dict(counts) for alpha_2, counts in sorted(self._counts.items()) if len(counts) > 1}
