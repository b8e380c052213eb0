"""Whether anything in an SQLite store changed: asked before every kept answer, so it must cost next to nothing."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path


class FileVersion:
    """Tells the states of one file apart; safe to ask from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: int | None = None

    def read(self) -> tuple[int, int] | None:
        """Return something that differs once anybody has committed a change; None if the file cannot be asked."""
        try:
            with self._lock:
                file = self._path.stat().st_ino
                if self._connection is None or file != self._file:
                    self._open(file)
                assert self._connection is not None  # noqa: S101 - just opened
                # Counts the commits of all other connections, those of this process included; it commits none itself.
                (version,) = self._connection.execute("PRAGMA data_version").fetchone()
                return file, version
        except (OSError, sqlite3.Error):
            return None

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self, file: int) -> None:
        if self._connection is not None:
            self._connection.close()
        # only to read; a store that is not there must not be made
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        self._file = file
