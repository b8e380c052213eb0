"""From a score to one of three outcomes: the same site, ask a person, another site."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .score import Score


class Outcome(StrEnum):
    """What is to be done with a pair of descriptions."""

    SAME = "same"
    ASK = "ask"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the outcomes begin.

    Attributes:
        same: Lowest score of the same site, 0 to 1.
        ask: Lowest score at which a person is asked, 0 to 1.
    """

    same: float
    ask: float


THRESHOLDS: Final = Thresholds(same=0.85, ask=0.68)
"""Chosen on labelled pairs; `make bench-match` chooses them anew and shows what they would be."""


def outcome(score: Score, thresholds: Thresholds = THRESHOLDS) -> Outcome:
    """Return what is to be done with a pair of descriptions.

    A shared identifier decides. Nothing else makes two descriptions one site unless their places were compared as well
    as their names, in one country, without an identifier, or a number or word in the names, that speaks against it.
    """
    if score.shared_identifiers:
        return Outcome.SAME
    if score.total < thresholds.ask:
        return Outcome.OTHER
    doubtful = (
        score.total < thresholds.same
        or not score.places_compared
        or score.same_country is False
        or bool(score.conflicting_schemes)
        or score.numbers_differ
        or bool(score.words_missing)
    )
    return Outcome.ASK if doubtful else Outcome.SAME
