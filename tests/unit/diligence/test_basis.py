"""What an answer rests on, and when there is nothing to answer from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import LedgerSimulator, small_ledger
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.basis import Finality, IndexNotReady, read_basis
from labour_ledger.indexer.errors import IndexEmpty
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.progress import save_cursor
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store


def test_read_basis_of_an_empty_store_is_refused_and_says_what_to_do(store: Store, ledger: LedgerKey) -> None:
    with store.reading() as session, pytest.raises(IndexEmpty) as refused:
        read_basis(session, ledger)
    assert "index sync" in refused.value.hint


def test_read_basis_of_an_index_under_construction_is_refused(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    small_ledger(simulator)
    index(simulator, store, ledger)
    with store.unit_of_work() as work:
        cursor = get_cursor(work.session, ledger)
        assert cursor is not None
        save_cursor(work.session, ledger, replace(cursor, ready=False))
    with store.reading() as session, pytest.raises(IndexNotReady) as refused:
        read_basis(session, ledger)
    assert refused.value.context == {"blockNumber": cursor.block_number}


def test_read_basis_names_the_last_block_and_asks_for_its_time(
    session: Session, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    head = simulator.block("latest")
    assert head is not None
    basis = read_basis(session, ledger)
    assert (basis.block_number, basis.block_hash, basis.block_time) == (head.number, head.hash, head.timestamp)
    assert basis.valid_at == basis.known_at == head.timestamp
    assert basis.uids == ()


@pytest.mark.parametrize(
    ("safe", "finalized", "expected"),
    [
        (None, None, Finality.LATEST),
        (-1, -2, Finality.LATEST),
        (0, None, Finality.SAFE),
        (0, -1, Finality.SAFE),
        (0, 0, Finality.FINALIZED),
    ],
)
def test_read_basis_says_how_final_the_block_is(
    names: dict[str, bytes],
    store: Store,
    ledger: LedgerKey,
    safe: int | None,
    finalized: int | None,
    expected: Finality,
) -> None:
    assert names
    with store.unit_of_work() as work:
        cursor = get_cursor(work.session, ledger)
        assert cursor is not None
        marks = [None if mark is None else cursor.block_number + mark for mark in (safe, finalized)]
        save_cursor(work.session, ledger, replace(cursor, safe_block=marks[0], finalized_block=marks[1]))
    with store.reading() as session:
        assert read_basis(session, ledger).finality is expected


def test_basis_json_holds_ledger_block_dates_rule_and_uids(session: Session, ledger: LedgerKey) -> None:
    basis = read_basis(session, ledger).asked(60, 120).resting_on([b"\1" * 32, b"\1" * 32, b"\2" * 32])
    found = basis.to_json()
    assert set(found) == {"chainId", "contract", "block", "validAt", "knownAt", "ruleVersion", "uids"}
    assert (found["validAt"], found["knownAt"]) == ("1970-01-01T00:01:00Z", "1970-01-01T00:02:00Z")
    assert found["uids"] == ["0x" + "01" * 32, "0x" + "02" * 32]
