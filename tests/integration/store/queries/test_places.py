"""Records by place and places by uid, on both stores."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select
from tests.support.store_fixtures import IndexedLedger

from labour_ledger.store.queries import places
from labour_ledger.store.results import LedgerKey, Position
from labour_ledger.store.tables import IndexRecord


def stored(session: Session, ledger: LedgerKey) -> dict[Position, bytes]:
    rows = session.exec(select(IndexRecord).where(IndexRecord.contract == ledger.contract)).all()
    return {Position(row.block_number, row.log_index): row.uid for row in rows if row.chain_id == ledger.chain_id}


def test_uids_at_places_and_positions_of_uids_are_each_others_inverse(
    indexed: IndexedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_UIDS_AT_ONCE", 2)
    with indexed.store.reading() as session:
        expected = stored(session, indexed.ledger)
        nowhere = Position(99_999_999, 3)
        assert len(expected) > 2
        assert places.uids_at(session, indexed.ledger, [nowhere, *expected, *expected]) == expected
        assert places.uids_at(session, LedgerKey(1, bytes(20)), list(expected)) == {}
        uids = [b"\xff" * 32, *expected.values()]
        assert places.positions_of(session, indexed.ledger, uids) == {uid: place for place, uid in expected.items()}
        assert not places.uids_at(session, indexed.ledger, [])
        assert not places.positions_of(session, indexed.ledger, [])


def test_position_of_place_number_comes_back() -> None:
    position = Position(123_456_789, 2**24 - 1)
    assert places.position_of(places.place_number(position)) == position
