"""Subjects as small numbers: registered ones, and those that links name and nobody registered.

Numbers are given as subjects are read, which is mostly in the order of registration: what is registered together is
often supplied together, and then lies together in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.queries.snapshot_columns import LAST_TIME, Rows

Ids = NDArray[np.void]
"""Subjects, 32 bytes each."""
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Numbering:
    """Which subject has which number.

    Attributes:
        ids: By number.
        registered_at: By number, Unix seconds; `LAST_TIME` for those that nobody registered.
        keys: First 8 bytes of the ids in ascending order, the ids that came later left out.
        order: The number behind each key.
        begin_alike: Whether two of the keys are the same.
        later: Numbers of the ids that came later.
    """

    ids: Ids
    registered_at: NDArray[np.uint32]
    keys: NDArray[np.uint64]
    order: Numbers
    begin_alike: bool
    later: dict[bytes, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return self.ids.nbytes + self.registered_at.nbytes + self.keys.nbytes + self.order.nbytes

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
        places = np.searchsorted(self.keys, first_bytes(ids))
        found = np.take(self.order, places, mode="clip")
        same = as_words(self.ids[found]) == as_words(ids)
        # Two ids can begin alike; whoever wants that tries for years, and then is still told apart here.
        found[~same.all(axis=1)] = -1
        for place in np.flatnonzero(found < 0).tolist() if self.begin_alike else ():
            found[place] = self._search_alike(bytes(ids[place]), int(places[place]))
        return found

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


def first_bytes(ids: Ids) -> NDArray[np.uint64]:
    """Return the first 8 bytes of ids as numbers in the order of the ids."""
    return np.ascontiguousarray(as_words(ids)[:, 0]).byteswap()


def number_subjects(registered: Iterable[Rows]) -> Numbering:
    """Give numbers to all registered subjects.

    Args:
        registered: Rows of `snapshot_columns.SUBJECT_ROW`.
    """
    parts = list(registered)
    ids = np.concatenate([np.zeros(0, "V32"), *(np.ascontiguousarray(part["subject"]) for part in parts)])
    times = np.concatenate([np.zeros(0, np.uint32), *(part["recorded_at"].astype(np.uint32) for part in parts)])
    order = _byte_order(ids)
    keys = first_bytes(ids[order])
    alike = bool((keys[1:] == keys[:-1]).any())
    return Numbering(ids, times, keys, order.astype(np.int32), alike)


def extended(numbering: Numbering, registered: Iterable[Rows], ends: Iterable[Ids] = ()) -> Numbering:
    """Return a numbering that also has newly registered subjects and new ends of links; old numbers stay.

    Args:
        numbering: The old one.
        registered: Rows of `snapshot_columns.SUBJECT_ROW`.
        ends: Buyers and sellers.
    """
    times = numbering.registered_at.copy()
    new: dict[bytes, int] = {}
    for rows in registered:
        known = numbering.numbers(np.ascontiguousarray(rows["subject"]))
        times[known[known >= 0]] = rows["recorded_at"][known >= 0]
        new |= {bytes(row["subject"]): int(row["recorded_at"]) for row in rows[known < 0]}
    for part in ends:
        for subject in part[numbering.numbers(part) < 0].tolist():
            new.setdefault(subject, LAST_TIME)
    later = numbering.later
    if new:
        later = {**later, **dict(zip(new, range(len(numbering), len(numbering) + len(new)), strict=True))}
    return replace(
        numbering,
        ids=np.concatenate([numbering.ids, as_ids(list(new))]),
        registered_at=np.concatenate([times, np.array(list(new.values()), np.uint32)]),
        later=later,
    )


def _byte_order(ids: Ids) -> NDArray[np.intp]:
    words = as_words(ids).byteswap()
    order = np.argsort(words[:, 0], kind="stable")
    first = words[order, 0]
    if (first[1:] == first[:-1]).any():
        order = np.lexsort(tuple(words[:, column] for column in (3, 2, 1, 0)))
    return order
