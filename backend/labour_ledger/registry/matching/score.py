"""The score of two descriptions of a site: its parts, how they add up, and what they forbid.

A score says how alike two descriptions are, from 0 to 1; it is no probability. Its parts are returned with it, so that
a person sees why. Weights and limits are explained and measured in docs/matching.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from geographiclib.geodesic import Geodesic
from rapidfuzz import fuzz

from .words import ComparableAddress, ComparableName, comparable_address, comparable_name

NAME_WEIGHT: Final = 0.6
NUMBERS_WEIGHT: Final = 0.2
"""Share of house numbers and postal codes in the likeness of two addresses."""
NUMBER_CONFLICT: Final = 0.25
"""Taken off where both names are numbered and the numbers differ: unit 6 is not unit 10."""
NUMBER_MISSING: Final = 0.05
"""Taken off where only one name is numbered."""
ALIKE_WORD: Final = 75.0
"""Percent by which a word must be found in another name not to be missing from it."""
TELLING_LETTERS: Final = 4
"""Shorter words are often pieces of one that a list broke apart."""
NEAR_KM: Final = 0.5
FAR_KM: Final = 25.0
_UNKNOWN_NUMBERS: Final = 0.5
_METRES: Final = 1000.0
_EARTH_KM: Final = 6371.0
_SPHERE_ERROR: Final = 0.01
"""Greater than the flattening makes distances on the sphere wrong, which is 0.6 %."""


@dataclass(frozen=True, slots=True)
class Described:
    """A site as somebody describes it; what is not said is empty.

    Attributes:
        names: Its names, at least one.
        country: ISO 3166-1 alpha-2.
        address: Address in one line.
        latitude: Degrees north as a decimal string (WGS 84).
        longitude: Degrees east as a decimal string.
        identifiers: `scheme:value` in canonical form.
    """

    names: tuple[str, ...]
    country: str = ""
    address: str = ""
    latitude: str = ""
    longitude: str = ""
    identifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """How alike two descriptions are.

    Attributes:
        total: 0 to 1.
        name: Likeness of the names that are most alike, 0 to 1.
        address: Likeness of the addresses, None where one is not given.
        distance_km: Geodesic distance on the WGS 84 ellipsoid, None where coordinates are not given.
        numbers_differ: Both names are numbered, and differently.
        words_missing: Telling words of the one name that the other lacks, such as that of a branch.
        same_country: None where one is not given.
        shared_identifiers: Identifiers that both have.
        conflicting_schemes: Schemes in which both have identifiers and share none.
    """

    total: float
    name: float
    address: float | None
    distance_km: float | None
    numbers_differ: bool
    words_missing: tuple[str, ...]
    same_country: bool | None
    shared_identifiers: tuple[str, ...]
    conflicting_schemes: tuple[str, ...]

    @property
    def places_compared(self) -> bool:
        """Whether anything but names was compared."""
        return self.address is not None or self.distance_km is not None

    def to_json(self) -> dict[str, object]:
        """Return the score with its parts, rounded to three digits."""
        return {
            "total": round(self.total, 3),
            "name": round(self.name, 3),
            "address": None if self.address is None else round(self.address, 3),
            "distanceKm": None if self.distance_km is None else round(self.distance_km, 3),
            "numbersDiffer": self.numbers_differ,
            "wordsMissing": list(self.words_missing),
            "sameCountry": self.same_country,
            "sharedIdentifiers": list(self.shared_identifiers),
            "conflictingSchemes": list(self.conflicting_schemes),
        }


def score(left: Described, right: Described) -> Score:
    """Return how alike two descriptions are; the order of the two does not matter."""
    shared = tuple(sorted(left.identifiers & right.identifiers))
    best = _best_names(left.names, right.names)
    address = address_likeness(left.address, right.address)
    distance = distance_km(left, right)
    place = _place(address, distance)
    return Score(
        total=1.0 if shared else max(0.0, _total(best.likeness, place) - best.off),
        name=best.likeness,
        address=address,
        distance_km=distance,
        numbers_differ=best.off == NUMBER_CONFLICT,
        words_missing=best.missing,
        same_country=left.country == right.country if left.country and right.country else None,
        shared_identifiers=shared,
        conflicting_schemes=() if shared else _conflicts(left.identifiers, right.identifiers),
    )


def could_reach(left: Described, right: Described, total: float) -> bool:
    """Return whether a score could be as high, by a distance on the sphere: on the ellipsoid it is slow to compute."""
    if left.identifiers & right.identifiers:
        return True
    best = _best_names(left.names, right.names)
    if max(best.likeness, _total(best.likeness, 1.0)) - best.off < total:
        return False
    sphere = _distance_on_sphere_km(left, right)
    nearest = None if sphere is None else sphere * (1 - _SPHERE_ERROR)
    return _total(best.likeness, _place(address_likeness(left.address, right.address), nearest)) - best.off >= total


def name_likeness(left: ComparableName, right: ComparableName) -> float:
    """Return the likeness of two names, 0 to 1.

    Names are compared word by word in any order and as one run of letters, as lists break words in odd places. A name
    that is a part of the other counts half as much as a name that is equal.
    """
    run = fuzz.ratio(left.compact, right.compact)
    part = fuzz.partial_ratio(left.compact, right.compact)
    words = fuzz.token_sort_ratio(" ".join(left.words), " ".join(right.words))
    return max(run, words, (run + part) / 2) / 100


def address_likeness(left: str, right: str) -> float | None:
    """Return the likeness of two addresses, 0 to 1; None where one says nothing."""
    first, second = comparable_address(left), comparable_address(right)
    if not first.compact or not second.compact:
        return None
    run = (fuzz.ratio(first.compact, second.compact) + fuzz.partial_ratio(first.compact, second.compact)) / 200
    return (1 - NUMBERS_WEIGHT) * run + NUMBERS_WEIGHT * _shared_numbers(first, second)


def distance_km(left: Described, right: Described) -> float | None:
    """Return the geodesic distance on WGS 84 in kilometres, None where coordinates are not given.

    Source: C. F. F. Karney, Algorithms for geodesics, 2013, as in geographiclib.
    """
    if not (left.latitude and left.longitude and right.latitude and right.longitude):
        return None
    line = Geodesic.WGS84.Inverse(
        float(left.latitude), float(left.longitude), float(right.latitude), float(right.longitude), Geodesic.DISTANCE
    )
    return float(line["s12"]) / _METRES


@dataclass(frozen=True, slots=True)
class _ComparedNames:
    likeness: float
    off: float
    """What is taken off for numbers."""
    missing: tuple[str, ...]


def _best_names(left: tuple[str, ...], right: tuple[str, ...]) -> _ComparedNames:
    """Return the pair of names that are most alike."""
    best: tuple[float, float, ComparableName, ComparableName] | None = None
    for one in map(comparable_name, left):
        for other in map(comparable_name, right):
            likeness, off = name_likeness(one, other), _numbers_off(one, other)
            if best is None or likeness - off > best[0] - best[1]:
                best = (likeness, off, one, other)
    if best is None:
        return _ComparedNames(0.0, 0.0, ())
    likeness, off, one, other = best
    return _ComparedNames(likeness, off, (*_missing(one, other), *_missing(other, one)))


def _numbers_off(one: ComparableName, other: ComparableName) -> float:
    if one.numbers and other.numbers:
        return 0.0 if one.numbers & other.numbers else NUMBER_CONFLICT
    return NUMBER_MISSING if one.numbers or other.numbers else 0.0


def _missing(one: ComparableName, other: ComparableName) -> tuple[str, ...]:
    """Return the telling words of a name that stand nowhere in another, spelled alike or run together."""
    return tuple(
        word
        for word in sorted(one.particular)
        if len(word) >= TELLING_LETTERS and fuzz.partial_ratio(word, other.compact) < ALIKE_WORD
    )


def _total(name: float, place: float | None) -> float:
    return name if place is None else NAME_WEIGHT * name + (1 - NAME_WEIGHT) * place


def _distance_on_sphere_km(left: Described, right: Described) -> float | None:
    """Return the great-circle distance by the haversine formula, None where coordinates are not given."""
    if not (left.latitude and left.longitude and right.latitude and right.longitude):
        return None
    south, north = math.radians(float(left.latitude)), math.radians(float(right.latitude))
    turn = math.radians(float(right.longitude) - float(left.longitude))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _place(address: float | None, distance: float | None) -> float | None:
    if distance is None:
        return address
    nearness = min(1.0, max(0.0, 1 - (distance - NEAR_KM) / (FAR_KM - NEAR_KM)))
    return nearness if address is None else (address + nearness) / 2


def _shared_numbers(left: ComparableAddress, right: ComparableAddress) -> float:
    if not left.numbers or not right.numbers:
        return _UNKNOWN_NUMBERS
    return len(left.numbers & right.numbers) / min(len(left.numbers), len(right.numbers))


def _conflicts(left: frozenset[str], right: frozenset[str]) -> tuple[str, ...]:
    schemes = {text.partition(":")[0] for text in left} & {text.partition(":")[0] for text in right}
    return tuple(sorted(schemes))
