"""Who reads: the language that words are given in, and the form of dates and numbers.

Translations are gettext catalogues (`translations/*.po`), read by Babel as they are: nothing has to be compiled before
the program runs. What a catalogue lacks is given in English. Forms of dates and numbers are those of the Unicode
Common Locale Data Repository. It must not read the environment: what it says is passed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from labour_ledger.errors import InputError

LANGUAGES: Final = ("en", "fr", "es")
"""English is what the program is written in; the others have a catalogue."""
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The order in which POSIX lets them decide on messages."""
_NUMBER: Final = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?![\w,]|\.\d)|\d+\.\d+(?= (?:%|ether\b)))")
"""Of thousands in English, shares and prices; what looks otherwise may be a version, an address or an id."""
_WEIGHT: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class LanguageUnknown(InputError):
    """There are no words in this language."""

    code = "language-unknown"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads.

    Attributes:
        language: One of `LANGUAGES`.
        locale: With the country where it is known, such as `fr_CH`; says the form of dates and numbers.
        localised: Whether dates and numbers take that form; otherwise they are as in files (ISO 8601).
    """

    language: str = "en"
    locale: str = "en"
    localised: bool = False

    def say(self, text: str, /, **values: object) -> str:
        """Return a text in the reader's language, with its braces filled."""
        words = text if self.language == "en" else _catalogue(self.language).get(text) or text
        return words.format_map(values) if values else words

    def has(self, text: str) -> bool:
        """Return whether there is a translation of a text for this reader."""
        return self.language != "en" and bool(_catalogue(self.language).get(text))

    def instant(self, seconds: int) -> str:
        """Return a time in UTC in the reader's form.

        Args:
            seconds: Unix seconds, before the year 10000.
        """
        moment = datetime.fromtimestamp(seconds, UTC)
        if not self.localised:
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        from babel.dates import format_datetime

        return f"{format_datetime(moment, 'medium', tzinfo=UTC, locale=self.locale)} UTC"

    def number(self, value: int) -> str:
        """Return a whole number in the reader's form."""
        if not self.localised:
            return f"{value:,}"
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)

    def numbers_in(self, text: str) -> str:
        """Return a text of the program with its numbers in the reader's form: those of thousands, and shares.

        Args:
            text: With numbers as Python's format `,` writes them, such as `1,234`, and shares such as `12.5 %`.
        """
        if not self.localised:
            return text
        return _NUMBER.sub(lambda found: self._number_written(found[0]), text)

    def _number_written(self, text: str) -> str:
        from babel.numbers import format_decimal

        decimals = len(text.partition(".")[2])
        # a share keeps its decimals, as "12.0 %" was measured so
        pattern = "#,##0." + "0" * decimals if decimals else None
        return format_decimal(Decimal(text.replace(",", "")), format=pattern, locale=self.locale)


def reader_named(name: str) -> Reader:
    """Return the reader of a language that was asked for.

    Args:
        name: Such as `fr`, `es` or `fr_CH`.

    Raises:
        LanguageUnknown: There are no words in it.
    """
    language, _, country = name.strip().replace("-", "_").partition("_")
    if language.lower() not in LANGUAGES:
        raise LanguageUnknown(
            f"there are no words in the language {name[:20]!r}",
            hint=f"Languages: {', '.join(LANGUAGES)}; with a country where it matters, such as fr_CH.",
            context={"language": name[:20]},
        )
    return Reader(language.lower(), _known_locale(language.lower(), country.upper()), localised=True)


def reader_of(environment: Mapping[str, str]) -> Reader:
    """Return the reader whom the environment says, in English where it says another language or none.

    In English dates stay as they are in files unless a language was asked for: they are what people paste back.
    """
    said = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    name = said.partition(".")[0].partition("@")[0]
    language = name.partition("_")[0].lower()
    return reader_named(name) if language in LANGUAGES and language != "en" else Reader()


def language_accepted(header: str) -> str:
    """Return the language that a client prefers of those with words; English where it names none of them.

    Source: RFC 9110, section 12.5.4; a range such as `fr-CH` is served with `fr`.

    Args:
        header: Value of `Accept-Language`; empty where there was none.
    """
    best, weight_of_best = "en", 0.0
    for item in header.split(","):
        name, _, parameter = item.partition(";")
        weight = _weight(parameter)
        language = name.strip().partition("-")[0].lower()
        language = "en" if language == "*" else language
        if language in LANGUAGES and weight > weight_of_best:
            best, weight_of_best = language, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    return float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0


def _known_locale(language: str, country: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(f"{language}_{country}")) if country else language
    except (UnknownLocaleError, ValueError):
        return language


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    with files(__package__).joinpath("translations", f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    # plural forms, which no text here has, would be tuples
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id
    }
