"""From rows of supply links to columns, part by part: each part sorts its own, as no buyer is in two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.column_rows import DAY_BITS, DAY_S, LAST_TIME, TIME_BITS, Rows

from .links import COLUMN_TYPES, LinkColumns, pair_keys
from .numbering import Ids, Numbering, Numbers, taken
from .ranges import first_of_runs

_LAST_DAY: Final = 2**DAY_BITS - 1
_Columns = Sequence[NDArray[Any]]


@dataclass(frozen=True)
class ReadLinks:
    """Some links as they were read.

    Attributes:
        columns: Of those whose ends have numbers, as those of `LinkColumns`, in any order.
        missing: Rows of the others.
    """

    columns: _Columns
    missing: Sequence[Rows]

    def ends(self) -> Iterable[Ids]:
        """Yield buyers and sellers of the links whose ends do not all have numbers."""
        return (rows[end] for rows in self.missing for end in ("buyer", "seller"))


def read_links(parts: Iterable[Rows], numbering: Numbering) -> ReadLinks:
    """Read rows of `column_rows.LINKS`."""
    read: list[_Columns] = []
    missing: list[Rows] = []
    for rows in parts:
        columns: _Columns = (*_ends(rows, numbering), *_times(rows))
        has_numbers = (columns[0] >= 0) & (columns[1] >= 0)
        if not has_numbers.all():
            missing.append({name: column[~has_numbers] for name, column in rows.items()})
            columns = [column[has_numbers] for column in columns]
        read.append(columns)
    return ReadLinks(_joined(read), missing)


def link_columns(read: ReadLinks, numbering: Numbering) -> LinkColumns:
    """Return links in order.

    Args:
        read: What was read.
        numbering: One that has all ends of the links.
    """
    columns = read.columns
    if read.missing:
        columns = _joined([columns, read_links(read.missing, numbering).columns])
    order = np.argsort(pair_keys(columns[0], columns[1]))
    return LinkColumns(*(column[order] for column in columns))


def links_of_parts(parts: Sequence[LinkColumns], subjects: int, threads: Executor) -> LinkColumns:
    """Return the links of several parts, of which no two have a buyer in common, as one.

    Args:
        parts: Each in order.
        subjects: Number of subjects.
        threads: That share the work.
    """
    counts = np.zeros(subjects, np.int64)
    for part in parts:
        counts += np.bincount(part.buyers, minlength=subjects)
    starts = np.cumsum(counts) - counts
    whole: list[NDArray[Any]] = [np.empty(int(counts.sum()), kind) for kind in COLUMN_TYPES]

    def put(part: LinkColumns) -> None:
        begins = first_of_runs(part.buyers)
        own = np.arange(len(part))
        places = starts[part.buyers] + own - np.maximum.accumulate(np.where(begins, own, 0))
        for column, values in zip(whole, part.columns, strict=True):
            column[places] = values

    list(threads.map(put, parts))
    return LinkColumns(*whole)


def clipped(times: NDArray[Any]) -> NDArray[np.uint32]:
    """Return times as numbers of 32 bits; those later than `LAST_TIME` become that."""
    return np.minimum(times, times.dtype.type(LAST_TIME)).astype(np.uint32)  # type: ignore[no-any-return]


def period_end(time: int) -> int:
    """Return a beginning or an end of a period, Unix seconds, as columns hold it."""
    return min(min(time // DAY_S, _LAST_DAY) * DAY_S, LAST_TIME)


def _ends(rows: Rows, numbering: Numbering) -> tuple[Numbers, Numbers]:
    """Return the numbers of buyers and sellers; links mostly come by buyer, and each is looked up once."""
    buyers = rows["buyer"]
    begins = first_of_runs(buyers)
    runs = np.cumsum(begins) - 1
    return numbering.numbers(taken(buyers, np.flatnonzero(begins)))[runs], numbering.numbers(rows["seller"])


def _times(rows: Rows) -> _Columns:
    times = rows["times"].astype(np.int64)
    starts = (times >> DAY_BITS + TIME_BITS) * DAY_S
    ends_before = (times >> TIME_BITS & _LAST_DAY) * DAY_S
    return clipped(starts), clipped(ends_before), clipped(times & LAST_TIME), clipped(rows["revoked_at"])


def _joined(read: Sequence[_Columns]) -> _Columns:
    empty = tuple(np.zeros(0, kind) for kind in COLUMN_TYPES)
    return [np.concatenate(column) for column in zip(empty, *read, strict=True)]
