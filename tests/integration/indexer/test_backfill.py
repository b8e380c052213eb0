"""A backfill by worker processes on a real chain gives the index that reading step by step gives, byte for byte."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, select
from tests.integration.indexer.test_chain import key_of, record_some
from tests.support.ledger_world import LedgerWorld
from tests.support.store_dumps import dump_of
from tests.support.stores import empty_store_url

from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.backfill import Backfill
from labour_ledger.indexer.fast_pool import ReaderPool
from labour_ledger.indexer.read_ahead import ReadAhead
from labour_ledger.indexer.steps import Step, StepReport, SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.ownership import FACT_TABLES
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.standing import rebuild_standing
from labour_ledger.store.queries.statements import STANDING
from labour_ledger.store.session import Store, open_store

FAST = SyncLimits(most_blocks=7, backfill_blocks=1, readers=2)
SLOW = SyncLimits(backfill_blocks=10**9)


def synchroniser(store: Store, world: LedgerWorld, limits: SyncLimits) -> Synchroniser:
    return Synchroniser(store, world.client, key_of(world), start_block=world.deployment.block_number, limits=limits)


@pytest.fixture
def slow_dump(world: LedgerWorld, tmp_path: Path) -> Iterator[bytes]:
    record_some(world)
    store = open_store(empty_store_url("sqlite", tmp_path))
    synchroniser(store, world, SLOW).catch_up()
    yield dump_of(store, key_of(world))
    store.close()


def standing_rows(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as session:
        return [tuple(row) for row in session.execute(select(STANDING).order_by(*STANDING.primary_key.columns))]


def assert_whole(store: Store, world: LedgerWorld) -> None:
    with store.unit_of_work() as work:
        cursor = get_cursor(work.session, key_of(world))
        assert cursor is not None
        assert cursor.ready
        inspector = inspect(work.session.connection())
        for table in FACT_TABLES:
            names = {index["name"] for index in inspector.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= names
    before = standing_rows(store)
    with store.unit_of_work() as work:
        rebuild_standing(work.session, key_of(world))
    assert before == standing_rows(store)
    assert before != []
    assert audit(store, world.client, key_of(world)).is_complete


def test_backfill_equals_reading_step_by_step(store: Store, world: LedgerWorld, slow_dump: bytes) -> None:
    steps: list[StepReport] = []
    assert synchroniser(store, world, FAST).catch_up(steps.append).step is Step.AT_HEAD
    assert steps[0].records > 0
    assert steps[0].entries > 0
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)


def test_backfill_into_partitions_equals_reading_step_by_step(
    world: LedgerWorld, slow_dump: bytes, tmp_path: Path
) -> None:
    store = open_store(empty_store_url("postgresql", tmp_path))
    store.partition(10)
    synchroniser(store, world, FAST).catch_up()
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)
    store.close()


def test_backfill_of_an_index_in_use_keeps_its_projection(store: Store, world: LedgerWorld) -> None:
    synchroniser(store, world, FAST).catch_up()
    record_some(world)
    synchroniser(store, world, FAST).catch_up()
    assert_whole(store, world)


def test_backfill_that_was_stopped_goes_on_where_it_was(
    store: Store, world: LedgerWorld, slow_dump: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labour_ledger.indexer.backfill.COMMIT_LOGS", 10)

    def stop(report: StepReport) -> None:
        if report.records or report.entries:
            raise KeyboardInterrupt

    few = SyncLimits(most_blocks=1, backfill_blocks=1, readers=1)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            synchroniser(store, world, few).catch_up(stop)
    with store.reading() as session:
        cursor = get_cursor(session, key_of(world))
    assert cursor is not None
    assert not cursor.ready
    synchroniser(store, world, FAST).catch_up()
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)


def test_backfill_whose_workers_die_is_read_by_this_process(
    store: Store, world: LedgerWorld, slow_dump: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = ReaderPool.__enter__

    def killed(pool: ReaderPool) -> ReaderPool:
        for process_id in pool.process_ids:
            os.kill(process_id, signal.SIGKILL)
        return began(pool)

    monkeypatch.setattr(ReaderPool, "__enter__", killed)
    synchroniser(store, world, FAST).catch_up()
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)


def test_backfill_tells_who_watches_the_node_what_its_workers_ask(
    store: Store, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_here(*_: object) -> None:
        raise AssertionError("the workers were to read this")

    monkeypatch.setattr(type(world.client), "events", read_here)
    asked: list[str] = []
    world.client.rpc.observer = lambda method, seconds, failed: asked.append(method)
    try:
        synchroniser(store, world, FAST).catch_up()
    finally:
        world.client.rpc.observer = None
    assert "eth_getLogs" in asked


def test_backfill_from_a_provider_that_refuses_reads_the_slow_way(
    store: Store, world: LedgerWorld, slow_dump: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(world.client), "endpoints", ("http://127.0.0.1:1",))
    monkeypatch.setattr("labour_ledger.chain.lean_rpc.ATTEMPTS", 1)
    synchroniser(store, world, FAST).catch_up()
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)


def test_backfill_meets_another_indexer_and_gives_way(
    store: Store, world: LedgerWorld, slow_dump: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    portions = Backfill.portions

    def overtaken(backfill: Backfill, *arguments: object, **options: object) -> Iterator[object]:
        for portion in portions(backfill, *arguments, **options):  # type: ignore[arg-type]
            monkeypatch.setattr(Backfill, "portions", portions)
            synchroniser(store, world, SLOW).catch_up()
            yield portion

    monkeypatch.setattr(Backfill, "portions", overtaken)
    synchroniser(store, world, FAST).catch_up()
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)


def test_backfill_of_ranges_that_do_not_follow_each_other_takes_nothing(
    store: Store, world: LedgerWorld, slow_dump: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = ReadAhead.outcomes

    def gap(ahead: ReadAhead) -> Iterator[object]:
        for place, outcome in enumerate(outcomes(ahead)):
            if place != 1:
                yield outcome

    monkeypatch.setattr(ReadAhead, "outcomes", gap)
    synchroniser(store, world, FAST).catch_up()
    assert dump_of(store, key_of(world)) == slow_dump
    assert_whole(store, world)
