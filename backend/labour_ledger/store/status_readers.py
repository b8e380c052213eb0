"""Connections of their own for reading what statuses rest on; both databases behind one form.

A reader has one connection and is used by one thread at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any, Final, Protocol, cast

import psycopg
from sqlalchemy.engine import URL

from .errors import named_errors
from .file_version import FileVersion
from .results import LedgerKey
from .status_rows import POSTGRESQL, SQLITE, Look, StatusState

_OPTIONS: Final = (
    # Every statement finds a few rows by an index. Plans made once save more than they could lose, and without counts
    # of rows a plan must not read a whole table.
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
    " -c jit=off"
)


class StatusReader(Protocol):
    """Gives states of a store.

    Attributes:
        is_local: Reading takes some microseconds and waits for nobody, so that an event loop may do it.
    """

    is_local: bool

    def version(self) -> Hashable | None:
        """Return what `Look.version` of a state read now would be; None if that costs more than looking."""
        ...

    def state(self, ledger: LedgerKey, known: Look | None = None) -> AbstractContextManager[tuple[StatusState, Look]]:
        """Return a context that gives one state of the store, and how far the index is in it.

        Args:
            ledger: The ledger.
            known: From an earlier state; it is given again if this is still the same one.

        Raises:
            StoreUnavailable: Locked, gone or refused.
        """
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class SqliteStatusReader:
    """Reads a file."""

    is_local = True

    def __init__(self, file: FileVersion, place: str) -> None:
        self._file = file
        self._place = place

    def version(self) -> Hashable | None:
        """Return what tells states apart; see `StatusReader`."""
        return self._file.read()

    @contextmanager
    def state(self, ledger: LedgerKey, known: Look | None = None) -> Iterator[tuple[StatusState, Look]]:
        """Give a state; see `StatusReader`."""
        with named_errors(self._place), self._file.reading() as (connection, version):

            def execute(statement: str, parameters: Sequence[object]) -> list[Any]:
                return connection.execute(statement, cast(Any, parameters)).fetchall()

            # asking for the version fixes the state that all other statements see
            now = version()
            state = StatusState(execute, SQLITE, ledger, connection=now[0])
            yield state, known if known is not None and known.version == now else state.look()._replace(version=now)

    def close(self) -> None:
        """Leave the file to the store that opened it."""


class PostgresqlStatusReader:
    """Reads a database over a connection that is made when it is first used, and again when it was lost."""

    is_local = False

    def __init__(self, url: URL, place: str) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._place = place
        self._lock = threading.Lock()
        self._times_connected = 0
        self._connection: psycopg.Connection[Any] | None = None

    def version(self) -> Hashable | None:
        """Return what tells states apart; see `StatusReader`."""
        return None

    @contextmanager
    def state(self, ledger: LedgerKey, known: Look | None = None) -> Iterator[tuple[StatusState, Look]]:
        """Give a state; see `StatusReader`."""
        with named_errors(self._place), self._lock:
            connection = self._open()
            try:
                with connection.cursor(binary=True) as cursor:

                    def execute(statement: str, parameters: Sequence[object]) -> list[Any]:
                        return cursor.execute(_with_percent(statement), parameters).fetchall()

                    state = StatusState(execute, POSTGRESQL, ledger, connection=self._times_connected)
                    yield state, state.look()
                # nothing was written; after a rollback psycopg would prepare all statements anew
                connection.commit()
            except psycopg.Error:
                self._drop()
                raise
            except BaseException:
                connection.rollback()
                raise

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._drop()

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, connect_timeout=10, options=_OPTIONS, prepare_threshold=0)
            self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self._connection.read_only = True
            self._times_connected += 1
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@lru_cache(maxsize=256)
def _with_percent(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
