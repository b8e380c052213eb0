"""The status rule over columns of assessments, all at once, where no act but a revocation bears on them.

Implements of docs/status-rule.md what then is left: R1, R4, R8 to R13, R19, R23, R33, P1 to P14 without P3, P4, P8, and
the flags `conflict`, `withdrawn_by_issuer` and `expiring`. Every other subject is `ruled`: the rule itself reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger_verify.basis import Method
from labour_ledger_verify.status import EXPIRING_WITHIN_S, FlagCode, Outcome, StatusCode

from .numbering import Numbers
from .ranges import first_of_runs
from .records import RecordColumns
from .words import CODE_PLACES, FLAG_BITS, FLAG_MASKS, Words

Mask = NDArray[np.bool_]

_INDEPENDENT: Final = (Method.THIRD_PARTY, Method.GOVERNMENT, Method.WORKERS_ORGANISATION)
_MAY_EXPIRE: Final = (
    CODE_PLACES[StatusCode.CONFORMS_WITH_FINDINGS],
    CODE_PLACES[StatusCode.CONFORMS],
    CODE_PLACES[StatusCode.SECOND_PARTY],
    CODE_PLACES[StatusCode.SELF_DECLARED],
)
_CONFORMS: Final = CODE_PLACES[StatusCode.CONFORMS]
_WITH_FINDINGS: Final = CODE_PLACES[StatusCode.CONFORMS_WITH_FINDINGS]
_UNKNOWN: Final = CODE_PLACES[StatusCode.UNKNOWN]
_SAYS_CONFORMS, _SAYS_FINDINGS, _SAYS_NEGATIVE = 1, 2, 4
_AGREES: Final = np.array([(says & (says - 1)) == 0 for says in range(8)])
"""By what the records of a subject say together, whether it is one thing or none."""


@dataclass(frozen=True)
class ColumnReading:
    """Known records as they read on a date, by subject; at least one.

    Attributes:
        subjects: Numbers, each once.
        starts: Where the records of each subject begin.
        of_subject: For each record the place of its subject.
        columns: The records.
        codes: The code that each record alone speaks for.
        supporting: Positives in force that nobody revoked.
        limiting: Independent positives with findings, in their period, that were revoked.
        negative: Negatives that hold.
        withdrawn: Negatives and inconclusives that were revoked.
        decided: The code of each subject, before what was taken away limits it.
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
    decided: NDArray[np.uint8]
    valid_at: int

    @classmethod
    def of(cls, columns: RecordColumns, valid_at: int, known_at: int) -> ColumnReading:
        """Read records, by subject.

        Args:
            columns: At least one record, all recorded by `known_at`.
            valid_at: Unix seconds.
            known_at: Unix seconds.
        """
        outcomes, methods = columns.outcomes, columns.methods
        begun = columns.valid_from <= valid_at
        in_period = begun & (columns.valid_until > valid_at)
        revoked = columns.revoked_at <= known_at
        positive = (outcomes == Outcome.CONFORMS) | (outcomes == Outcome.CONFORMS_WITH_FINDINGS)
        negative = (outcomes == Outcome.DOES_NOT_CONFORM) | (outcomes == Outcome.ZERO_TOLERANCE)
        inconclusive = outcomes == Outcome.INCONCLUSIVE
        independent = (methods >= min(_INDEPENDENT)) & (methods <= max(_INDEPENDENT))
        findings = outcomes == Outcome.CONFORMS_WITH_FINDINGS
        supporting = positive & in_period & ~revoked
        standing = positive & ~revoked
        codes = _first_case(
            {
                StatusCode.ZERO_TOLERANCE: begun & (outcomes == Outcome.ZERO_TOLERANCE),
                StatusCode.DOES_NOT_CONFORM: begun & negative,
                StatusCode.INCONCLUSIVE: inconclusive & in_period,
                StatusCode.CONFORMS_WITH_FINDINGS: supporting & independent & findings,
                StatusCode.CONFORMS: supporting & independent,
                StatusCode.SELF_DECLARED: supporting & (methods == Method.SELF),
                StatusCode.SECOND_PARTY: supporting,
                StatusCode.NOT_YET_VALID: standing & ~begun,
                StatusCode.EXPIRED: standing,
                StatusCode.REVOKED: positive,
            }
        )
        first = first_of_runs(columns.subjects)
        starts = np.flatnonzero(first)
        return cls(
            subjects=columns.subjects[starts],
            starts=starts,
            of_subject=np.cumsum(first) - 1,
            columns=columns,
            codes=codes,
            supporting=supporting,
            limiting=findings & in_period & revoked & independent,
            negative=negative & begun,
            withdrawn=(negative | inconclusive) & revoked,
            decided=np.minimum.reduceat(codes, starts),
            valid_at=valid_at,
        )

    def words(self) -> Words:
        """Return the status of each subject, as a number."""
        codes = np.where(self._is_limited(), np.uint16(_WITH_FINDINGS), self.decided)
        words: Words = codes << np.uint16(FLAG_BITS)
        words |= _flag(FlagCode.CONFLICT, self._conflicting())
        words |= _flag(FlagCode.WITHDRAWN_BY_ISSUER, self._any(self.withdrawn))
        words |= _flag(FlagCode.EXPIRING, self._expiring())
        return words

    def deciding(self) -> Mask:
        """Return which records the status of their subject rests on."""
        speaks = self.codes != _UNKNOWN
        deciding: Mask = (speaks & self._winning()) | (self.limiting & self._is_limited()[self.of_subject])
        return deciding

    def _winning(self) -> Mask:
        winning: Mask = self.codes == self.decided[self.of_subject]
        return winning

    def _is_limited(self) -> Mask:
        """R23: what conforms, beside findings that were taken away."""
        limited: Mask = self._any(self.limiting) & (self.decided == _CONFORMS)
        return limited

    def _conflicting(self) -> Mask:
        """R33: what holds says more than one of three things, self-declarations aside."""
        compared = self.supporting & (self.columns.methods != Method.SELF)
        findings = self.columns.outcomes == Outcome.CONFORMS_WITH_FINDINGS
        says = np.where(findings, np.uint8(_SAYS_FINDINGS), np.uint8(_SAYS_CONFORMS)) * compared
        says |= self.negative * np.uint8(_SAYS_NEGATIVE)
        conflicting: Mask = ~_AGREES[np.bitwise_or.reduceat(says, self.starts)]
        return conflicting

    def _expiring(self) -> Mask:
        """The last of the records that support the code ends soon; those that only limit it do not count."""
        until = self.columns.valid_until * (self.supporting & self._winning())
        last = np.maximum.reduceat(until, self.starts).astype(np.int64)
        expiring: Mask = np.isin(self.decided, _MAY_EXPIRE) & (last - self.valid_at <= EXPIRING_WITHIN_S)
        return expiring

    def _any(self, holds: Mask) -> Mask:
        if not holds.any():
            return np.zeros(len(self.starts), bool)
        found: Mask = np.logical_or.reduceat(holds, self.starts)
        return found


def _flag(flag: FlagCode, holds: Mask) -> Words:
    return holds * np.uint16(FLAG_MASKS[flag])


def _first_case(cases: Mapping[StatusCode, Mask]) -> NDArray[np.uint8]:
    """Return the code of the first case that holds for each record; a code later in the list is set before it."""
    codes = np.full(len(next(iter(cases.values()))), CODE_PLACES[StatusCode.UNKNOWN], np.uint8)
    for code, holds in reversed(list(cases.items())):
        codes[holds] = CODE_PLACES[code]
    return codes
