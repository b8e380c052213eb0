"""SQLAlchemy engines of both stores: how connections are set up and transactions begin. No query is made here."""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

_WRITING: Final = "labour_ledger_writing"
_LOOK_AGAIN_S: Final = 0.02


def make_engine(url: URL, busy_timeout_s: float) -> Engine:
    """Return the engine of a store; nothing is connected yet.

    Args:
        url: Of SQLite or PostgreSQL.
        busy_timeout_s: How long a connection waits for what another one holds.
    """
    if url.drivername != "sqlite":
        timeout_ms = int(busy_timeout_s * 1000)
        return create_engine(
            url,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={timeout_ms}"},
        )
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        _use_write_ahead_log(connection, busy_timeout_s)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later can fail at once when another writer came between.
        writing: Any = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def writing_engine(engine: Engine) -> Engine:
    """Return the same engine for transactions that write: on SQLite they take the lock when they begin."""
    return engine.execution_options(**{_WRITING: True})


def _use_write_ahead_log(connection: sqlite3.Connection, within_s: float) -> None:
    """Switch a file to the write-ahead log, which SQLite does not wait for by itself while others open a new file."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(_LOOK_AGAIN_S)
