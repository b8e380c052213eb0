"""A state is one state, whatever is written meanwhile, and its version differs once anything was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator, small_ledger
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.errors import StoreUnavailable
from labour_ledger.store.queries import save_party_profile
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger.store.status_readers import StatusReader

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(empty_store_url(str(request.param), tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def reader(store: Store) -> Iterator[StatusReader]:
    made = store.status_reader()
    yield made
    made.close()


@pytest.fixture
def simulator(store: Store) -> LedgerSimulator:
    made = LedgerSimulator()
    small_ledger(made)
    index(store, made)
    return made


def index(store: Store, simulator: LedgerSimulator) -> None:
    Synchroniser(store, simulator, LEDGER, start_block=1).catch_up()


def test_state_does_not_change_while_it_is_read(store: Store, reader: StatusReader, simulator: LedgerSimulator) -> None:
    with reader.state(LEDGER) as (state, look):
        assert look.cursor is not None
        simulator.register_schema("ilo/c138@1973")
        simulator.mine()
        index(store, simulator)
        assert len(state.schemas()) == 2
        assert state.look().cursor == look.cursor
    with reader.state(LEDGER) as (state, later):
        assert later.cursor is not None
        assert later.cursor.block_number == look.cursor.block_number + 1
        assert len(state.schemas()) == 3


def test_version_differs_after_every_commit_and_only_then(
    store: Store, reader: StatusReader, simulator: LedgerSimulator
) -> None:
    def version() -> object:
        with reader.state(LEDGER) as (_, look):
            return look.version

    seen = [version(), version()]
    for number in range(3):
        with store.unit_of_work() as work:
            save_party_profile(work.session, bytes([number]) * 32, name="A party", country="ID")
        seen.append(version())
    with store.reading():
        pass
    assert seen[0] == seen[1]
    assert len(set(seen)) == 4
    assert seen[-1] == version()


def test_touched_since_names_what_was_recorded_after_a_block(
    store: Store, reader: StatusReader, simulator: LedgerSimulator
) -> None:
    with reader.state(LEDGER) as (_, before):
        assert before.place is not None
    site = simulator.register_subject("site")
    simulator.mine()
    index(store, simulator)
    with reader.state(LEDGER) as (state, after):
        assert after.cursor is not None
        touched = state.touched_since(before.place, after.cursor.block_number)
    assert touched is not None
    assert touched.subjects == touched.entered == {site}
    assert (touched.parties, touched.schemas) == (False, False)


def test_touched_since_a_block_that_was_taken_back_is_unknown(
    store: Store, reader: StatusReader, simulator: LedgerSimulator
) -> None:
    with reader.state(LEDGER) as (_, before):
        assert before.place is not None
    simulator.reorg(1)
    simulator.mine(3)
    index(store, simulator)
    with reader.state(LEDGER) as (state, after):
        assert after.cursor is not None
        assert state.touched_since(before.place, after.cursor.block_number) is None


def test_touched_since_an_index_that_was_made_anew_is_unknown(
    store: Store, reader: StatusReader, simulator: LedgerSimulator
) -> None:
    with reader.state(LEDGER) as (_, before):
        assert before.place is not None
    rebuild(store, simulator, LEDGER, start_block=1)
    with reader.state(LEDGER) as (state, after):
        assert after.cursor == before.cursor
        assert state.touched_since(before.place, before.place.number) is None


def test_look_at_a_store_without_an_index_finds_none(reader: StatusReader) -> None:
    with reader.state(LEDGER) as (_, look):
        assert look.cursor is None


def test_state_of_a_file_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    store = open_store(empty_store_url("sqlite", tmp_path))
    reader = store.status_reader()
    next(tmp_path.glob("*.db")).unlink()
    with pytest.raises(StoreUnavailable), reader.state(LEDGER):
        pass
    store.close()


def test_state_after_the_connection_was_lost_is_read_over_a_new_one(
    reader: StatusReader, store: Store, simulator: LedgerSimulator
) -> None:
    with reader.state(LEDGER) as (_, before):
        pass
    reader.close()
    with reader.state(LEDGER) as (_, after):
        assert after.cursor == before.cursor
