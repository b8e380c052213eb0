"""Supply links as columns, by buyer; and those in force on a date, through which a walk upstream goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.queries.snapshot_columns import LAST_TIME, Rows

from .numbering import Numbering, Numbers, extended

_TIME_BITS = 32
_TIMES = 2**_TIME_BITS - 1


@dataclass(frozen=True)
class LinkColumns:
    """All links, by buyer and then by seller.

    Attributes:
        buyers: Numbers of subjects.
        sellers: Likewise.
        valid_from: Unix seconds.
        valid_until: Unix seconds; `LAST_TIME` for no end.
        recorded_at: Unix seconds.
        revoked_at: Unix seconds; `LAST_TIME` for not revoked.
    """

    buyers: Numbers
    sellers: Numbers
    valid_from: NDArray[np.uint32]
    valid_until: NDArray[np.uint32]
    recorded_at: NDArray[np.uint32]
    revoked_at: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.buyers)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return sum(column.nbytes for column in self.columns)

    @property
    def columns(self) -> tuple[NDArray[np.generic], ...]:
        """All columns, in the order of the attributes."""
        return (self.buyers, self.sellers, self.valid_from, self.valid_until, self.recorded_at, self.revoked_at)

    def with_links(self, more: LinkColumns) -> LinkColumns:
        """Return these links and some more."""
        if not len(more):
            return self
        places = np.searchsorted(_pair_keys(self.buyers, self.sellers), _pair_keys(more.buyers, more.sellers))
        merged = [np.insert(old, places, new) for old, new in zip(self.columns, more.columns, strict=True)]
        return LinkColumns(*merged)

    def in_force(self, subjects: int, valid_at: int, known_at: int) -> LinksInForce:
        """Return the pairs with a link in force.

        Args:
            subjects: Number of subjects.
            valid_at: Unix seconds.
            known_at: Unix seconds.
        """
        holds = (self.valid_from <= valid_at) & (self.valid_until > valid_at)
        holds &= (self.recorded_at <= known_at) & (self.revoked_at > known_at)
        buyers, sellers = self.buyers[holds], self.sellers[holds]
        first = np.ones(len(buyers), bool)
        first[1:] = (buyers[1:] != buyers[:-1]) | (sellers[1:] != sellers[:-1])
        buyers, sellers = buyers[first], sellers[first]
        starts = np.searchsorted(buyers, np.arange(subjects + 1, dtype=np.int32)).astype(np.int32)
        return LinksInForce(starts, sellers, np.unique(buyers[buyers == sellers]))

    def next_change(self, after: int) -> int:
        """Return the next time at which a period begins or ends, Unix seconds; `LAST_TIME` for never."""
        return min(next_time(self.valid_from, after), next_time(self.valid_until, after))


@dataclass(frozen=True)
class LinksInForce:
    """Sellers of each buyer: those of number n are `sellers[starts[n]:starts[n + 1]]`, each once."""

    starts: Numbers
    sellers: Numbers
    self_suppliers: Numbers

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return self.starts.nbytes + self.sellers.nbytes + self.self_suppliers.nbytes


def link_columns(parts: Iterable[Rows], numbering: Numbering) -> tuple[LinkColumns, Numbering]:
    """Return links as columns, and a numbering that has all their ends.

    Args:
        parts: Rows of `snapshot_columns.LINK_ROW`.
        numbering: Of registered subjects at least.
    """
    read: list[tuple[NDArray[np.generic], ...]] = []
    for rows in parts:
        ends = [np.ascontiguousarray(rows[end]) for end in ("buyer", "seller")]
        numbers = [numbering.numbers(end) for end in ends]
        missing = [end[found < 0] for end, found in zip(ends, numbers, strict=True)]
        if any(map(len, missing)):
            numbering = extended(numbering, (), missing)
            numbers = [numbering.numbers(end) for end in ends]
        times = (rows["valid_from"], rows["valid_until"], rows["times"] >> _TIME_BITS, rows["times"] & _TIMES)
        read.append((*numbers, *map(clipped, times)))
    empty = (np.zeros(0, np.int32),) * 2 + (np.zeros(0, np.uint32),) * 4
    columns = [np.concatenate(column) for column in zip(empty, *read, strict=True)]
    order = np.argsort(_pair_keys(columns[0], columns[1]), kind="stable")
    return LinkColumns(*(column[order] for column in columns)), numbering


def clipped(times: NDArray[np.generic]) -> NDArray[np.uint32]:
    """Return times as numbers of 32 bits; those later than `LAST_TIME` become that."""
    return np.minimum(times, times.dtype.type(LAST_TIME)).astype(np.uint32)  # type: ignore[no-any-return]


def next_time(times: NDArray[np.uint32], after: int) -> int:
    """Return the earliest of some times that is later than one; `LAST_TIME` if none is."""
    return int(np.min(times, where=times > after, initial=np.uint32(LAST_TIME)))


def _pair_keys(buyers: Numbers, sellers: Numbers) -> NDArray[np.int64]:
    return buyers.astype(np.int64) << _TIME_BITS | sellers
