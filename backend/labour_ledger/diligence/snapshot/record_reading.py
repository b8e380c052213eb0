"""From rows of records to columns by schema, and to the subjects that the rule itself must read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.column_rows import LAST_TIME, Rows

from .acting import ACTING, REVOCATION
from .link_reading import clipped
from .numbering import Ids, Numbering, first_bytes, taken
from .records import RecordColumns

_TIME_BITS: Final = 17
_OUTCOME_BITS: Final = 9
_METHOD_BITS: Final = 1
_BYTE: Final = 255
_PLACE_BITS: Final = 32
_Columns = Sequence[NDArray[Any]]


@dataclass(frozen=True)
class ReadRecords:
    """Records as they were read, but links.

    Attributes:
        acted_on: Subjects with a record that acts and is no revocation, or an assessment that names another record.
        revoking: Places of revocations.
        revoked: Their subjects.
        assessments: By schema, 32 bytes: the columns of `RecordColumns`, in any order.
    """

    acted_on: frozenset[bytes]
    revoking: Sequence[int]
    revoked: frozenset[bytes]
    assessments: Mapping[bytes, _Columns]


def read_records(parts: Iterable[Rows], numbering: Numbering) -> ReadRecords:
    """Read rows of `column_rows.RECORDS`."""
    acted_on: set[bytes] = set()
    revoked: set[bytes] = set()
    revoking: list[int] = []
    read: dict[bytes, list[_Columns]] = {}
    for rows in parts:
        subjects = rows["subject"]
        for schema, places in _by_schema(rows["schema"]):
            if schema == REVOCATION:
                revoking += rows["place"][places].tolist()
                revoked.update(taken(subjects, places).tolist())
            elif schema in ACTING:
                acted_on.update(taken(subjects, places).tolist())
            else:
                said = rows["said"][places]
                acted_on.update(taken(subjects, places[np.flatnonzero(said & 1)]).tolist())
                read.setdefault(schema, []).append(_assessments(rows, places, said, numbering))
    columns = {schema: _joined(some) for schema, some in read.items()}
    return ReadRecords(frozenset(acted_on), revoking, frozenset(revoked), columns)


def joined(reads: Sequence[ReadRecords]) -> ReadRecords:
    """Return what was read in several parts as one."""
    schemas = dict.fromkeys(schema for read in reads for schema in read.assessments)
    return ReadRecords(
        acted_on=frozenset().union(*(read.acted_on for read in reads)),
        revoking=[place for read in reads for place in read.revoking],
        revoked=frozenset().union(*(read.revoked for read in reads)),
        assessments={
            schema: _joined([read.assessments[schema] for read in reads if schema in read.assessments])
            for schema in schemas
        },
    )


def record_columns(columns: _Columns) -> RecordColumns:
    """Return assessments under one schema, in any order, by subject."""
    subjects = columns[0]
    # one number for each, so that the places in the order come out of a sort of numbers
    order = np.sort(subjects.astype(np.int64) << _PLACE_BITS | np.arange(len(subjects))) & (1 << _PLACE_BITS) - 1
    return RecordColumns(*(column[order] for column in columns))


def _by_schema(schemas: Ids) -> Iterable[tuple[bytes, NDArray[np.intp]]]:
    """Yield each schema among some with the places that it is at."""
    left = np.arange(len(schemas))
    begins = first_bytes(schemas)
    while len(left):
        schema = schemas[left[0]]
        # of the few that there are, hardly two begin alike; those that do are told apart
        same = begins[left] == begins[left[0]]
        same[same] = schemas[left[same]] == schema
        yield bytes(schema), left[same]
        left = left[~same]


def _assessments(rows: Rows, places: NDArray[np.intp], said: NDArray[np.int64], numbering: Numbering) -> _Columns:
    outcomes = (said >> _OUTCOME_BITS & _BYTE).astype(np.uint8)
    subjects = numbering.numbers(taken(rows["subject"], places))
    decides = np.flatnonzero((outcomes != 0) & (subjects >= 0))
    places, said = places[decides], said[decides]
    return (
        subjects[decides],
        clipped(rows["valid_from"][places]),
        clipped(rows["valid_until"][places]),
        clipped(said >> _TIME_BITS),
        np.full(len(decides), LAST_TIME, np.uint32),
        outcomes[decides],
        (said >> _METHOD_BITS & _BYTE).astype(np.uint8),
        rows["place"][places].astype(np.int64),
    )


def _joined(parts: Sequence[_Columns]) -> _Columns:
    return [np.concatenate(column) for column in zip(*parts, strict=True)]
