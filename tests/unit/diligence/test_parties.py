"""Parties with keys and accreditations, and what they issued."""

from __future__ import annotations

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import START_TIME, LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.errors import PartyNotFound
from labour_ledger.diligence.parties import issued, parties, party
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.status import format_time

AUDITOR, SUPPLIER = 2, 3


def test_party_shows_keys_with_their_marks_and_accreditations_in_force(session: Session, ledger: LedgerKey) -> None:
    found = party(session, ledger, AUDITOR).to_json()
    assert (found["class"], found["country"]) == ("auditor", "DE")
    keys, accreditations = found["keys"], found["accreditations"]
    assert isinstance(keys, list)
    assert isinstance(accreditations, list)
    assert [key["compromises"][0]["from"] for key in keys] == [format_time(START_TIME)]
    assert keys[0]["notAfter"] is None
    assert keys[0]["addedBy"] is None
    assert [(given["schema"]["id"], given["country"]) for given in accreditations] == [("ilo/c029@1930", "ID")]
    assert accreditations[0]["accreditor"] == {"party": 0, "name": None}


def test_party_without_its_accreditation_any_more_shows_none(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    simulator.end_accreditation(AUDITOR, names["schema"], "ID")
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        assert party(session, ledger, AUDITOR).accreditations == ()


def test_party_that_is_suspended_says_until_when_and_no_longer_afterwards(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    assert names
    with store.reading() as session:
        assert party(session, ledger, SUPPLIER).to_json()["suspendedUntil"] == format_time(START_TIME + 10**6)
    simulator.suspend_party(SUPPLIER, START_TIME)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        assert party(session, ledger, SUPPLIER).to_json()["suspendedUntil"] is None


def test_party_key_that_was_retired_or_suspended_says_so(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    assert names
    second = b"\x22" * 20
    simulator.add_key(AUDITOR, second, by=simulator.signer(AUDITOR).address)
    simulator.suspend_key(AUDITOR, second, START_TIME + 10**6)
    simulator.retire_key(AUDITOR, simulator.signer(AUDITOR).address)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        keys = party(session, ledger, AUDITOR).to_json()["keys"]
    assert isinstance(keys, list)
    assert keys[0]["retiredAt"] is not None
    assert keys[1]["suspendedUntil"] == format_time(START_TIME + 10**6)
    assert keys[1]["addedBy"] == keys[0]["key"]


@pytest.mark.parametrize("number", [0, 99])
def test_party_that_does_not_exist_is_refused(session: Session, ledger: LedgerKey, number: int) -> None:
    for question in (party, issued):
        with pytest.raises(PartyNotFound):
            question(session, ledger, number)


def test_parties_in_pages_are_all_of_them(session: Session, ledger: LedgerKey) -> None:
    first = parties(session, ledger, limit=2)
    second = parties(session, ledger, after=first.next, limit=2)
    assert [found.party for found in (*first.parties, *second.parties)] == [1, 2, 3]
    assert second.next is None


def test_issued_in_pages_is_all_that_a_party_issued(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    first = issued(session, ledger, AUDITOR, limit=1)
    second = issued(session, ledger, AUDITOR, after=first.next, limit=1)
    assert (first.basis.uids, second.basis.uids) == ((names["first"],), (names["second"],))
    assert second.next is None
    assert second.to_json()["party"] == {"party": AUDITOR, "name": None}
