"""The parameters that questions take, each with one meaning wherever it is used, and how their texts are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.schemas.codes import Severity
from labour_ledger.schemas.topics import TOPICS

from .model import Question

_DAY_S: Final = 86_400
_UNPRINTABLE: Final = frozenset({"Cc", "Cs"})
_COUNTRY: Final = re.compile("[A-Za-z]{2}")
_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter.

    Attributes:
        name: As in addresses and, with hyphens, on the command line.
        meaning: For people.
        example: A value that can be typed.
        choices: All values there are; empty where there is no list of them.
        default: Where it is not given; empty for nothing.
    """

    name: str
    meaning: str
    example: str
    choices: tuple[str, ...] = ()
    default: str = ""


PARAMETERS: Final[Mapping[str, Parameter]] = {
    parameter.name: parameter
    for parameter in (
        Parameter("site", "Handle, `scheme:value`, full id, or at least four first digits of one", "LL-7K3M-92QF"),
        Parameter("buyer", "The same of an organisation or site that buys, or its name", "LL-7K3M-92QF"),
        Parameter("standard", "Schema id", "ilo/c029@1930"),
        Parameter("valid_at", "For which date: a day, an instant, or `today` (the block's time)", "2026-03-31"),
        Parameter("known_at", "As known on which date; likewise", "2026-04-30"),
        Parameter("since", "From which day or instant on", "2026-01-01"),
        Parameter("until", "Up to which day or instant", "2026-12-31"),
        Parameter("days", "Within how many days", "60", default="60"),
        Parameter(
            "severity", "Least severity", "critical", tuple(severity.value for severity in Severity), default="critical"
        ),
        Parameter("overdue", "Only what is overdue", "true", ("true", "false"), default="false"),
        Parameter(
            "topic",
            "What a finding is about (docs/schemas.md)",
            "retention-of-identity-documents",
            tuple(topic.id for topic in TOPICS),
        ),
        Parameter("record", "Uid of a record, `0x` and 64 digits", "0x" + "5a" * 32),
        Parameter("party", "Number of a party", "7"),
        Parameter("country", "ISO 3166-1 alpha-2", "ID"),
        Parameter("goods", "Goods as the list names them, such as `Palm Fruit`", "Palm Fruit"),
        Parameter("list", "Title of a list as it was imported", "US Department of Labor"),
        Parameter("least", "Least number of buyers", "8", default="2"),
        Parameter("tiers", "Most tiers to go up; without it all", "3"),
    )
}


@dataclass(frozen=True, slots=True)
class Given:
    """Parameters as they were given, held against a question.

    Attributes:
        values: Texts by name.
    """

    values: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """Return a parameter's text, its default where it was not given, or None.

        Raises:
            QuestionInvalid: It is none of the choices.
        """
        parameter = PARAMETERS[name]
        found = self.values.get(name, parameter.default)
        if found and parameter.choices and found not in parameter.choices:
            shown = ", ".join(parameter.choices[:12]) + (", …" if len(parameter.choices) > 12 else "")
            raise QuestionInvalid(
                f"{name}: {found[:60]!r} is none of its values", hint=f"Give one of {shown}.", context={"field": name}
            )
        return found or None

    def number(self, name: str, *, largest: int) -> int | None:
        """Return a whole number from 0 to `largest`, or None where it was not given and has no default.

        Raises:
            QuestionInvalid: It is none.
        """
        text = self.text(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text) <= largest):
            raise QuestionInvalid(
                f"{name}: {text[:40]!r} is no whole number up to {largest}",
                hint="Write digits only.",
                context={"field": name},
            )
        return int(text)

    def country(self) -> str | None:
        """Return the country asked about in capital letters, or None where none was given.

        Raises:
            QuestionInvalid: It is no code of two letters.
        """
        text = self.text("country")
        if text is not None and _COUNTRY.fullmatch(text) is None:
            raise QuestionInvalid(
                f"country: {text[:40]!r} is no code of two letters",
                hint="Write the ISO 3166-1 alpha-2 code, such as ID.",
                context={"field": "country"},
            )
        return None if text is None else text.upper()

    def truth(self, name: str) -> bool:
        """Return whether a parameter is true."""
        return _TRUTHS[self.text(name) or "false"]

    def instant(self, name: str, *, end_of_day: bool) -> int | None:
        """Return a day or an instant as Unix seconds, which may be earlier or later than the ledger; None if not given.

        Args:
            name: Of the parameter.
            end_of_day: Whether a bare day means its last second instead of its first.

        Raises:
            QuestionInvalid: It is no date.
        """
        text = self.text(name)
        if text is None:
            return None
        try:
            if len(text) == len("2026-01-01"):
                first = int(datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC).timestamp())
                return first + (_DAY_S - 1 if end_of_day else 0)
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise _no_date(name, text) from error
        if moment.tzinfo is None:
            raise _no_date(name, text)
        return int(moment.timestamp())


def hold_against(question: Question, values: Mapping[str, str]) -> Given:
    """Return parameters as given, once the question has all that it needs and nothing that it does not take.

    Raises:
        QuestionInvalid: One is missing, or one is not of this question.
    """
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    for name, text in given.items():
        _refuse_unprintable(name, text)
    foreign = sorted(set(given) - set(question.parameters))
    if foreign:
        raise QuestionInvalid(
            f"the question {question.name} takes no {' and no '.join(foreign)}",
            hint=f"It takes {', '.join(question.parameters)}.",
            context={"question": question.name, "fields": foreign},
        )
    for name in question.required:
        if name not in given:
            raise QuestionInvalid(
                f"the question {question.name} needs {name}",
                hint=f"{name}: {PARAMETERS[name].meaning}.",
                context={"question": question.name, "field": name},
            )
    return Given(given)


def _refuse_unprintable(name: str, text: str) -> None:
    """Refuse what no name holds and a store may not take: control characters, and halves of characters."""
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise QuestionInvalid(
            f"{name}: holds a character that cannot be printed",
            hint="Type it again without control characters.",
            context={"field": name},
        )


def _no_date(name: str, text: str) -> QuestionInvalid:
    return QuestionInvalid(
        f"{name}: {text[:40]!r} is not a date",
        hint="Write a day as 2026-03-31, or an instant as 2026-03-31T12:00:00Z.",
        context={"field": name},
    )
