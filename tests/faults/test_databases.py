"""Databases that are full, locked or cut off: a named state, nothing half, and it goes on by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from tests.faults.watched import Follower
from tests.support.ledger_simulator import LedgerSimulator, small_ledger
from tests.support.stores import empty_store_url, postgresql_server

from labour_ledger.indexer.condition import SILENT_AFTER_S, State, read_condition
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.basis import PartyClass


def record_much(simulator: LedgerSimulator) -> None:
    subjects = [number.to_bytes(32, "big") for number in range(60)]
    for _ in range(4):
        simulator.record(1, PartyClass.AUDITOR, *subjects, schema=b"s" * 32)
        simulator.mine()


@pytest.fixture
def follower(store: Store, ledger: LedgerKey, tmp_path: Path) -> Follower:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    following = Follower(store, simulator, ledger, tmp_path)
    assert following.look().state == State.FOLLOWING
    return following


def test_database_that_is_locked_is_named_and_waited_for(follower: Follower) -> None:
    record_much(follower.simulator)
    before = follower.dump()
    with follower.store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_cursor SET ready = ready"))
        assert follower.look().state == "store-locked"
    assert follower.dump() == before
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


@pytest.fixture
def cramped(tmp_path: Path, ledger: LedgerKey) -> Iterator[Follower]:
    """A follower on SQLite whose database may not grow beyond a few pages more."""
    store = open_store(empty_store_url("sqlite", tmp_path))
    simulator = LedgerSimulator()
    small_ledger(simulator)
    follower = Follower(store, simulator, ledger, tmp_path)
    follower.look()
    yield follower
    store.close()


def test_database_that_is_full_is_named_and_goes_on_when_there_is_room(cramped: Follower) -> None:
    def limit(pages: int) -> None:
        with cramped.store.reading() as session:
            connection = session.connection().connection.driver_connection
            assert isinstance(connection, sqlite3.Connection)
            used = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {used + pages}")

    record_much(cramped.simulator)
    condition = cramped.during(lambda: limit(2), lambda: limit(100_000))
    assert condition.state == "store-full"
    assert "room" in condition.hint
    assert cramped.look().state == State.FOLLOWING
    assert cramped.is_as_the_chain()


def test_database_file_that_is_gone_is_named(cramped: Follower, tmp_path: Path) -> None:
    record_much(cramped.simulator)
    place = Path(cramped.store.place)
    moved = place.rename(tmp_path / "moved.db")
    assert cramped.look().state == "store-unavailable"
    moved.rename(place)
    assert cramped.look().state == State.FOLLOWING
    assert cramped.is_as_the_chain()


def test_database_server_that_cuts_connections_off_is_named_or_survived(tmp_path: Path, ledger: LedgerKey) -> None:
    url = empty_store_url("postgresql", tmp_path)
    name = url.partition("?")[0].rpartition("/")[2]
    store = open_store(url)
    simulator = LedgerSimulator()
    small_ledger(simulator)
    follower = Follower(store, simulator, ledger, tmp_path)
    follower.look()
    record_much(simulator)
    server = postgresql_server()

    def cut() -> None:
        simulator.on_events = None
        _cut_off(server.uri, name)
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))

    simulator.on_events = cut
    assert follower.look().state == "store-unavailable"
    assert follower.look().state == "store-unavailable"
    server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()
    store.close()


def test_database_server_whose_disk_is_full_is_named_and_goes_on_when_there_is_room(
    tmp_path: Path, ledger: LedgerKey
) -> None:
    url = empty_store_url("postgresql", tmp_path)
    store = open_store(url)
    simulator = LedgerSimulator()
    simulator.mine(2)
    follower = Follower(store, simulator, ledger, tmp_path)
    assert follower.look().state == State.FOLLOWING
    # so few that the server writes page by page: for more it asks the disk for room first, which the device refuses
    simulator.record(1, PartyClass.AUDITOR, b"x" * 32, b"y" * 32, schema=b"s" * 32)
    simulator.mine()
    file = _file_of(url, "index_record")
    aside = file.with_name(f"{file.name}.aside")

    def fill() -> None:
        # the server finds the table's file empty, and "no space left on device" when it writes there
        file.rename(aside)
        file.symlink_to("/dev/full")
        _cut_off(postgresql_server().uri, url.partition("?")[0].rpartition("/")[2])

    def make_room() -> None:
        file.unlink()
        aside.rename(file)
        _cut_off(postgresql_server().uri, url.partition("?")[0].rpartition("/")[2])

    condition = follower.during(fill, make_room)
    assert condition.state == "store-full"
    assert "No space left on device" in condition.detail
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()
    store.close()


def _file_of(url: str, table: str) -> Path:
    """Return the file of a table that has no rows yet, with nothing of it left in the server's memory."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), pg_relation_filepath(%s::regclass)", [table]
        ).fetchone()
    assert row is not None
    return Path(*row)


def _cut_off(uri: str, name: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def test_follower_whose_home_is_full_shows_as_stopped(follower: Follower, tmp_path: Path) -> None:
    condition = read_condition(tmp_path)
    assert condition is not None
    assert condition.seen_at(follower.now + SILENT_AFTER_S + 1).state == "stopped"
