"""A rebuild gives the same bytes and leaves the operator's own tables alone."""

import io
import json
from typing import Any

import pytest
from sqlalchemy import Column, func, select, text
from tests.support.ledger_simulator import LedgerSimulator, small_ledger
from tests.support.store_dumps import dump_of, fresh_dump

from labour_ledger.chain.errors import NodeUnavailable, WrongChain
from labour_ledger.indexer.dump import write_dump
from labour_ledger.indexer.errors import ChainMoved, IndexEmpty, ReorganisedTooDeep
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import Step, StepReport, SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.ownership import INDEX_TABLES, OWN_TABLES
from labour_ledger.store.queries import (
    IdentifiedSite,
    list_ledgers,
    save_documents,
    save_party_profile,
    save_receipts,
    save_site_profiles,
)
from labour_ledger.store.results import IdentifierText, LedgerKey, Receipt, SiteProfile, StoredDocument
from labour_ledger.store.session import Store

LINK = json.dumps(
    {
        "content": {
            "buyer": "0x" + "b" * 64,
            "seller": "0x" + "5" * 64,
            "period": {"from": "2021-01-01"},
            "statedBy": "buyer",
        }
    }
).encode()


def indexed(store: Store, ledger: LedgerKey) -> LedgerSimulator:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    Synchroniser(store, simulator, ledger, start_block=1, limits=SyncLimits(2, 2)).catch_up()
    return simulator


def fill_own_tables(store: Store, ledger: LedgerKey) -> None:
    profile = SiteProfile("Mill", "ID", "Road 1", "1.5", "103.2", (IdentifierText("os", "ID2021250D1DTN7"),))
    with store.unit_of_work() as work:
        save_documents(work.session, [StoredDocument(b"d" * 32, "ilo/c029@1930", b"s" * 32, b"{}", 1)])
        save_documents(work.session, [StoredDocument(b"l" * 32, "ledger/supply-link@1", b"n" * 32, LINK, 1)])
        save_site_profiles(work.session, [IdentifiedSite(b"s" * 32, b"d" * 32, profile)])
        save_party_profile(work.session, b"p" * 32, name="Auditor", country="DE")
        save_receipts(work.session, ledger, [Receipt("batch", 2, b"u" * 32, "recorded", None, "", 1)])
        for table in OWN_TABLES:
            if not work.session.execute(select(func.count()).select_from(table)).scalar_one():
                work.session.execute(table.insert().values({column.name: any_value(column) for column in table.c}))


def any_value(column: Column[Any]) -> object:
    return {bytes: b"v" * 32, str: "value", int: 1, float: 0.5}[column.type.python_type]


def own_rows(store: Store) -> list[list[tuple[object, ...]]]:
    with store.reading() as session:
        return [[tuple(row) for row in session.execute(select(table))] for table in OWN_TABLES]


def test_rebuild_gives_the_same_dump_and_keeps_own_tables(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    fill_own_tables(store, ledger)
    before, own = dump_of(store, ledger), own_rows(store)
    assert all(own)
    report = rebuild(store, simulator, ledger, start_block=1)
    assert report.block_number == simulator.head.number
    assert dump_of(store, ledger) == before
    assert own_rows(store) == own


def test_rebuild_repairs_a_damaged_index(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    before = dump_of(store, ledger)
    with store.unit_of_work() as work:
        work.session.execute(text("DELETE FROM index_entry"))
        work.session.execute(text("UPDATE index_record SET outcome = 4"))
    assert dump_of(store, ledger) != before
    rebuild(store, simulator, ledger, start_block=1)
    assert dump_of(store, ledger) == before


def rows_beside(store: Store) -> int:
    with store.reading() as session:
        counts = [
            session.execute(select(func.count()).select_from(table).where(table.c.chain_id < 0)).scalar_one()
            for table in INDEX_TABLES
        ]
    return sum(counts)


def test_rebuild_leaves_readers_the_old_index_until_it_is_done(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    with store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_record SET outcome = 4"))
    before = dump_of(store, ledger)
    seen: list[bytes] = []
    rebuild(
        store,
        simulator,
        ledger,
        start_block=1,
        limits=SyncLimits(2, 2),
        on_step=lambda _: seen.append(dump_of(store, ledger)),
    )
    assert len(seen) > 3
    assert set(seen) == {before}
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)
    assert rows_beside(store) == 0


def test_rebuild_that_was_interrupted_changes_nothing_and_can_be_done_again(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    before = dump_of(store, ledger)

    def interrupt(report: StepReport) -> None:
        if report.block_number > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(store, simulator, ledger, start_block=1, limits=SyncLimits(2, 2), on_step=interrupt)
    assert rows_beside(store) > 0
    with store.reading() as session:
        assert list_ledgers(session) == (ledger,)
    assert dump_of(store, ledger) == before
    rebuild(store, simulator, ledger, start_block=1)
    assert (dump_of(store, ledger), rows_beside(store)) == (before, 0)


def test_rebuild_beside_a_follower_ends_where_the_follower_is(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    follower = Synchroniser(store, simulator, ledger, start_block=1)
    reports: list[StepReport] = []

    def go_on(report: StepReport) -> None:
        reports.append(report)
        if report.step is Step.AT_HEAD and len(reports) < 20:
            simulator.register_schema(f"ilo/c{len(reports)}@1930")
            simulator.mine()
            follower.catch_up()

    # the first time it believes to be done, the follower is ahead
    report = rebuild(store, simulator, ledger, start_block=1, limits=SyncLimits(3, 9), on_step=go_on)
    assert report.block_number == simulator.head.number
    follower.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_rebuild_from_a_node_that_lags_keeps_the_index(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    before = dump_of(store, ledger)

    simulator.lag_blocks = 4
    with pytest.raises(ChainMoved, match="at block 5, the index in use at 9"):
        rebuild(store, simulator, ledger, start_block=1)
    assert dump_of(store, ledger) == before


def test_rebuild_after_a_deep_reorganisation_takes_the_new_chain(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    simulator.reorg(8)
    simulator.register_schema("ilo/c105@1957")
    simulator.mine(3)
    with pytest.raises(ReorganisedTooDeep):
        Synchroniser(store, simulator, ledger, start_block=1, limits=SyncLimits(2, 2)).catch_up()
    rebuild(store, simulator, ledger, start_block=1, limits=SyncLimits(2, 2))
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


@pytest.mark.parametrize("broken", ["down", "chain"])
def test_rebuild_with_a_wrong_node_keeps_the_index(store: Store, ledger: LedgerKey, broken: str) -> None:
    indexed(store, ledger)
    before = dump_of(store, ledger)
    node = LedgerSimulator(down=True) if broken == "down" else LedgerSimulator(chain=5)
    with pytest.raises((NodeUnavailable, WrongChain)):
        rebuild(store, node, ledger, start_block=1)
    assert dump_of(store, ledger) == before


def test_dump_is_the_same_for_any_step_size_and_store(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_dump_is_json_lines_in_chain_order(store: Store, ledger: LedgerKey) -> None:
    simulator = indexed(store, ledger)
    lines = dump_of(store, ledger).splitlines()
    first, *rows = [json.loads(line) for line in lines]
    assert first["blockNumber"] == simulator.head.number
    places = [(row["block_number"], row.get("log_index", -1), row["table"]) for row in rows]
    assert places == sorted(places)
    assert all(list(row) == sorted(row) for row in rows)
    record = next(row for row in rows if row["table"] == "index_record")
    assert record["nonce"] == str(2**64 - 1)
    assert record["uid"].startswith("0x")
    assert not {row["table"] for row in rows} & {"index_cursor", "own_document"}


def test_dump_summary_counts_and_hashes_the_bytes(store: Store, ledger: LedgerKey) -> None:
    indexed(store, ledger)
    target = io.BytesIO()
    summary = write_dump(store, ledger, target)
    assert summary.lines == target.getvalue().count(b"\n")
    assert len(summary.sha256) == 64


def test_dump_without_an_index_is_refused(store: Store, ledger: LedgerKey) -> None:
    with pytest.raises(IndexEmpty):
        write_dump(store, ledger, io.BytesIO())
