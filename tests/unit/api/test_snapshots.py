"""The snapshot of the service follows the index, and says nothing while there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.question_world import C029, LEDGER, QuestionWorld, build_question_world
from tests.support.stores import empty_store_url

from labour_ledger.api.snapshots import Snapshots
from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.session import Store, open_store


@pytest.fixture(scope="module")
def world() -> QuestionWorld:
    return build_question_world()


def wait_for(snapshots: Snapshots, wanted: Callable[[TierSource], bool]) -> TierSource:
    """Return the snapshot once it is as wanted."""
    for _ in range(3000):
        current = snapshots.current
        if current is not None and wanted(current):
            return current
        threading.Event().wait(0.01)
    raise AssertionError("no such snapshot")


def coverage(store: Store, world: QuestionWorld, tiers: TierSource | None) -> object:
    with store.reading() as session:
        values = {"buyer": world.handle("Brand"), "standard": C029}
        return ask(session, LEDGER, "coverage", values, tiers=tiers)


def test_snapshots_begin_with_nothing_and_follow_the_index(tmp_path: Path, world: QuestionWorld) -> None:
    store = open_store(empty_store_url("sqlite", tmp_path))
    with Snapshots(store, LEDGER, looks_every_s=0.01) as snapshots:
        assert snapshots.current is None
        world.index_into(store)
        # what documents say is taken in within a look, also where no block is new
        expected, head = coverage(store, world, None), world.simulator.head.number
        first = wait_for(
            snapshots,
            lambda current: current.block_number == head and coverage(store, world, current) == expected,
        )
        world.say("later audit", "auditor", "store", C029, None, outcome=1)
        world.simulator.mine()
        Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()
        # the old one is not as new as the index, so it is not asked
        assert coverage(store, world, first) == coverage(store, world, None)
        newest = world.simulator.head.number
        later = wait_for(snapshots, lambda current: current.block_number == newest)
        assert coverage(store, world, later) == coverage(store, world, None)
    store.close()
    assert "snapshot" not in [thread.name for thread in threading.enumerate()]
