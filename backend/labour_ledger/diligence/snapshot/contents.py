"""What a snapshot is made of: subjects as numbers, links and assessments as columns, what the rule itself reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labour_ledger.store.queries.snapshot_columns import Revocation

from .links import LinkColumns
from .numbering import Numbering, Numbers, as_ids
from .records import SchemaRecords
from .ruled import RuledSubjects


@dataclass(frozen=True)
class RevocationColumns:
    """Revocations that do something, by the record that they revoke.

    Attributes:
        revoked: Places of records, as numbers.
        acts: Places of the revocations.
        recorded_at: Of the revocations, Unix seconds.
    """

    revoked: NDArray[np.int64]
    acts: NDArray[np.int64]
    recorded_at: NDArray[np.int64]

    @classmethod
    def of(cls, revocations: Iterable[Revocation]) -> RevocationColumns:
        """Return revocations as columns."""
        rows = sorted((found.place, found.act, found.recorded_at) for found in revocations)
        return cls(*np.array(rows, np.int64).reshape(-1, 3).T.copy())

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return self.revoked.nbytes + self.acts.nbytes + self.recorded_at.nbytes

    def acts_on(self, place: int, known_at: int) -> list[int]:
        """Return the places of the revocations of a record that were known on a date."""
        first, last = (int(np.searchsorted(self.revoked, place, side)) for side in ("left", "right"))
        known = self.recorded_at[first:last] <= known_at
        found: list[int] = self.acts[first:last][known].tolist()
        return found


@dataclass(frozen=True)
class Contents:
    """Everything as of one block; never changed.

    Attributes:
        numbering: Subjects as numbers.
        links: Those of the last full reading.
        later_links: Those since.
        records: Assessments by schema, 32 bytes; those of subjects that the rule itself reads count for nothing.
        revocations: Of assessments.
        ruled: What the rule itself reads.
    """

    numbering: Numbering
    links: LinkColumns
    later_links: LinkColumns
    records: Mapping[bytes, SchemaRecords]
    revocations: RevocationColumns
    ruled: RuledSubjects
    ruled_numbers: Numbers = field(init=False)

    def __post_init__(self) -> None:
        numbers = self.numbering.numbers(as_ids(list(self.ruled.facts)))
        object.__setattr__(self, "ruled_numbers", np.sort(numbers))

    @property
    def links_count(self) -> int:
        """Number of all links."""
        return len(self.links) + len(self.later_links)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes; facts of subjects that the rule itself reads are not counted."""
        columns: list[Any] = [self.numbering, self.links, self.later_links, self.revocations, *self.records.values()]
        return sum(column.nbytes for column in columns)
