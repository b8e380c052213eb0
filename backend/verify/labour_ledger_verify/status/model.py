"""What the status rule is given: records, controllers, joins and keys, as plain data.

Implements section 1 of docs/status-rule.md. The caller fills these from entries that it has checked; nothing here
judges, reads or computes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from labour_ledger_verify.basis import Basis


class Outcome(IntEnum):
    """What a record says of its subject (docs/history-format.md, section 1)."""

    STATEMENT = 0
    CONFORMS = 1
    CONFORMS_WITH_FINDINGS = 2
    DOES_NOT_CONFORM = 3
    ZERO_TOLERANCE = 4
    INCONCLUSIVE = 5


@dataclass(frozen=True, slots=True)
class Record:
    """A Recorded entry of a subject's history with the body of its attestation.

    Attributes:
        uid: Digest of the attestation, 32 bytes.
        schema: 32 bytes.
        basis: In what capacity the contract found the issuer.
        recorded_at: Unix seconds.
        issuer: Address of the key that signed, 20 bytes.
        outcome: 0 to 5, see `Outcome`.
        valid_from: Unix seconds, inclusive.
        valid_until: Unix seconds, exclusive.
        ref_uid: What the record names: a uid, a schema or a subject; 32 bytes, zero for nothing.
    """

    uid: bytes
    schema: bytes
    basis: Basis
    recorded_at: int
    issuer: bytes
    outcome: int
    valid_from: int
    valid_until: int
    ref_uid: bytes


@dataclass(frozen=True, slots=True)
class ControllerPeriod:
    """A party (0: unclaimed) that controls a subject from a recordedAt on, Unix seconds."""

    party: int
    since: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A JoinedBy entry: a same-as recorded under the subject `other` names the subject whose history this is in."""

    uid: bytes
    other: bytes
    basis: Basis
    recorded_at: int


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """One subject's history as far as the rule needs it.

    Attributes:
        subject: 32 bytes.
        kind: 1 site, 2 organisation, 3 lot, 4 network, 5 country.
        country: Two capital letters, or empty.
        registered_at: Unix seconds.
        controllers: Everyone who ever controlled it, in order.
        records: In the order of the history; records of schemas that neither act nor are asked for may be left out.
        joined_by: In the order of the history.
        has_identity: The identity document was disclosed, and the caller checked it.
    """

    subject: bytes
    kind: int
    country: str
    registered_at: int
    controllers: tuple[ControllerPeriod, ...]
    records: tuple[Record, ...]
    joined_by: tuple[Joined, ...]
    has_identity: bool


@dataclass(frozen=True, slots=True)
class KeyFact:
    """What a party's history says about one of its keys.

    Attributes:
        key: Address, 20 bytes.
        added_by: Address of the key that added it; 20 zero bytes for the council.
        added_at: Unix seconds.
        compromises: Marks as (compromised from, recorded at), Unix seconds.
    """

    key: bytes
    added_by: bytes
    added_at: int
    compromises: tuple[tuple[int, int], ...]
