"""Whether anything in an SQLite store changed: asked before every kept answer, so it must cost next to nothing.

The connection that tells also reads, as only its own count of commits can be compared with itself.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import StoreUnavailable


class FileVersion:
    """Tells the states of one file apart; safe to ask from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file = 0
        self._times_opened = 0

    def read(self) -> tuple[int, int] | None:
        """Return something that differs once anybody has committed a change; None if the file cannot be asked."""
        try:
            with self._lock:
                return self._version(self._opened())
        except (OSError, sqlite3.Error):
            return None

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, Callable[[], tuple[int, int]]]]:
        """Give a connection that sees one state from its first statement on, and what tells that state's version.

        Raises:
            StoreUnavailable: The file is gone.
            sqlite3.Error: It cannot be read.
        """
        with self._lock:
            try:
                connection = self._opened()
            except OSError as error:
                raise StoreUnavailable(f"the store {self._path} is gone") from error
            try:
                connection.execute("BEGIN")
                try:
                    yield connection, lambda: self._version(connection)
                finally:
                    connection.execute("ROLLBACK")
            except sqlite3.Error:
                # whatever state it is in, the next one begins anew
                self._drop()
                raise

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _version(self, connection: sqlite3.Connection) -> tuple[int, int]:
        # Counts the commits of all other connections, those of this process included; it commits none itself.
        # It begins anew with every connection.
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        return self._times_opened, version

    def _opened(self) -> sqlite3.Connection:
        file = self._path.stat().st_ino
        if self._connection is None or file != self._file:
            self._connection = self._open(file)
        return self._connection

    def _open(self, file: int) -> sqlite3.Connection:
        self._drop()
        # only to read; a store that is not there must not be made
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        self._file = file
        self._times_opened += 1
        return connection
