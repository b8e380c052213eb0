"""A letter for each status, where a drawing has no room for its word: pictures of networks, timelines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labour_ledger_verify.status import StatusCode

STATUS_LETTERS: Final[Mapping[StatusCode, str]] = {
    StatusCode.ZERO_TOLERANCE: "Z",
    StatusCode.DOES_NOT_CONFORM: "N",
    StatusCode.SUSPENDED: "S",
    StatusCode.DISPUTED: "D",
    StatusCode.INCONCLUSIVE: "I",
    StatusCode.CONFORMS_WITH_FINDINGS: "F",
    StatusCode.CONFORMS: "C",
    StatusCode.REMEDIED: "R",
    StatusCode.SECOND_PARTY: "B",
    StatusCode.SELF_DECLARED: "O",
    StatusCode.NOT_YET_VALID: "Y",
    StatusCode.EXPIRED: "E",
    StatusCode.REVOKED: "V",
    StatusCode.UNKNOWN: "?",
}
