"""Ranges and runs in arrays of numbers: where equal ones begin, and all places of many ranges."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .numbering import Numbers


def places_in(first: Numbers, counts: Numbers) -> NDArray[np.int32]:
    """Return the places of all ranges that begin at `first` and are `counts` long, one after the other."""
    ends = np.cumsum(counts, dtype=np.int32)
    total = int(ends[-1]) if len(ends) else 0
    places: NDArray[np.int32] = np.repeat(first - (ends - counts), counts)
    places += np.arange(total, dtype=np.int32)
    return places


def first_of_runs(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first
