"""A lock that at most one program holds, as long as it runs: `flock(2)` on a file that stays where it is.

It ends with the processes that have the file open, however they end. What the lock protects, and what is said where it
cannot be had, is its user's.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class FileLock:
    """A lock on a file of its own."""

    def __init__(self, path: Path) -> None:
        """Prepare; no file is made yet.

        Args:
            path: Of the file; its folder must exist.
        """
        self.path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The open file: a child process that is given it holds the lock too.

        Raises:
            ValueError: The lock is not held.
        """
        if self._descriptor is None:
            raise ValueError("the lock is not held")
        return self._descriptor

    def take(self) -> bool:
        """Take the lock if nobody has it; return whether this program has it now.

        Raises:
            OSError: The file cannot be opened.
        """
        if self._descriptor is not None:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock up; harmless where it is not held."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            # the file stays: to remove it would let two programs lock two files of one name
            with suppress(OSError):
                os.close(descriptor)
