"""The schemas that act: whose records change what other records mean.

Implements section 2 of docs/status-rule.md. What each of them does is in `settling`; this module only names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from labour_ledger_verify.attestation import schema_hash


class Role(StrEnum):
    """What a record is to the question: an assessment under the schema asked for, or one of the acts."""

    ASSESSMENT = "assessment"
    REVOCATION = "revocation"
    SUSPENSION = "suspension"
    REINSTATEMENT = "reinstatement"
    DISPUTE = "dispute"
    RULING = "ruling"
    CONFIRMATION = "remedy-confirmation"
    ANNOUNCEMENT = "assessment-opened"
    JOIN = "same-as"


ACTING_SCHEMA_IDS: Final = tuple(f"ledger/{role.value}@1" for role in Role if role is not Role.ASSESSMENT)
"""Ids of all acting schemas, in the order of the table."""

ACTING_ROLES: Final[Mapping[bytes, Role]] = MappingProxyType(
    {schema_hash(f"ledger/{role.value}@1"): role for role in Role if role is not Role.ASSESSMENT}
)
"""Role of each acting schema by its 32-byte name on chain."""

DISPUTABLE: Final = frozenset({Role.ASSESSMENT, Role.CONFIRMATION})
"""What may be disputed and suspended (R6)."""
REVOCABLE: Final = DISPUTABLE | {Role.REINSTATEMENT, Role.RULING, Role.DISPUTE}
"""What may be revoked (R6, R20)."""

SAME_AS: Final = schema_hash("ledger/same-as@1")


def is_acting_schema(schema: bytes) -> bool:
    """Return whether records of a schema (32 bytes) act on others, so that they may never travel without their body."""
    return schema in ACTING_ROLES
