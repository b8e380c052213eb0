"""Several followers on one store: one writes, the others stand by and take over when it is killed or cut off."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.faults.watched import Follower
from tests.support.ledger_simulator import CHAIN_ID, LedgerSimulator, small_ledger
from tests.support.stores import empty_store_url, postgresql_server

from labour_ledger.indexer.condition import State
from labour_ledger.indexer.follow import catch_up_once
from labour_ledger.indexer.steps import Step, StepReport
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store


@contextmanager
def holder(url: str) -> Iterator[subprocess.Popen[str]]:
    """Run another process that holds the claim; it may be killed."""
    command = [sys.executable, "-m", "tests.faults.holding", url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def follower_on(url: str, ledger: LedgerKey, home: Path) -> Follower:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    home.mkdir(exist_ok=True)
    return Follower(open_store(url), simulator, ledger, home)


def eventually(follower: Follower, state: str) -> bool:
    """Look until a state is there: a database notices only after a moment that a client was killed."""
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at:
        if follower.look().state == state:
            return True
        time.sleep(0.05)
    return False


def is_indexed(store: Store, ledger: LedgerKey) -> bool:
    with store.reading() as session:
        return get_cursor(session, ledger) is not None


def test_follower_stands_by_while_another_process_writes_and_takes_over_when_it_is_killed(
    store_kind: str, tmp_path: Path, ledger: LedgerKey
) -> None:
    url = empty_store_url(store_kind, tmp_path)
    follower = follower_on(url, ledger, tmp_path / "home")
    with holder(url) as other:
        condition = follower.look(3)
        assert (condition.state, condition.is_trouble) == (State.STANDING_BY, False)
        assert condition.detail.startswith("another indexer writes")
        assert not is_indexed(follower.store, ledger)
        other.kill()
        other.wait()
        assert eventually(follower, State.FOLLOWING)
    assert follower.is_as_the_chain()
    follower.store.close()


def test_follower_that_stands_by_names_what_would_be_in_its_way(
    store_kind: str, tmp_path: Path, ledger: LedgerKey
) -> None:
    url = empty_store_url(store_kind, tmp_path)
    follower = follower_on(url, ledger, tmp_path / "home")
    with holder(url):
        assert follower.look().state == State.STANDING_BY
        follower.simulator.chain = 1
        assert follower.look().state == "wrong-chain"
        follower.simulator.chain = CHAIN_ID
        assert follower.look().state == State.STANDING_BY
    follower.store.close()


def test_claims_of_one_store_exclude_each_other_by_ledger(store_kind: str, tmp_path: Path, ledger: LedgerKey) -> None:
    url = empty_store_url(store_kind, tmp_path)
    stores = [open_store(url), open_store(url)]
    first, second = (store.writer_claim(ledger) for store in stores)
    other = stores[1].writer_claim(ledger.beside)
    assert [first.is_held(), second.is_held(), other.is_held(), first.is_held()] == [True, False, True, True]
    first.release()
    first.release()
    assert [second.is_held(), first.is_held()] == [True, False]
    second.release()
    other.release()
    for store in stores:
        store.close()


def test_claim_whose_session_was_cut_off_is_lost_and_taken_again(tmp_path: Path, ledger: LedgerKey) -> None:
    url = empty_store_url("postgresql", tmp_path)
    stores = [open_store(url), open_store(url)]
    first, second = (store.writer_claim(ledger) for store in stores)
    assert first.is_held()
    with psycopg.connect(postgresql_server().uri, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    give_up_at = time.monotonic() + 20
    while not second.is_held() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert not first.is_held()
    second.release()
    assert first.is_held()
    first.release()
    for store in stores:
        store.close()


def test_catch_up_once_waits_until_who_writes_has_reached_the_head(
    store: Store, ledger: LedgerKey, tmp_path: Path
) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    writer = Synchroniser(store, simulator, ledger, start_block=1)
    claim = store.writer_claim(ledger)
    assert claim.is_held()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        writer.catch_up()

    other = store.writer_claim(ledger)
    steps: list[StepReport] = []
    report = catch_up_once(writer, other, wait, poll_interval_s=0.5, on_step=steps.append)
    assert (report.step, report.block_number, waits, steps) == (Step.STANDING_BY, 9, [0.5], [])
    claim.release()
    simulator.mine()
    report = catch_up_once(writer, other, wait, poll_interval_s=0.5, on_step=steps.append)
    assert (report.step, report.block_number, waits) == (Step.AT_HEAD, 10, [0.5])
    assert claim.is_held(), "given up at the end"
    claim.release()


def test_claim_in_a_directory_that_is_gone_names_the_store(tmp_path: Path, ledger: LedgerKey) -> None:
    directory = tmp_path / "gone"
    directory.mkdir()
    store = open_store(empty_store_url("sqlite", directory))
    directory.rename(tmp_path / "moved")
    with pytest.raises(Exception, match="cannot be opened") as error:
        store.writer_claim(ledger).is_held()
    assert getattr(error.value, "code", None) == "store-unavailable"
    store.close()
