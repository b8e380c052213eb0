"""Finding which known sites a description may be, without comparing it with all of them.

A pair is compared only if it shares a key: a beginning of a telling word of the name, the beginning or end of the name
as one run of letters, or a number with a word of the address, always within a country; or the whole name anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from .outcome import THRESHOLDS, Outcome, Thresholds, outcome
from .score import Described, Score, score
from .words import comparable_address, comparable_name

MOST_CANDIDATES: Final = 5
_WORD_LETTERS: Final = 4
_RUN_LETTERS: Final = 6
_TELLING_DIGITS: Final = 2
_COMMON_KEY: Final = 2000
"""A key that more known sites than this share tells nothing and would cost much."""


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A registered site with what is known of it here."""

    subject: bytes
    described: Described


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site that a description may be.

    Attributes:
        site: The known site.
        score: How alike they are.
        outcome: What that score means.
    """

    site: KnownSite
    score: Score
    outcome: Outcome


class CandidateIndex:
    """Known sites by the keys of their names and addresses."""

    def __init__(self, sites: Iterable[KnownSite], thresholds: Thresholds = THRESHOLDS) -> None:
        self._thresholds = thresholds
        self._sites: list[KnownSite] = []
        self._places: dict[str, list[int]] = {}
        for site in sites:
            self._add(site)

    def find(self, described: Described) -> tuple[Candidate, ...]:
        """Return the sites that a description may be, best first, at most five; none that are clearly others."""
        numbers: set[int] = set()
        for key in blocking_keys(described):
            found = self._places.get(key, ())
            if len(found) <= _COMMON_KEY:
                numbers.update(found)
        candidates = []
        for number in numbers:
            site = self._sites[number]
            compared = score(described, site.described)
            verdict = outcome(compared, self._thresholds)
            if verdict is not Outcome.OTHER:
                candidates.append(Candidate(site, compared, verdict))
        candidates.sort(key=lambda item: (-item.score.total, item.site.subject))
        return tuple(candidates[:MOST_CANDIDATES])

    def _add(self, site: KnownSite) -> None:
        number = len(self._sites)
        self._sites.append(site)
        for key in blocking_keys(site.described):
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
