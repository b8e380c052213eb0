"""Assessments as columns, and the status rule over all of them at once, where no act but a revocation bears on them.

Implements of docs/status-rule.md what then is left: R1, R4, R8 to R13, R19, R23, R33, P1 to P14 without P3, P4, P8, and
the flags `conflict`, `withdrawn_by_issuer` and `expiring`. Every other subject is `ruled`: the rule itself reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger_verify.basis import Method
from labour_ledger_verify.status import EXPIRING_WITHIN_S, FlagCode, Outcome, StatusCode

from .links import next_time
from .numbering import Numbers
from .words import CODE_PLACES, FLAG_BITS, FLAG_MASKS, UNKNOWN, Words

Mask = NDArray[np.bool_]

_INDEPENDENT: Final = (int(Method.THIRD_PARTY), int(Method.GOVERNMENT), int(Method.WORKERS_ORGANISATION))
_MAY_EXPIRE: Final = (
    CODE_PLACES[StatusCode.CONFORMS_WITH_FINDINGS],
    CODE_PLACES[StatusCode.CONFORMS],
    CODE_PLACES[StatusCode.SECOND_PARTY],
    CODE_PLACES[StatusCode.SELF_DECLARED],
)
_CONFORMS: Final = CODE_PLACES[StatusCode.CONFORMS]
_WITH_FINDINGS: Final = CODE_PLACES[StatusCode.CONFORMS_WITH_FINDINGS]
_AGREEING: Final = (1, 2, 4)
"""Bits of what records can say when they are compared for conflicts: conforms, with findings, negative."""


@dataclass(frozen=True)
class RecordColumns:
    """Assessments under one schema, by subject.

    Attributes:
        subjects: Numbers.
        valid_from: Unix seconds.
        valid_until: Unix seconds; `LAST_TIME` for no end.
        recorded_at: Unix seconds.
        revoked_at: Unix seconds; `LAST_TIME` for not revoked.
        outcomes: As recorded.
        methods: As the contract derived them.
    """

    subjects: Numbers
    valid_from: NDArray[np.uint32]
    valid_until: NDArray[np.uint32]
    recorded_at: NDArray[np.uint32]
    revoked_at: NDArray[np.uint32]
    outcomes: NDArray[np.uint8]
    methods: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, bytes."""
        return sum(column.nbytes for column in self._columns)

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        times = (self.valid_from, self.valid_until, self.recorded_at, self.revoked_at)
        return (self.subjects, *times, self.outcomes, self.methods)

    def words(self, subjects: int, valid_at: int, known_at: int) -> Words:
        """Return the status of every subject, as a number.

        Args:
            subjects: Number of subjects.
            valid_at: Unix seconds.
            known_at: Unix seconds.
        """
        words = np.full(subjects, UNKNOWN, np.uint16)
        known = np.flatnonzero(self.recorded_at <= known_at)
        if len(known):
            read = _Reading.of(self if len(known) == len(self) else self._of(known), valid_at, known_at)
            words[read.subjects] = read.words()
        return words

    def next_change(self, after: int) -> int:
        """Return the next time at which a status can change by itself, Unix seconds; `LAST_TIME` for never."""
        soonest = min(next_time(self.valid_from, after), next_time(self.valid_until, after))
        return min(soonest, next_time(self.valid_until, after + EXPIRING_WITHIN_S) - EXPIRING_WITHIN_S)

    def without(self, left_out: Numbers, subjects: int) -> RecordColumns:
        """Return the records of all but some of so many subjects."""
        stays = np.ones(subjects, bool)
        stays[left_out] = False
        kept = np.flatnonzero(stays[self.subjects])
        return self if len(kept) == len(self) else self._of(kept)

    def _of(self, places: NDArray[np.intp]) -> RecordColumns:
        return RecordColumns(*(column[places] for column in self._columns))


@dataclass(frozen=True)
class _Reading:
    """Records as they read on a date.

    Attributes:
        subjects: Numbers, each once.
        starts: Where the records of each subject begin.
        of_subject: For each record the place of its subject.
        columns: The records.
        codes: The code that each record alone speaks for.
        supporting: Positives in force that nobody revoked.
        limiting: Positives in their period that were revoked.
        negative: Negatives that hold.
        withdrawn: Negatives and inconclusives that were revoked.
        valid_at: Unix seconds.
    """

    subjects: Numbers
    starts: NDArray[np.intp]
    of_subject: NDArray[np.intp]
    columns: RecordColumns
    codes: NDArray[np.uint8]
    supporting: Mask
    limiting: Mask
    negative: Mask
    withdrawn: Mask
    valid_at: int

    @classmethod
    def of(cls, columns: RecordColumns, valid_at: int, known_at: int) -> _Reading:
        outcomes, methods = columns.outcomes, columns.methods
        begun = columns.valid_from <= valid_at
        in_period = begun & (columns.valid_until > valid_at)
        revoked = columns.revoked_at <= known_at
        positive = (outcomes == Outcome.CONFORMS) | (outcomes == Outcome.CONFORMS_WITH_FINDINGS)
        negative = (outcomes == Outcome.DOES_NOT_CONFORM) | (outcomes == Outcome.ZERO_TOLERANCE)
        inconclusive = outcomes == Outcome.INCONCLUSIVE
        supporting = positive & in_period & ~revoked
        independent = np.isin(methods, _INDEPENDENT)
        standing = positive & ~revoked
        cases = {
            StatusCode.ZERO_TOLERANCE: begun & (outcomes == Outcome.ZERO_TOLERANCE),
            StatusCode.DOES_NOT_CONFORM: begun & (outcomes == Outcome.DOES_NOT_CONFORM),
            StatusCode.INCONCLUSIVE: inconclusive & in_period,
            StatusCode.CONFORMS_WITH_FINDINGS: supporting & independent & (outcomes != Outcome.CONFORMS),
            StatusCode.CONFORMS: supporting & independent,
            StatusCode.SELF_DECLARED: supporting & (methods == Method.SELF),
            StatusCode.SECOND_PARTY: supporting,
            StatusCode.NOT_YET_VALID: standing & ~begun,
            StatusCode.EXPIRED: standing & begun,
            StatusCode.REVOKED: positive & revoked,
        }
        first = np.ones(len(columns), bool)
        first[1:] = columns.subjects[1:] != columns.subjects[:-1]
        starts = np.flatnonzero(first)
        return cls(
            subjects=columns.subjects[starts],
            starts=starts,
            of_subject=np.cumsum(first) - 1,
            columns=columns,
            codes=_first_case(cases),
            supporting=supporting,
            limiting=positive & in_period & revoked & independent & (outcomes == Outcome.CONFORMS_WITH_FINDINGS),
            negative=negative & begun,
            withdrawn=(negative | inconclusive) & revoked,
            valid_at=valid_at,
        )

    def words(self) -> Words:
        decided = np.minimum.reduceat(self.codes, self.starts)
        limited = self._any(self.limiting) & (decided == _CONFORMS)
        codes = np.where(limited, _WITH_FINDINGS, decided).astype(np.uint16)
        words: Words = codes << np.uint16(FLAG_BITS)
        words |= self._flag(FlagCode.CONFLICT, self._conflicting())
        words |= self._flag(FlagCode.WITHDRAWN_BY_ISSUER, self._any(self.withdrawn))
        words |= self._flag(FlagCode.EXPIRING, self._expiring(decided))
        return words

    def _conflicting(self) -> Mask:
        """R33: what holds says more than one of three things, self-declarations aside."""
        says = np.zeros(len(self.columns), np.uint8)
        compared = self.supporting & (self.columns.methods != Method.SELF)
        findings = self.columns.outcomes == Outcome.CONFORMS_WITH_FINDINGS
        for bit, holds in zip(_AGREEING, (compared & ~findings, compared & findings, self.negative), strict=True):
            says[holds] = bit
        return ~np.isin(np.bitwise_or.reduceat(says, self.starts), (0, *_AGREEING))

    def _expiring(self, decided: NDArray[np.uint8]) -> Mask:
        """The last of the records that support the code ends soon; those that only limit it do not count."""
        winning = self.supporting & (self.codes == decided[self.of_subject])
        until = np.maximum.reduceat(np.where(winning, self.columns.valid_until, np.uint32(0)), self.starts)
        return np.isin(decided, _MAY_EXPIRE) & (until.astype(np.int64) - self.valid_at <= EXPIRING_WITHIN_S)

    def _any(self, holds: Mask) -> Mask:
        return np.logical_or.reduceat(holds, self.starts)

    def _flag(self, flag: FlagCode, holds: Mask) -> Words:
        return np.where(holds, np.uint16(FLAG_MASKS[flag]), np.uint16(0))


def _first_case(cases: Mapping[StatusCode, Mask]) -> NDArray[np.uint8]:
    """Return the code of the first case that holds for each record; a code later in the list is set before it."""
    codes = np.full(len(next(iter(cases.values()))), CODE_PLACES[StatusCode.UNKNOWN], np.uint8)
    for code, holds in reversed(list(cases.items())):
        codes[holds] = CODE_PLACES[code]
    return codes
