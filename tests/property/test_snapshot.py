"""The snapshot answers what the store answers: for random ledgers, any dates, on both stores, also brought forward."""

from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT
from tests.support.random_supply import DAY_S, STANDARDS, RandomSupply
from tests.support.simulated_chain import START_TIME
from tests.support.stores import empty_store_url

from labour_ledger.diligence.snapshot import building
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.tiers import Chain, TierQuestion, TierSource, Upstream
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import save_documents
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)


def index(store: Store, world: RandomSupply) -> None:
    with store.unit_of_work() as work:
        save_documents(work.session, world.supply.documents)
    Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()


def seen(answer: Upstream) -> tuple[object, ...]:
    return (answer.to_json(), answer.is_root_supplied_by_itself, answer.tiers, list(answer.sites()))


def dates_of(world: RandomSupply) -> list[tuple[int, int]]:
    now = world.simulator.head.timestamp
    earlier = [now - 13, now - world.random.randint(0, 200), START_TIME]
    days = [now - world.random.randint(0, 500) * DAY_S for _ in range(2)]
    return [(now, now), *((valid_at, world.random.choice([now, *earlier])) for valid_at in (*earlier, *days))]


def compare_chains(memory: TierSource, stored: TierSource, question: TierQuestion) -> None:
    dates = {"valid_at": question.valid_at, "known_at": question.known_at}

    def chain(source: TierSource, most: int) -> Chain:
        return source.chain(question.root, **dates, deepest=question.deepest, most=most)

    remembered, read = chain(memory, 100), chain(stored, 100)
    assert remembered == read
    assert list(remembered.depths.items()) == list(read.depths.items())
    assert remembered.list_pairs() == read.list_pairs()
    for source in (memory, stored) if read.size > 1 else ():
        told = chain(source, read.size - 1)
        assert told.size >= read.size
        assert not told.depths


def compare(world: RandomSupply, memory: TierSource, stored: TierSource) -> None:
    roots = [*world.sites, *world.loose, b"nobody".ljust(32, b"\0")]
    for valid_at, known_at in dates_of(world):
        for root in world.random.sample(roots, min(3, len(roots))):
            deepest = world.random.choice([None, None, 1, 2])
            question = TierQuestion(root, world.random.choice(STANDARDS), valid_at, known_at, deepest)
            assert seen(memory.upstream(question)) == seen(stored.upstream(question))
            compare_chains(memory, stored, question)
        dates = {"valid_at": valid_at, "known_at": known_at}
        assert memory.statuses(roots, STANDARDS, **dates) == stored.statuses(roots, STANDARDS, **dates)
        for standard in STANDARDS:
            assert memory.deciding(roots, standard, **dates) == stored.deciding(roots, standard, **dates)


def answers_agree(kind: str, directory: Path, seed: int, acts: int, more: int) -> None:
    world = RandomSupply(seed)
    world.go_on(acts)
    store = open_store(empty_store_url(kind, directory))
    try:
        index(store, world)
        keeper = SnapshotKeeper(store, LEDGER)
        with store.reading() as session:
            compare(world, keeper.refresh(), StoredTiers(session, LEDGER))
        # what came later is kept apart, or put among the others at once
        with patch.object(building, "_MOST_APART", world.random.choice([0, 1, building._MOST_APART])):
            for _ in range(3):
                world.go_on(more)
                index(store, world)
                go_forward(world, store, keeper)
    finally:
        store.close()


def go_forward(world: RandomSupply, store: Store, keeper: SnapshotKeeper) -> None:
    with store.reading() as session:
        forward = keeper.refresh()
        stored = StoredTiers(session, LEDGER)
        assert forward.block_number == stored.block_number == world.simulator.head.number
        compare(world, forward, stored)
        compare(world, building.build_snapshot(session, LEDGER), forward)


AGREE = given(seed=st.integers(0, 2**32), acts=st.integers(1, 60), more=st.integers(1, 8))
# A seed means nothing that could be made smaller, so a failure is shown as it was found.
SETTINGS = settings(
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(SETTINGS, max_examples=10)
@AGREE
def test_snapshot_of_a_random_ledger_is_as_sqlite_does(tmp_path: Path, seed: int, acts: int, more: int) -> None:
    answers_agree("sqlite", tmp_path, seed, acts, more)


@settings(SETTINGS, max_examples=3)
@AGREE
def test_snapshot_of_a_random_ledger_is_as_postgresql_does(tmp_path: Path, seed: int, acts: int, more: int) -> None:
    answers_agree("postgresql", tmp_path, seed, acts, more)
