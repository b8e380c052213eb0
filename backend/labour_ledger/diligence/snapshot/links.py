"""Supply links as columns, by buyer; and those in force on a date, through which a walk upstream goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.column_rows import LAST_TIME

from .numbering import Numbers
from .ranges import first_of_runs, places_in

_KEY_BITS: Final = 32
COLUMN_TYPES: Final[tuple[type[Any], ...]] = (np.int32, np.int32, *(np.uint32,) * 4)


@dataclass(frozen=True)
class LinkColumns:
    """Links, by buyer and then by seller.

    Attributes:
        buyers: Numbers of subjects.
        sellers: Likewise.
        valid_from: Unix seconds.
        valid_until: Unix seconds; `column_rows.LAST_TIME` for no end.
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

    @classmethod
    def none(cls) -> LinkColumns:
        """Return no links."""
        return cls(*(np.zeros(0, kind) for kind in COLUMN_TYPES))

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return sum(column.nbytes for column in self.columns)

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """All columns, in the order of the attributes."""
        return (self.buyers, self.sellers, self.valid_from, self.valid_until, self.recorded_at, self.revoked_at)

    def with_links(self, more: LinkColumns) -> LinkColumns:
        """Return these links and some more."""
        if not len(more):
            return self
        places = np.searchsorted(pair_keys(self.buyers, self.sellers), pair_keys(more.buyers, more.sellers))
        merged = [np.insert(old, places, new) for old, new in zip(self.columns, more.columns, strict=True)]
        return LinkColumns(*merged)

    def rows_of(self, buyer: int, seller: int, valid_from: int, valid_until: int, recorded_at: int) -> list[int]:
        """Return the rows of the links that were not revoked, by all that is kept of a link.

        Of links that are the same in all this, each is as good as the other.
        """
        first, last = (int(np.searchsorted(self.buyers, buyer, side)) for side in ("left", "right"))
        rows = slice(first, last)
        same = (self.sellers[rows] == seller) & (self.revoked_at[rows] == LAST_TIME)
        same &= (self.valid_from[rows] == valid_from) & (self.valid_until[rows] == valid_until)
        found = np.flatnonzero(same & (self.recorded_at[rows] == recorded_at)) + first
        return found.tolist()

    def with_revocations(self, revoked: Mapping[int, int]) -> LinkColumns:
        """Return these links, of which those of some rows were revoked at some times, Unix seconds."""
        if not revoked:
            return self
        times = self.revoked_at.copy()
        times[list(revoked)] = [min(time, LAST_TIME) for time in revoked.values()]
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
        first = first_of_runs(buyers) | first_of_runs(sellers)
        return pairs_by_buyer(buyers[first], sellers[first], subjects)

    def changes_within(self, after: int, until: int) -> bool:
        """Return whether a period begins or ends after one time and up to another, Unix seconds."""
        return any(bool(((times > after) & (times <= until)).any()) for times in (self.valid_from, self.valid_until))


@dataclass(frozen=True)
class LinksInForce:
    """Sellers of each buyer: those of number n are `sellers[starts[n]:starts[n + 1]]`, each once, in order."""

    starts: Numbers
    sellers: Numbers
    self_suppliers: Numbers

    @classmethod
    def none(cls, subjects: int) -> LinksInForce:
        """Return no pairs between so many subjects."""
        nobody = np.zeros(0, np.int32)
        return cls(np.zeros(subjects + 1, np.int32), nobody, nobody)

    @cached_property
    def buys(self) -> NDArray[np.bool_]:
        """By number, whether a subject buys from anyone."""
        bought: NDArray[np.bool_] = self.starts[1:] > self.starts[:-1]
        return bought

    def __len__(self) -> int:
        return len(self.sellers)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return self.starts.nbytes + self.sellers.nbytes + self.self_suppliers.nbytes

    def of(self, buyers: Numbers) -> Numbers:
        """Return the sellers of some buyers, one buyer's after the other's."""
        first = self.starts.take(buyers)
        return self.sellers.take(places_in(first, self.starts.take(buyers + 1) - first), mode="clip")

    def count_self_suppliers(self, buyers: Numbers) -> int:
        """Return how many of some buyers are their own sellers."""
        return int(np.count_nonzero(self._is_self_supplier.take(buyers))) if len(self.self_suppliers) else 0

    @cached_property
    def _is_self_supplier(self) -> NDArray[np.bool_]:
        found = np.zeros(len(self.starts) - 1, bool)
        found[self.self_suppliers] = True
        return found

    def grown(self, subjects: int) -> LinksInForce:
        """Return the same for more subjects, of which none buys."""
        missing = subjects + 1 - len(self.starts)
        if not missing:
            return self
        starts = np.concatenate([self.starts, np.full(missing, len(self.sellers), np.int32)])
        return LinksInForce(starts, self.sellers, self.self_suppliers)

    def without(self, other: LinksInForce) -> LinksInForce:
        """Return the pairs that another one, of as many subjects, does not have."""
        buyers = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        own = pair_keys(buyers, self.sellers)
        buying = buyers[first_of_runs(buyers)]
        counts = other.starts[buying + 1] - other.starts[buying]
        new = ~np.isin(own, pair_keys(np.repeat(buying, counts), other.of(buying)))
        return self if new.all() else pairs_by_buyer(buyers[new], self.sellers[new], len(self.starts) - 1)


def pairs_by_buyer(buyers: Numbers, sellers: Numbers, subjects: int) -> LinksInForce:
    """Return pairs, in order, each once, as sellers of each buyer."""
    starts = np.zeros(subjects + 1, np.int32)
    np.cumsum(np.bincount(buyers, minlength=subjects), out=starts[1:])
    return LinksInForce(starts, sellers, buyers[buyers == sellers])


def pair_keys(buyers: Numbers, sellers: Numbers) -> NDArray[np.int64]:
    """Return pairs as numbers in their order."""
    return buyers.astype(np.int64) << _KEY_BITS | sellers
