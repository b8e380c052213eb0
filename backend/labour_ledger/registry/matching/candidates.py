"""Finding which known sites a description may be, without comparing it with all of them.

A pair is compared only if it shares a key: a beginning of a telling word of the name, the beginning or end of the name
as one run of letters, or a number with a word of the address, always within a country; or the whole name anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from .outcome import THRESHOLDS, Outcome, Thresholds, outcome
from .score import Described, Score, could_reach, score
from .words import comparable_address, comparable_name

MOST_CANDIDATES: Final = 5
_WORD_LETTERS: Final = 4
_RUN_LETTERS: Final = 6
_TELLING_DIGITS: Final = 2
_COMMON_KEY: Final = 2000
"""A key that more known sites than this share tells nothing and would cost much."""


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Known(Generic[Key]):
    """Something that is known: a site by its id, a listed entity by its row.

    Attributes:
        key: What it is known by.
        described: What is known of it here.
    """

    key: Key
    described: Described


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """Something that a description may be.

    Attributes:
        known: What it may be.
        score: How alike they are.
        outcome: What that score means.
    """

    known: Known[Key]
    score: Score
    outcome: Outcome


class CandidateIndex(Generic[Key]):
    """What is known, by the keys of its names and addresses."""

    def __init__(self, known: Iterable[Known[Key]], thresholds: Thresholds = THRESHOLDS) -> None:
        self._thresholds = thresholds
        self._known: list[Known[Key]] = []
        self._places: dict[str, list[int]] = {}
        for one in known:
            self.add(one)

    def find(self, described: Described, most: int = MOST_CANDIDATES) -> tuple[Candidate[Key], ...]:
        """Return what a description may be, best first; nothing that is clearly another.

        Args:
            described: What is to be found.
            most: Most candidates to return.
        """
        numbers: set[int] = set()
        for key in blocking_keys(described):
            found = self._places.get(key, ())
            if len(found) <= _COMMON_KEY:
                numbers.update(found)
        candidates: list[tuple[float, int, Candidate[Key]]] = []
        for number in numbers:
            known = self._known[number]
            if not could_reach(described, known.described, self._thresholds.ask):
                continue
            compared = score(described, known.described)
            verdict = outcome(compared, self._thresholds)
            if verdict is not Outcome.OTHER:
                candidates.append((-compared.total, number, Candidate(known, compared, verdict)))
        return tuple(candidate for _, _, candidate in sorted(candidates, key=lambda item: item[:2])[:most])

    def add(self, known: Known[Key]) -> None:
        """Take in something more that is known."""
        number = len(self._known)
        self._known.append(known)
        for key in blocking_keys(known.described):
            self._places.setdefault(key, []).append(number)


def blocking_keys(described: Described) -> frozenset[str]:
    """Return the keys of a description; pairs without a common key are not compared."""
    return frozenset(_keys(described))


def _keys(described: Described) -> Iterator[str]:
    country = described.country
    for identifier in described.identifiers:
        yield f"identifier {identifier}"
    for name in map(comparable_name, described.names):
        yield f"name {name.compact}"
        yield f"{country} begins {name.compact[:_RUN_LETTERS]}"
        yield f"{country} ends {name.compact[-_RUN_LETTERS:]}"
        for word in name.particular:
            yield f"{country} word {word[:_WORD_LETTERS]}"
    address = comparable_address(described.address)
    for number in address.numbers:
        if len(number) >= _TELLING_DIGITS:
            for word in address.words:
                if len(word) >= _WORD_LETTERS:
                    yield f"{country} at {number} {word[:_WORD_LETTERS]}"
