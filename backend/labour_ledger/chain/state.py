"""What the contract's registries hold, as its views return it.

Plain frozen values. Times are Unix seconds; the meaning of each field is in docs/history-format.md, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass

from labour_ledger_verify.basis import Basis, PartyClass, SignerKind

from .calls import SchemaRule
from .signed_types import KeyRole


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key that is known, whether or not it may sign now."""

    party: int
    party_class: PartyClass
    country: str
    kind: SignerKind
    role: KeyRole
    not_before: int
    not_after: int
    suspended_until: int
    suspended_with_party: bool


@dataclass(frozen=True, slots=True)
class PartyState:
    """A registered organisation."""

    party_class: PartyClass
    country: str
    suspended_until: int


@dataclass(frozen=True, slots=True)
class SubjectState:
    """A registered subject; controller 0 is nobody yet."""

    controller: int
    country: str
    kind: int
    closed: bool


@dataclass(frozen=True, slots=True)
class SchemaState:
    """A registered schema."""

    rule: SchemaRule
    retired: bool


@dataclass(frozen=True, slots=True)
class AccreditationState:
    """An accreditation that was given; `from_time <= t < until`, accreditor 0 is the council."""

    from_time: int
    until: int
    accreditor: int
    may_accredit: bool


@dataclass(frozen=True, slots=True)
class CheckedAttestation:
    """What the contract would record: the attestation's uid, and in what capacity."""

    uid: bytes
    basis: Basis
