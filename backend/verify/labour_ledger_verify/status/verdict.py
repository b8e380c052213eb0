"""What the status rule answers: a code, flags, the records it rests on, and reasons.

The JSON form is one for the API, the command line and the verifier, and carries a version of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from labour_ledger_verify.hexadecimal import to_hex

from .dates import format_time

RULE_VERSION: Final = "1"
"""Version of docs/status-rule.md that this package implements."""
JSON_VERSION: Final = 1

Detail = str | int | tuple[str, ...]


class StatusCode(StrEnum):
    """The answer, in the order of precedence: the first that applies."""

    ZERO_TOLERANCE = "zero_tolerance"
    DOES_NOT_CONFORM = "does_not_conform"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"
    INCONCLUSIVE = "inconclusive"
    CONFORMS_WITH_FINDINGS = "conforms_with_findings"
    CONFORMS = "conforms"
    REMEDIED = "remedied"
    SECOND_PARTY = "second_party"
    SELF_DECLARED = "self_declared"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class FlagCode(StrEnum):
    """What a reader must also know; a flag never changes the code."""

    DISPUTED = "disputed"
    CONFLICT = "conflict"
    ANNOUNCED_NOT_CONCLUDED = "announced_not_concluded"
    WITHDRAWN_BY_ISSUER = "withdrawn_by_issuer"
    CLEARED_WITHOUT_WORKERS = "cleared_without_workers"
    KEY_DOUBTFUL = "key_doubtful"
    EXPIRING = "expiring"
    IDENTITY_UNCHECKED = "identity_unchecked"
    TWINS = "twins"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag, the records it comes from in history order, and plain details."""

    code: FlagCode
    uids: tuple[bytes, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        details = {name: list(value) if isinstance(value, tuple) else value for name, value in self.details.items()}
        return {"code": self.code.value, "uids": [to_hex(uid) for uid in self.uids], "details": details}


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the answer: the rule it applies, a stable code for machines, and the records it speaks of."""

    rule: str
    code: str
    text: str
    uids: tuple[bytes, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"rule": self.rule, "code": self.code, "text": self.text, "uids": [to_hex(uid) for uid in self.uids]}


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a subject under a schema, for a valid date, as known on a date.

    Attributes:
        code: The first code of the table that applies.
        flags: In the order of `FlagCode`, each at most once.
        winning: Records that the code rests on, the subject's own first, in history order.
        losing: The subject's other known assessments under the schema, in history order.
        conflicts: Pairs of records that disagree, the worse first.
        reasons: First those that decided, then what did not count and why.
        valid_at: The date asked about, Unix seconds.
        known_at: Only what was recorded up to then was looked at, Unix seconds.
        rule_version: Version of the rule.
    """

    code: StatusCode
    flags: tuple[Flag, ...]
    winning: tuple[bytes, ...]
    losing: tuple[bytes, ...]
    conflicts: tuple[tuple[bytes, bytes], ...]
    reasons: tuple[Reason, ...]
    valid_at: int
    known_at: int
    rule_version: str = RULE_VERSION

    def flag(self, code: FlagCode) -> Flag | None:
        """Return the flag of that code, or None if it is not set."""
        return next((flag for flag in self.flags if flag.code is code), None)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC, bytes are `0x` and lower-case digits."""
        return {
            "version": JSON_VERSION,
            "ruleVersion": self.rule_version,
            "code": self.code.value,
            "validAt": format_time(self.valid_at),
            "knownAt": format_time(self.known_at),
            "flags": [flag.to_json() for flag in self.flags],
            "winning": [to_hex(uid) for uid in self.winning],
            "losing": [to_hex(uid) for uid in self.losing],
            "conflicts": [[to_hex(worse), to_hex(better)] for worse, better in self.conflicts],
            "reasons": [reason.to_json() for reason in self.reasons],
        }
