"""Partitions by block number on a real PostgreSQL: the same answers and dumps, made ahead of the blocks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.support.ledger_simulator import LedgerSimulator, small_ledger
from tests.support.store_dumps import dump_of, fresh_dump
from tests.support.stores import empty_store_url

from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.errors import PartitionsRefused, StoreLocked
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.basis import PartyClass

LIMITS = SyncLimits(most_blocks=3, header_window_blocks=4)


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[Store]:
    store = open_store(empty_store_url("postgresql", tmp_path), busy_timeout_s=0.2)
    yield store
    store.close()


def indexer(store: Store, simulator: LedgerSimulator, ledger: LedgerKey) -> Synchroniser:
    return Synchroniser(store, simulator, ledger, start_block=1, limits=LIMITS)


def partitions_of(store: Store, table: str) -> dict[str, int]:
    """Return rows by name of each partition."""
    listed = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:name)")
    with store.reading() as session:
        names = sorted(
            session.execute(listed, {"name": table}).scalars(), key=lambda name: int(str(name).rpartition("_")[2])
        )
        return {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def test_partition_of_an_index_keeps_its_dump_and_its_use(postgresql: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer(postgresql, simulator, ledger).catch_up()
    before = dump_of(postgresql, ledger)
    assert postgresql.partition(4) == 4
    assert dump_of(postgresql, ledger) == before
    assert audit(postgresql, simulator, ledger).is_complete
    records = partitions_of(postgresql, "index_record")
    assert list(records) == [f"index_record_from_{first}" for first in (0, 4, 8, 12)]
    assert sum(records.values()) == 4
    assert sum(count > 0 for count in partitions_of(postgresql, "index_entry").values()) > 1
    with postgresql.reading() as session:
        plan = "\n".join(
            session.execute(
                text("EXPLAIN SELECT 1 FROM index_record WHERE chain_id = 1 AND contract = 'c' AND block_number > 9")
            ).scalars()
        )
    assert "from_8" in plan
    assert "from_4" not in plan, "a look at the newest blocks touches their partition only"


def test_partitions_are_made_ahead_of_the_blocks(postgresql: Store, ledger: LedgerKey) -> None:
    postgresql.partition(4)
    simulator = LedgerSimulator()
    small_ledger(simulator)
    following = indexer(postgresql, simulator, ledger)
    following.catch_up()
    for number in range(12):
        simulator.record(1, PartyClass.AUDITOR, bytes([number]) * 32, schema=b"s" * 32)
        simulator.mine()
        following.catch_up()
    for table in ("index_record", "index_signature", "index_entry"):
        parts = partitions_of(postgresql, table)
        assert list(parts)[-1] == f"{table}_from_24", "block 21 is in the partition before"
    assert dump_of(postgresql, ledger) == fresh_dump(simulator, ledger)
    assert postgresql.make_partitions(21) == 0


def test_reorganisation_and_rebuild_on_partitions_leave_what_a_fresh_index_has(
    postgresql: Store, ledger: LedgerKey
) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    postgresql.partition(3)
    following = indexer(postgresql, simulator, ledger)
    following.catch_up()
    simulator.reorg(4)
    simulator.record(1, PartyClass.AUDITOR, b"n" * 32, schema=b"s" * 32)
    simulator.mine(6)
    following.catch_up()
    fresh = fresh_dump(simulator, ledger)
    assert dump_of(postgresql, ledger) == fresh
    rebuild(postgresql, simulator, ledger, start_block=1, limits=LIMITS)
    assert dump_of(postgresql, ledger) == fresh


def test_partition_refuses_a_second_time_too_many_and_sqlite(
    postgresql: Store, ledger: LedgerKey, tmp_path: Path
) -> None:
    simulator = LedgerSimulator()
    simulator.mine(1100)
    indexer(postgresql, simulator, ledger).catch_up()
    with pytest.raises(PartitionsRefused, match="1102 partitions"):
        postgresql.partition(1)
    assert partitions_of(postgresql, "index_record") == {}
    postgresql.partition(100)
    with pytest.raises(PartitionsRefused, match="already"):
        postgresql.partition(100)
    sqlite = open_store(empty_store_url("sqlite", tmp_path))
    with pytest.raises(PartitionsRefused, match="SQLite"):
        sqlite.partition(100)
    assert sqlite.make_partitions(10**9) == 0
    sqlite.close()


def test_partition_while_somebody_reads_is_named_and_changes_nothing(postgresql: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer(postgresql, simulator, ledger).catch_up()
    before = dump_of(postgresql, ledger)
    with postgresql.reading() as session:
        session.execute(text("SELECT count(*) FROM index_record"))
        with pytest.raises(StoreLocked):
            postgresql.partition(4)
    assert dump_of(postgresql, ledger) == before


def test_partitions_are_made_while_somebody_reads(postgresql: Store, ledger: LedgerKey) -> None:
    postgresql.partition(4)
    with postgresql.reading() as session:
        session.execute(text("SELECT count(*) FROM index_record"))
        assert postgresql.make_partitions(100) > 0
        session.execute(text("SELECT count(*) FROM index_record"))


def test_indexes_of_partitions_are_put_off_and_restored_by_a_first_backfill(
    postgresql: Store, ledger: LedgerKey
) -> None:
    from labour_ledger.store.queries.deferred import put_off_indexes, restore_indexes

    postgresql.partition(4)
    names = text("SELECT indexname FROM pg_indexes WHERE tablename = 'index_record_from_0' ORDER BY 1")
    with postgresql.reading() as session:
        before = list(session.execute(names).scalars())
    with postgresql.unit_of_work() as work:
        put_off_indexes(work.session)
        assert len(list(work.session.execute(names).scalars())) == 1
        restore_indexes(work.session)
        after = list(work.session.execute(names).scalars())
    assert len(before) == len(after) == 4
