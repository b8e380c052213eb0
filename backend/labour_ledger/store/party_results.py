"""What queries return about parties, their keys and accreditations; as for `results`.

Times are Unix seconds, hashes 32 bytes, keys 20 bytes, countries two letters or empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from labour_ledger_verify.basis import PartyClass


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as its history leaves it.

    Attributes:
        suspended_until: Time a suspension ends; 0 if there is none.
        name: From the profile document that the chain committed to; None if it is not held.
        website: From the same document; empty if it names none.
    """

    party: int
    party_class: PartyClass
    country: str
    registered_at: int
    profile_hash: bytes
    suspended_until: int
    name: str | None
    website: str


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as its party's history leaves it.

    Attributes:
        added_by: Admin key that signed its addition; 20 zero bytes for the council.
        retired_at: Time it was retired, None while it is not.
        suspended_until: Time its own suspension ends; 0 if there is none.
        compromises: Marks as (compromised from, recorded at).
    """

    key: bytes
    party: int
    kind: int
    role: int
    not_before: int
    not_after: int
    added_at: int
    added_by: bytes
    retired_at: int | None
    suspended_until: int
    compromises: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AccreditationView:
    """An accreditation in force: for a schema, in a country (empty: every country), from `start` until `until`."""

    party: int
    schema: bytes
    country: str
    start: int
    until: int
    accreditor: int
    may_accredit: bool
    given_at: int
