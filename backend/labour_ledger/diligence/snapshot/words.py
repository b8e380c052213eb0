"""A status as one number: the place of its code, and one bit for each flag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.diligence.tiers import CODES, PAIR_FLAGS, UNKNOWN_PAIR, PairStatus, Tier
from labour_ledger_verify.status import FlagCode, Status, StatusCode

Words = NDArray[np.uint16]

FLAG_BITS: Final = len(PAIR_FLAGS)
CODE_PLACES: Final = {code: place for place, code in enumerate(CODES)}
FLAG_MASKS: Final[Mapping[FlagCode, int]] = {flag: 1 << place for place, flag in enumerate(PAIR_FLAGS)}
UNREGISTERED: Final = len(CODES) << FLAG_BITS
"""Stands where a status would, for a subject that nobody registered."""
UNKNOWN: Final = CODE_PLACES[StatusCode.UNKNOWN] << FLAG_BITS

_ALL_FLAGS: Final = (1 << FLAG_BITS) - 1
_FLAG_PLACES: Final = [[place for place in range(FLAG_BITS) if word >> place & 1] for word in range(_ALL_FLAGS + 1)]


def word_of(status: Status) -> int:
    """Return the number of a status that the rule gave."""
    flags = (FLAG_MASKS[flag.code] for flag in status.flags if flag.code is not FlagCode.IDENTITY_UNCHECKED)
    return CODE_PLACES[status.code] << FLAG_BITS | sum(flags)


def pair_status(word: int) -> PairStatus:
    """Return the status that a number means; that of an unregistered subject is unknown."""
    if word >= UNREGISTERED:
        return UNKNOWN_PAIR
    flags = tuple(flag for flag in PAIR_FLAGS if word & FLAG_MASKS[flag])
    return PairStatus(CODES[word >> FLAG_BITS], flags)


def pair_statuses(words: Words) -> list[list[PairStatus]]:
    """Return the statuses that a table of numbers means; equal ones are one object."""
    found: list[list[PairStatus]] = _PAIRS.take(words).tolist()
    return found


def tier_of(depth: int, words: Words) -> Tier:
    """Return a tier from the statuses of its subjects."""
    counts = np.bincount(words)
    codes = [0] * (len(CODES) + 1)
    flags = [0] * FLAG_BITS
    for word in np.flatnonzero(counts).tolist():
        count = int(counts[word])
        codes[word >> FLAG_BITS] += count
        for place in _FLAG_PLACES[word & _ALL_FLAGS]:
            flags[place] += count
    return Tier(
        depth=depth,
        codes={code: count for code, count in zip(CODES, codes, strict=False) if count},
        flags={flag: count for flag, count in zip(PAIR_FLAGS, flags, strict=True) if count},
        dangling=codes[-1],
    )


_PAIRS: Final = np.empty(UNREGISTERED + 1, object)
_PAIRS[:] = [pair_status(word) for word in range(UNREGISTERED + 1)]
