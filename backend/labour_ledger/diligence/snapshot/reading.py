"""From rows of records to columns by schema, and to the subjects that the rule itself must read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.queries.snapshot_columns import LAST_TIME, Rows

from .links import clipped
from .numbering import Numbering, Numbers
from .records import RecordColumns
from .ruled import ACTING, REVOCATION

_TIME_BITS: Final = 17
_OUTCOME_BITS: Final = 9
_METHOD_BITS: Final = 1
_BYTE: Final = 255


@dataclass(frozen=True)
class ReadRecords:
    """All records of a ledger, but links.

    Attributes:
        acted_on: Subjects with a record that acts and is no revocation, or an assessment that names another record.
        revoking: Places of revocations.
        schemas: Of the assessments, in the order of their numbers.
        assessments: Columns: number of the schema, number of the subject, valid from and until, recorded at, outcome,
            method, place.
    """

    acted_on: frozenset[bytes]
    revoking: Sequence[int]
    schemas: Sequence[bytes]
    assessments: Sequence[NDArray[Any]]

    def columns(self, ruled: Numbers, revoked: Sequence[tuple[int, int]]) -> dict[bytes, RecordColumns]:
        """Return the assessments of each schema that has some.

        Args:
            ruled: Numbers of subjects that are left out.
            revoked: Places of revoked records, and when.
        """
        schemas, subjects, start, until, recorded, outcomes, methods, places = self.assessments
        revoked_at = np.full(len(subjects), LAST_TIME, np.uint32)
        by_place = np.argsort(places, kind="stable")
        if revoked and len(places):
            wanted = np.array([place for place, _ in revoked], np.int64)
            found = by_place[np.minimum(np.searchsorted(places, wanted, sorter=by_place), len(places) - 1)]
            same = places[found] == wanted
            revoked_at[found[same]] = np.array([time for _, time in revoked], np.uint32)[same]
        kept = np.flatnonzero(~np.isin(subjects, ruled) & (subjects >= 0))
        order = kept[np.lexsort((subjects[kept], schemas[kept]))]
        columns: list[NDArray[Any]] = [
            column[order] for column in (subjects, start, until, recorded, revoked_at, outcomes, methods)
        ]
        ends = np.searchsorted(schemas[order], np.arange(len(self.schemas) + 1))
        return {
            schema: RecordColumns(*(column[ends[place] : ends[place + 1]].copy() for column in columns))
            for place, schema in enumerate(self.schemas)
            if ends[place] < ends[place + 1]
        }


def read_records(parts: Iterable[Rows], numbering: Numbering) -> ReadRecords:
    """Read rows of `snapshot_columns.RECORD_ROW`."""
    acted_on: set[bytes] = set()
    revoking: list[int] = []
    schemas: dict[bytes, int] = {}
    read: list[Sequence[NDArray[Any]]] = []
    for rows in parts:
        codes = _schema_codes(rows, schemas)
        acting = np.isin(codes, [place for schema, place in schemas.items() if schema in ACTING])
        revokes = codes == schemas.get(REVOCATION, -1)
        revoking += rows["place"][revokes].tolist()
        said = rows["said"]
        names = (said & 1).astype(bool)
        outcomes = (said >> _OUTCOME_BITS & _BYTE).astype(np.uint8)
        by_rule = (acting & ~revokes) | (~acting & names)
        acted_on.update(rows["subject"][by_rule].tolist())
        plain = np.flatnonzero(~acting & (outcomes != 0))
        rows, said = rows[plain], said[plain]
        read.append(
            (
                codes[plain],
                numbering.numbers(np.ascontiguousarray(rows["subject"])),
                clipped(rows["valid_from"]),
                clipped(rows["valid_until"]),
                clipped(said >> _TIME_BITS),
                outcomes[plain],
                (said >> _METHOD_BITS & _BYTE).astype(np.uint8),
                rows["place"].astype(np.int64),
            )
        )
    kinds = (np.int16, np.int32, np.uint32, np.uint32, np.uint32, np.uint8, np.uint8, np.int64)
    empty = tuple(np.zeros(0, kind) for kind in kinds)
    columns = [np.concatenate(column) for column in zip(empty, *read, strict=True)]
    return ReadRecords(frozenset(acted_on), revoking, tuple(schemas), columns)


def joined(reads: Sequence[ReadRecords]) -> ReadRecords:
    """Return what several processes read as one."""
    schemas: dict[bytes, int] = {}
    columns: list[Sequence[NDArray[Any]]] = []
    for read in reads:
        codes = np.array([schemas.setdefault(schema, len(schemas)) for schema in read.schemas], np.int16)
        columns.append((codes[read.assessments[0]], *read.assessments[1:]))
    return ReadRecords(
        acted_on=frozenset().union(*(read.acted_on for read in reads)),
        revoking=[place for read in reads for place in read.revoking],
        schemas=tuple(schemas),
        assessments=[np.concatenate(column) for column in zip(*columns, strict=True)],
    )


def _schema_codes(rows: Rows, schemas: dict[bytes, int]) -> NDArray[np.int16]:
    """Return the number of the schema of each row; schemas that are new get the next one."""
    hashes = np.ascontiguousarray(rows["schema"])
    codes = np.full(len(rows), -1, np.int16)
    while len(left := np.flatnonzero(codes < 0)):
        schema = hashes[left[0]]
        place = schemas.setdefault(bytes(schema), len(schemas))
        # one comparison of all rows for each schema: there are few
        for known, number in schemas.items() if len(left) == len(rows) else ((bytes(schema), place),):
            codes[left[hashes[left] == np.void(known)]] = number
            left = left[codes[left] < 0]
    return codes
