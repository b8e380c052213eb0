"""Assessments as columns, by schema and subject: those of the last full reading, and those that came later.

They are sorted once and then only added to; what they mean on a date is read from them by `column_rule`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger_verify.status import EXPIRING_WITHIN_S

from .numbering import Numbers
from .ranges import places_in

COLUMN_TYPES: Final[tuple[type[Any], ...]] = (np.int32, *(np.uint32,) * 4, *(np.uint8,) * 2, np.int64)


@dataclass(frozen=True)
class RecordColumns:
    """Assessments under one schema, by subject.

    Attributes:
        subjects: Numbers.
        valid_from: Unix seconds.
        valid_until: Unix seconds; `column_rows.LAST_TIME` for no end.
        recorded_at: Unix seconds.
        revoked_at: Unix seconds; `column_rows.LAST_TIME` for not revoked.
        outcomes: As recorded.
        methods: As the contract derived them.
        places: On the chain, as numbers.
    """

    subjects: Numbers
    valid_from: NDArray[np.uint32]
    valid_until: NDArray[np.uint32]
    recorded_at: NDArray[np.uint32]
    revoked_at: NDArray[np.uint32]
    outcomes: NDArray[np.uint8]
    methods: NDArray[np.uint8]
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return sum(column.nbytes for column in self.columns)

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """All columns, in the order of the attributes."""
        times = (self.valid_from, self.valid_until, self.recorded_at, self.revoked_at)
        return (self.subjects, *times, self.outcomes, self.methods, self.places)

    @classmethod
    def none(cls) -> RecordColumns:
        """Return no records."""
        return cls(*(np.zeros(0, kind) for kind in COLUMN_TYPES))

    def at(self, rows: NDArray[Any]) -> RecordColumns:
        """Return the records in some rows, or those that a mask says."""
        return RecordColumns(*(column[rows] for column in self.columns))

    def of(self, subjects: Numbers) -> RecordColumns:
        """Return the records of some subjects, each given once and in ascending order."""
        first = np.searchsorted(self.subjects, subjects).astype(np.int32)
        counts = np.searchsorted(self.subjects, subjects, side="right").astype(np.int32) - first
        return self.at(places_in(first, counts))

    def with_records(self, more: RecordColumns) -> RecordColumns:
        """Return these records and some more."""
        if not len(more) or not len(self):
            return self if len(self) else more
        rows = np.searchsorted(self.subjects, more.subjects, side="right")
        merged = (np.insert(old, rows, new) for old, new in zip(self.columns, more.columns, strict=True))
        return RecordColumns(*merged)

    def with_revocations(self, subjects: Numbers, places: Sequence[int], times: Sequence[int]) -> RecordColumns:
        """Return these records, of which those at some places were revoked.

        Args:
            subjects: Of the revoked records.
            places: Of the revoked records, each once.
            times: When each first was revoked, Unix seconds.
        """
        first = np.searchsorted(self.subjects, subjects).astype(np.int32)
        counts = np.searchsorted(self.subjects, subjects, side="right").astype(np.int32) - first
        rows = places_in(first, counts)
        same = self.places[rows] == np.repeat(np.array(places, np.int64), counts)
        revoked_at = self.revoked_at.copy()
        revoked_at[rows[same]] = np.repeat(np.array(times, np.uint32), counts)[same]
        return replace(self, revoked_at=revoked_at)

    def changing(self, after: int, until: int) -> Numbers:
        """Return the subjects with a record whose meaning can change by itself after one time and up to another."""
        changes = np.zeros(len(self), bool)
        for times, earlier in ((self.valid_from, 0), (self.valid_until, 0), (self.valid_until, EXPIRING_WITHIN_S)):
            changes |= (times > after + earlier) & (times <= until + earlier)
        return np.unique(self.subjects[changes])


@dataclass(frozen=True)
class SchemaRecords:
    """All assessments under one schema.

    Attributes:
        first: Of the last full reading.
        later: Those since.
    """

    first: RecordColumns
    later: RecordColumns

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return self.first.nbytes + self.later.nbytes

    def of(self, subjects: Numbers) -> RecordColumns:
        """Return the records of some subjects, each given once and in ascending order."""
        return self.first.of(subjects).with_records(self.later.of(subjects))

    def with_records(self, more: RecordColumns) -> SchemaRecords:
        """Return these records and some that came later."""
        return replace(self, later=self.later.with_records(more))

    def merged(self) -> SchemaRecords:
        """Return the same records, none of them apart."""
        return SchemaRecords(self.first.with_records(self.later), RecordColumns.none())

    def changing(self, after: int, until: int) -> Numbers:
        """Return the subjects whose status can change by itself after one time and up to another, Unix seconds."""
        return np.union1d(self.first.changing(after, until), self.later.changing(after, until))
