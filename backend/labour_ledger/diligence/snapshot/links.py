"""Supply links as columns, by buyer; and those in force on a date, through which a walk upstream goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.queries.snapshot_columns import DAY_BITS, DAY_S, LAST_TIME, TIME_BITS, Rows

from .numbering import Numbering, Numbers, extended

_KEY_BITS: Final = 32
_LAST_DAY: Final = 2**DAY_BITS - 1


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

    def with_revocations(self, revoked: Sequence[tuple[Any, ...]], numbering: Numbering) -> LinkColumns:
        """Return these links with what `snapshot_columns.revoked_links` says of some of them."""
        times = self.revoked_at.copy()
        keys = _pair_keys(self.buyers, self.sellers)
        for buyer, seller, start, until, recorded_at, revoked_at in revoked:
            key = numbering.number(buyer) << _KEY_BITS | numbering.number(seller)
            first, last = (int(np.searchsorted(keys, key, side)) for side in ("left", "right"))
            same = (self.recorded_at[first:last] == recorded_at) & (times[first:last] == LAST_TIME)
            same &= self.valid_from[first:last] == min(start, LAST_TIME)
            same &= self.valid_until[first:last] == min(until, LAST_TIME)
            # of links that are the same in all this, each is as good as the other
            for place in np.flatnonzero(same)[:1].tolist():
                times[first + place] = min(revoked_at, LAST_TIME)
        return replace(self, revoked_at=times)

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


@dataclass(frozen=True)
class ReadLinks:
    """Some links as they were read.

    Attributes:
        columns: Of those whose ends have numbers: buyer, seller, valid from and until, recorded at.
        missing: Rows of the others.
    """

    columns: Sequence[NDArray[Any]]
    missing: Sequence[Rows]


def read_links(parts: Iterable[Rows], numbering: Numbering) -> ReadLinks:
    """Read rows of `snapshot_columns.LINK_ROW`."""
    read: list[Sequence[NDArray[Any]]] = []
    missing: list[Rows] = []
    for rows in parts:
        buyers, sellers = (numbering.numbers(np.ascontiguousarray(rows[end])) for end in ("buyer", "seller"))
        has_numbers = (buyers >= 0) & (sellers >= 0)
        if not has_numbers.all():
            missing.append(rows[~has_numbers])
            rows, buyers, sellers = rows[has_numbers], buyers[has_numbers], sellers[has_numbers]
        times = rows["times"].astype(np.int64)
        starts = (times >> DAY_BITS + TIME_BITS) * DAY_S
        ends_before = (times >> TIME_BITS & _LAST_DAY) * DAY_S
        read.append((buyers, sellers, clipped(starts), clipped(ends_before), clipped(times & LAST_TIME)))
    empty = (np.zeros(0, np.int32),) * 2 + (np.zeros(0, np.uint32),) * 3
    return ReadLinks([np.concatenate(column) for column in zip(empty, *read, strict=True)], missing)


def link_columns(reads: Sequence[ReadLinks], numbering: Numbering) -> tuple[LinkColumns, Numbering]:
    """Return links as columns, and a numbering that has all their ends."""
    missing = [rows for read in reads for rows in read.missing]
    if missing:
        ends = (np.ascontiguousarray(rows[end]) for rows in missing for end in ("buyer", "seller"))
        numbering = extended(numbering, (), ends)
        reads = [*reads, read_links(missing, numbering)]
    columns: list[NDArray[Any]] = [
        np.concatenate(column) for column in zip(*(read.columns for read in reads), strict=True)
    ]
    order = np.argsort(_pair_keys(columns[0], columns[1]), kind="stable")
    never = np.full(len(order), LAST_TIME, np.uint32)
    buyers, sellers, valid_from, valid_until, recorded_at = (column[order] for column in columns)
    return LinkColumns(buyers, sellers, valid_from, valid_until, recorded_at, never), numbering


def clipped(times: NDArray[np.generic]) -> NDArray[np.uint32]:
    """Return times as numbers of 32 bits; those later than `LAST_TIME` become that."""
    return np.minimum(times, times.dtype.type(LAST_TIME)).astype(np.uint32)  # type: ignore[no-any-return]


def next_time(times: NDArray[np.uint32], after: int) -> int:
    """Return the earliest of some times that is later than one; `LAST_TIME` if none is."""
    return int(np.min(times, where=times > after, initial=np.uint32(LAST_TIME)))


def _pair_keys(buyers: Numbers, sellers: Numbers) -> NDArray[np.int64]:
    return buyers.astype(np.int64) << _KEY_BITS | sellers
