"""Who signed what with which key: the keys of a party, and the records of a key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.store.party_results import KeyView
from labour_ledger.store.queries import issued_records, key_facts, keys_of_party
from labour_ledger.store.queries.requests import records_of_key
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.status import format_time
from labour_ledger_verify.status.keys import find_key_doubt

from .basis import AnswerBasis, read_basis
from .compromise import require_key
from .parties import party as read_party
from .records import RecordView, view_records

_SIGN, _ADMIN = 1, 2


@dataclass(frozen=True, slots=True)
class PartyKey:
    """A key of a party in words, with how many records it signed."""

    address: str
    may: str
    state: str
    records: int


@dataclass(frozen=True, slots=True)
class PartyKeys:
    """All keys that a party ever had, in the order of their addition."""

    party: int
    keys: tuple[PartyKey, ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "party": self.party,
            "keys": [
                {"key": key.address, "may": key.may, "state": key.state, "records": key.records} for key in self.keys
            ],
            "basis": self.basis.to_json(),
        }


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A record, and whether its key was doubtful when it was recorded."""

    view: RecordView
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class SignedByKey:
    """What a key signed, in chain order."""

    key: KeyView
    records: tuple[SignedRecord, ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "key": to_checksum_address(self.key.key),
            "party": self.key.party,
            "records": [{**item.view.to_json(), "doubtful": item.is_doubtful} for item in self.records],
            "basis": self.basis.to_json(),
        }


def party_keys(session: Session, ledger: LedgerKey, number: int) -> PartyKeys:
    """Return the keys of a party.

    Raises:
        PartyNotFound: The ledger has no such party.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_party(session, ledger, number).basis
    counts = Counter(record.attestation.issuer for record in issued_records(session, ledger, number))
    keys = tuple(
        PartyKey(to_checksum_address(key.key), _may(key), _state(key, basis.block_time), counts[key.key])
        for key in keys_of_party(session, ledger, number)
    )
    return PartyKeys(number, keys, basis)


def signed_records(session: Session, ledger: LedgerKey, key: bytes) -> SignedByKey:
    """Return what a key (20 bytes) signed.

    Raises:
        PartyNotFound: No party of the index has the key.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    view = require_key(session, ledger, key)
    since = find_key_doubt(key_facts(session, ledger, [key]), basis.block_time).since.get(key)
    records = records_of_key(session, ledger, view.party, key)
    return SignedByKey(
        view,
        tuple(
            SignedRecord(shown, since is not None and shown.record.recorded_at >= since)
            for shown in view_records(session, ledger, records)
        ),
        basis,
    )


def _may(key: KeyView) -> str:
    return ", ".join(word for bit, word in ((_SIGN, "sign"), (_ADMIN, "admin")) if key.role & bit)


def _state(key: KeyView, now: int) -> str:
    if key.compromises:
        return f"compromised from {format_time(min(start for start, _ in key.compromises))}"
    if key.retired_at is not None:
        return f"retired {format_time(key.retired_at)}"
    if key.suspended_until > now:
        return f"suspended until {format_time(key.suspended_until)}"
    if now < key.not_before:
        return f"from {format_time(key.not_before)}"
    return "in force" if now < key.not_after else f"ended {format_time(key.not_after)}"
