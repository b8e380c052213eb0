"""A status as one number: the place of its code, and one bit for each flag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.diligence.tiers import CODES, PAIR_FLAGS, PairStatus
from labour_ledger_verify.status import FlagCode, Status, StatusCode

Words = NDArray[np.uint16]

FLAG_BITS: Final = len(PAIR_FLAGS)
CODE_PLACES: Final = {code: place for place, code in enumerate(CODES)}
FLAG_MASKS: Final[Mapping[FlagCode, int]] = {flag: 1 << place for place, flag in enumerate(PAIR_FLAGS)}
UNREGISTERED: Final = len(CODES) << FLAG_BITS
"""Stands where a status would, for a subject that nobody registered."""
UNKNOWN: Final = CODE_PLACES[StatusCode.UNKNOWN] << FLAG_BITS
WORD_COUNT: Final = (len(CODES) + 1) << FLAG_BITS

_PLACES: Final = np.arange(WORD_COUNT) >> FLAG_BITS


def word_of(status: Status) -> int:
    """Return the number of a status that the rule gave."""
    flags = (FLAG_MASKS[flag.code] for flag in status.flags if flag.code is not FlagCode.IDENTITY_UNCHECKED)
    return CODE_PLACES[status.code] << FLAG_BITS | sum(flags)


def pair_status(word: int) -> PairStatus:
    """Return the status that a number means; that of an unregistered subject is unknown."""
    if word >= UNREGISTERED:
        return _UNKNOWN_PAIR
    flags = tuple(flag for flag in PAIR_FLAGS if word & FLAG_MASKS[flag])
    return PairStatus(CODES[word >> FLAG_BITS], flags)


def counts_by_code(counts: NDArray[np.int64]) -> dict[StatusCode, int]:
    """Return how often each code occurs, from how often each number does; codes that do not occur are left out."""
    found = np.bincount(_PLACES, weights=counts, minlength=len(CODES) + 1)
    return {code: int(found[place]) for place, code in enumerate(CODES) if found[place]}


def counts_by_flag(counts: NDArray[np.int64]) -> dict[FlagCode, int]:
    """Return how often each flag occurs, likewise."""
    words = np.flatnonzero(counts)
    found = {flag: int(counts[words[words & mask != 0]].sum()) for flag, mask in FLAG_MASKS.items()}
    return {flag: count for flag, count in found.items() if count}


_UNKNOWN_PAIR: Final = PairStatus(StatusCode.UNKNOWN)
