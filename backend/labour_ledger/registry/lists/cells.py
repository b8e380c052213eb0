"""The cells of one row, read with everything that is odd about them written down.

All readers take their cells from here, so that no value is trimmed, left out or replaced without a note. It must not
know any particular list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.registry.identifiers import Identifier, IdentifierInvalid, canonical_identifier, parse_identifier

from .countries import CountrySpelling, CountrySpellings, resolve_country
from .rows import ProblemSeverity, RowProblem

_DECIMAL_DEGREES: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,18})?")
_POSTAL_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .-]{1,15}")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR: Final = 1970
"""Times on the ledger are seconds from then on."""
_US_DATE: Final = re.compile(r"(1[0-2]|[1-9])/(3[01]|[12][0-9]|[1-9])/([0-9]{2})")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,6}")
_LOST_CHARACTERS: Final = frozenset("\ufffd\u25a1")
_BANDS: Final = (
    (9, "1-9"),
    (24, "10-24"),
    (49, "25-49"),
    (99, "50-99"),
    (249, "100-249"),
    (499, "250-499"),
    (999, "500-999"),
    (4999, "1000-4999"),
)


class CountryChoice(StrEnum):
    """What to believe where a row's country name and country code contradict each other."""

    COUNTRY_NAME = "country-name"
    COUNTRY_CODE = "country-code"


class Row:
    """One row of a list while it is read: its cells, and the problems found so far.

    Attributes:
        number: Row of the file, the header is row 1.
        problems: What was found, in order.
    """

    def __init__(
        self,
        number: int,
        cells: dict[str, str],
        *,
        spellings: CountrySpellings | None = None,
        believe: CountryChoice | None = None,
    ) -> None:
        self.number = number
        self.problems: list[RowProblem] = []
        self._cells = cells
        self._spellings = spellings or CountrySpellings()
        self._believe = believe

    @property
    def refused(self) -> bool:
        """Whether a problem so far means that the row is not taken."""
        return any(problem.severity is ProblemSeverity.REFUSED for problem in self.problems)

    def note(self, field: str, code: str, reason: str, *, hint: str = "") -> None:
        """Write down something odd about a cell; the row is still taken."""
        self._add(field, code, reason, ProblemSeverity.NOTED, hint)

    def refuse(self, field: str, code: str, reason: str, *, hint: str = "") -> None:
        """Write down why the row is not taken."""
        self._add(field, code, reason, ProblemSeverity.REFUSED, hint)

    def text(self, field: str) -> str:
        """Return the text of a cell without the spaces around it; empty where the column is absent."""
        found = self._cells.get(field, "")
        text = found.strip()
        if text != found:
            self.note(field, "spaces-around", "spaces around the value were not taken")
        if any(character in _LOST_CHARACTERS for character in text):
            self.note(field, "lost-character", "a character was lost before the list was published; taken as found")
        elif any(unicodedata.category(character) == "Cc" for character in text):
            self.note(field, "control-character", "a control character stands in the text; taken as found")
        return text

    def required(self, field: str) -> str:
        """Return the text of a cell that must not be empty; refuses the row if it is."""
        text = self.text(field)
        if not text:
            self.refuse(field, "value-missing", "the value is missing", hint="Add it to the list.")
        return text

    def text_unless(self, field: str, placeholders: Collection[str], meaning: str) -> str:
        """Return the text of a cell, or nothing where the list writes a placeholder for "not known"."""
        text = self.text(field)
        if text in placeholders:
            self.note(field, "placeholder", f"the list's placeholder for {meaning}; nothing was taken")
            return ""
        return text

    def country(self, name_field: str, code_field: str = "") -> str:
        """Return the alpha-2 code of the row's country; refuses the row if it cannot be told.

        Args:
            name_field: Column with a name or a code.
            code_field: Column with an alpha-3 code, where the list has one beside the name.
        """
        text = self.required(name_field)
        alpha_2 = self._resolved(name_field, text)
        if code_field:
            alpha_2 = self._reconciled(name_field, alpha_2, code_field)
        if alpha_2 and text:
            self._count_spelling(alpha_2, text, name_field)
        return alpha_2

    def coordinates(self, latitude_field: str, longitude_field: str) -> tuple[str, str]:
        """Return latitude and longitude as decimal strings in degrees (WGS 84), or two empty strings.

        A coordinate that is no place on earth refuses the row: the cells of the row may be shifted.
        """
        latitude, longitude = self.text(latitude_field), self.text(longitude_field)
        if not latitude and not longitude:
            return "", ""
        good = [
            self._degrees(latitude_field, latitude, 90),
            self._degrees(longitude_field, longitude, 180),
        ]
        if not all(good):
            return "", ""
        if float(latitude) == 0 and float(longitude) == 0:
            self.note(latitude_field, "no-coordinates", "0, 0 stands for unknown coordinates; nothing was taken")
            return "", ""
        return latitude, longitude

    def postal_code(self, field: str) -> str:
        """Return the postal code, or nothing where the cell holds something else."""
        text = self.text(field)
        if text and not _POSTAL_CODE.fullmatch(text):
            self.note(field, "no-postal-code", "not a postal code; nothing was taken")
            return ""
        return text

    def workforce(self, field: str) -> str:
        """Return the band of workers that a count falls into; counts themselves are not taken."""
        text = self.text(field)
        if not text:
            return ""
        if not _COUNT.fullmatch(text):
            self.note(field, "no-count", "not a number of workers; nothing was taken")
            return ""
        return next((band for most, band in _BANDS if int(text) <= most), "5000-or-more")

    def us_date(self, field: str) -> str:
        """Return a date written month/day/year with two digits of the year (2000 to 2099) as YYYY-MM-DD."""
        text = self.text(field)
        match = _US_DATE.fullmatch(text)
        if match is not None:
            try:
                return date(2000 + int(match[3]), int(match[1]), int(match[2])).isoformat()
            except ValueError:
                pass  # noted like any other text that is no date
        if text:
            self.note(field, "no-date", "not a date as month/day/year; nothing was taken")
        return ""

    def iso_date(self, field: str) -> str:
        """Return a date from 1970 on written YYYY-MM-DD; refuses the row if it is another text."""
        text = self.text(field)
        try:
            good = not text or (_ISO_DATE.fullmatch(text) is not None and date.fromisoformat(text).year >= _FIRST_YEAR)
        except ValueError:
            good = False
        if not good:
            self.refuse(field, "date-invalid", "must be a date as YYYY-MM-DD, from 1970 on", hint="Correct it.")
        return text

    def identifier(self, field: str, scheme: str) -> Identifier | None:
        """Return the identifier in a cell; refuses the row if it is missing or mistyped."""
        text = self.required(field)
        if not text:
            return None
        try:
            return canonical_identifier(scheme, text)
        except IdentifierInvalid as error:
            self.refuse(field, error.code, error.message, hint=error.hint)
            return None

    def identifiers(self, field: str) -> tuple[Identifier, ...]:
        """Return identifiers written `scheme:value` with semicolons between; refuses the row if one is mistyped."""
        found: dict[Identifier, None] = {}
        for part in filter(None, (part.strip() for part in self.text(field).split(";"))):
            try:
                found[parse_identifier(part)] = None
            except InputError as error:
                self.refuse(field, error.code, error.message, hint=error.hint)
        return tuple(found)

    def _add(self, field: str, code: str, reason: str, severity: ProblemSeverity, hint: str) -> None:
        found = self._cells.get(field, "")
        self.problems.append(RowProblem(self.number, field, code, found, reason, severity, hint))

    def _resolved(self, field: str, text: str) -> str:
        if not text:
            return ""
        country = resolve_country(text)
        if country is None:
            self.refuse(field, "country-unknown", "no country of ISO 3166-1 has this name or code", hint="Correct it.")
            return ""
        if country.spelling is CountrySpelling.COMMON_NAME:
            self.note(field, "country-name", f"not a name of ISO 3166-1; read as {country.alpha_2}")
        return country.alpha_2

    def _reconciled(self, name_field: str, by_name: str, code_field: str) -> str:
        code = self.text(code_field)
        by_code = self._resolved(code_field, code)
        if by_code and len(code) == 2:
            self.note(code_field, "country-code-form", f"two letters where the list has three; read as {by_code}")
        if not by_name or not by_code or by_name == by_code:
            return by_name
        contradiction = f"the code means {by_code}, the name in {name_field} means {by_name}"
        if self._believe is None:
            self.refuse(
                code_field,
                "country-contradiction",
                contradiction,
                hint="Choose which to believe (country-name or country-code) to take such rows.",
            )
            return by_name
        self.note(code_field, "country-contradiction", f"{contradiction}; the {self._believe.value} was believed")
        return by_name if self._believe is CountryChoice.COUNTRY_NAME else by_code

    def _count_spelling(self, alpha_2: str, text: str, field: str) -> None:
        other = self._spellings.add(alpha_2, text, self.number)
        if other is not None:
            spelling, row = other
            self.note(field, "country-spelling", f"{alpha_2} is spelled {spelling!r} in row {row} and {text!r} here")

    def _degrees(self, field: str, text: str, most: int) -> bool:
        if _DECIMAL_DEGREES.fullmatch(text) and abs(float(text)) <= most:
            return True
        self.refuse(
            field,
            "coordinate-invalid",
            f"must be decimal degrees from -{most} to {most}",
            hint="Write for example -6.17, with a point and without a degree sign; or leave both coordinates empty.",
        )
        return False
