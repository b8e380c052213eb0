"""Whatever a chain does, the index of who followed it equals the index of who came late."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.store_dumps import dump_of, fresh_dump
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.errors import ReorganisedTooDeep
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries.standing import rebuild_standing
from labour_ledger.store.queries.statements import STANDING
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.basis import PartyClass

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
ACTS = st.one_of(
    st.tuples(st.just("party"), st.just(0)),
    st.tuples(st.just("subject"), st.just(0)),
    st.tuples(st.just("record"), st.integers(1, 3)),
    st.tuples(st.just("mine"), st.integers(1, 4)),
    st.tuples(st.just("reorganise"), st.integers(1, 6)),
    st.tuples(st.just("look"), st.just(0)),
    st.tuples(st.just("step"), st.just(0)),
)


def act(simulator: LedgerSimulator, name: str, number: int, place: int) -> None:
    if name == "party":
        simulator.register_party(PartyClass.AUDITOR)
    elif name == "subject":
        simulator.register_subject(f"site {place}", identifiers=[("os", str(place))])
    elif name == "record":
        subjects = [bytes([subject]) * 32 for subject in range(number)]
        simulator.record(1, PartyClass.AUDITOR, *subjects, schema=b"s" * 32)
    elif name == "mine":
        simulator.mine(number)
    elif name == "reorganise":
        simulator.reorg(min(number, simulator.head.number))
        simulator.mine()


def look(store: Store, simulator: LedgerSimulator, go: Callable[[], object]) -> None:
    """Do as an operator does whose index is told that the chain changed further back than is believed."""
    try:
        go()
    except ReorganisedTooDeep:
        rebuild(store, simulator, LEDGER, start_block=1)


def standing_rows(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as session:
        return [tuple(row) for row in session.execute(select(STANDING).order_by(*STANDING.primary_key.columns))]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(acts=st.lists(ACTS, min_size=5, max_size=40), most_blocks=st.integers(1, 5), window=st.integers(1, 6))
def test_index_after_any_reorganisations_equals_a_fresh_one(
    kind: str, acts: Sequence[tuple[str, int]], most_blocks: int, window: int
) -> None:
    simulator = LedgerSimulator()
    simulator.mine()
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(empty_store_url(kind, Path(directory)))
        limits = SyncLimits(most_blocks, window)
        indexer = Synchroniser(store, simulator, LEDGER, start_block=1, limits=limits)
        longest = simulator.head.number
        for place, (name, number) in enumerate(acts):
            act(simulator, name, number, place)
            longest = max(longest, simulator.head.number)
            if name in ("look", "step"):
                look(store, simulator, indexer.catch_up if name == "look" else indexer.step)
        # A head below what was read before can be a node that lags, so the chain must have grown past it.
        simulator.mine(longest + 1 - simulator.head.number)
        look(store, simulator, indexer.catch_up)
        assert dump_of(store, LEDGER) == fresh_dump(simulator, LEDGER)
        kept = standing_rows(store)
        with store.unit_of_work() as work:
            rebuild_standing(work.session, LEDGER)
        assert kept == standing_rows(store)
        assert audit(store, simulator, LEDGER).is_complete
        store.close()
