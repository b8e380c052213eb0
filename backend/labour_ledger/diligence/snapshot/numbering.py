"""Subjects as small numbers: registered ones, and those that links name and nobody registered.

Numbers are given as subjects are read, which is mostly in the order of registration: what is registered together is
often supplied together, and then lies together in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.column_rows import LAST_TIME, Rows

Ids = NDArray[np.void]
"""Subjects, 32 bytes each."""
Numbers = NDArray[np.int32]

_KEY_BITS: Final = 64
_STEPS: Final = 3
"""Ids are hashes, so that few share the beginning by which they are looked up; what is not found after so many steps is
searched for among all, as somebody may have made ids that do."""


@dataclass(frozen=True)
class Numbering:
    """Which subject has which number.

    Attributes:
        ids: By number.
        registered_at: By number, Unix seconds; `LAST_TIME` for those that nobody registered.
        keys: First 8 bytes of the ids in ascending order, the ids that came later left out.
        order: The number behind each key.
        buckets: For each beginning of a key, of as many bits as make more beginnings than keys, the place of the first
            key that begins so or with more.
        begin_alike: Whether two of the keys are the same.
        later: Numbers of the ids that came later.
    """

    ids: Ids
    registered_at: NDArray[np.uint32]
    keys: NDArray[np.uint64]
    order: Numbers
    buckets: Numbers
    begin_alike: bool
    later: dict[bytes, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        arrays = (self.ids, self.registered_at, self.keys, self.order, self.buckets)
        return sum(array.nbytes for array in arrays)

    def numbers(self, ids: Ids) -> Numbers:
        """Return the numbers of some subjects, -1 for those that have none."""
        found = self._among_first(ids)
        if self.later:
            for place in np.flatnonzero(found < 0).tolist():
                found[place] = self.later.get(bytes(ids[place]), -1)
        return found

    def number(self, subject: bytes) -> int:
        """Return the number of one subject, -1 if it has none."""
        return int(self.numbers(as_ids([subject]))[0])

    def _among_first(self, ids: Ids) -> Numbers:
        if not len(self.keys):
            return np.full(len(ids), -1, np.int32)
        words = as_words(ids)
        wanted = words[:, 0].byteswap()
        places = self._places(wanted)
        found: Numbers = self.order.take(places)
        differ = as_words(self.ids).take(found, axis=0) != words
        if differ.any():
            # Two ids can begin alike; whoever wants that tries for years, and then is still told apart here.
            other = np.flatnonzero(differ.any(axis=1))
            found[other] = -1
            for place in other.tolist() if self.begin_alike else ():
                found[place] = self._search_alike(bytes(ids[place]), int(places[place]))
        return found

    def _places(self, wanted: NDArray[np.uint64]) -> Numbers:
        """Return for each key the place of the first one that is not smaller, or of the last."""
        places: Numbers = self.buckets.take((wanted >> _shift(len(self.buckets))).view(np.int64))
        # what would lead beyond the last key stays at it
        for _ in range(_STEPS):
            places += self.keys.take(places, mode="clip") < wanted
        missed = np.flatnonzero(self.keys.take(places, mode="clip") < wanted)
        if len(missed):
            places[missed] = np.searchsorted(self.keys, wanted[missed])
        return np.minimum(places, np.int32(len(self.keys) - 1), out=places)

    def _search_alike(self, subject: bytes, place: int) -> int:
        key = int.from_bytes(subject[:8], "big")
        while place < len(self.keys) and int(self.keys[place]) == key:
            if bytes(self.ids[self.order[place]]) == subject:
                return int(self.order[place])
            place += 1
        return -1


def as_ids(subjects: Sequence[bytes]) -> Ids:
    """Return subjects as an array."""
    return np.frombuffer(b"".join(subjects), "V32")


def as_words(ids: Ids) -> NDArray[np.uint64]:
    """Return ids as rows of four numbers, which compare faster than bytes."""
    return np.ascontiguousarray(ids).view(np.uint64).reshape(-1, 4)


def taken(ids: Ids, places: NDArray[np.intp]) -> Ids:
    """Return the ids at some places."""
    return as_words(ids).take(places, axis=0).view("V32").reshape(-1)


def first_bytes(ids: Ids) -> NDArray[np.uint64]:
    """Return the first 8 bytes of ids as numbers in the order of the ids."""
    return as_words(ids)[:, 0].byteswap()


def number_subjects(registered: Iterable[Rows]) -> Numbering:
    """Give numbers to all registered subjects.

    Args:
        registered: Rows of `column_rows.SUBJECTS`.
    """
    parts = list(registered)
    ids = np.concatenate([np.zeros(0, "V32"), *(part["subject"] for part in parts)])
    times = np.concatenate([np.zeros(0, np.uint32), *(part["recorded_at"].astype(np.uint32) for part in parts)])
    return _ordered(ids, times)


def with_ends(numbering: Numbering, ends: Iterable[Ids]) -> Numbering:
    """Return a numbering of all that has one, and of the ends of links that nobody registered; old numbers stay."""
    new = {subject: None for part in ends for subject in part[numbering.numbers(part) < 0].tolist()}
    if not new:
        return numbering
    times = np.concatenate([numbering.registered_at, np.full(len(new), LAST_TIME, np.uint32)])
    return _ordered(np.concatenate([numbering.ids, as_ids(list(new))]), times)


def extended(numbering: Numbering, registered: Iterable[Rows], ends: Iterable[Ids] = ()) -> Numbering:
    """Return a numbering that also has newly registered subjects and new ends of links; old numbers stay.

    Few are expected: they are found in another way than the old ones.

    Args:
        numbering: The old one.
        registered: Rows of `column_rows.SUBJECTS`.
        ends: Buyers and sellers.
    """
    times = numbering.registered_at
    new: dict[bytes, int] = {}
    for rows in registered:
        known = numbering.numbers(rows["subject"])
        if (known >= 0).any():
            times = times.copy()
            times[known[known >= 0]] = rows["recorded_at"][known >= 0]
        later = zip(rows["subject"][known < 0].tolist(), rows["recorded_at"][known < 0].tolist(), strict=True)
        new |= dict(later)
    for part in ends:
        for subject in part[numbering.numbers(part) < 0].tolist():
            new.setdefault(subject, LAST_TIME)
    if not new:
        return replace(numbering, registered_at=times)
    return replace(
        numbering,
        ids=np.concatenate([numbering.ids, as_ids(list(new))]),
        registered_at=np.concatenate([times, np.array(list(new.values()), np.uint32)]),
        later={**numbering.later, **dict(zip(new, range(len(numbering), len(numbering) + len(new)), strict=True))},
    )


def _ordered(ids: Ids, times: NDArray[np.uint32]) -> Numbering:
    words = as_words(ids).byteswap()
    order = np.argsort(words[:, 0], kind="stable")
    keys = words[order, 0]
    alike = bool((keys[1:] == keys[:-1]).any())
    if alike:
        order = np.lexsort(tuple(words[:, column] for column in (3, 2, 1, 0)))
    many = 2 << len(ids).bit_length()
    counts = np.bincount((keys >> _shift(many)).astype(np.int64), minlength=many)
    buckets = (np.cumsum(counts) - counts).astype(np.int32)
    return Numbering(ids, times, keys, order.astype(np.int32), buckets, alike)


def _shift(buckets: int) -> np.uint64:
    """Return how many bits of a key are not among those of its beginning, of which there are so many."""
    return np.uint64(_KEY_BITS + 1 - buckets.bit_length())
