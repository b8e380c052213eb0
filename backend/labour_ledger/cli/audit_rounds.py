"""Whole audits while following: in a process of their own, so that following never waits for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from .children import Children

PROVEN_FALSE_EXIT: Final = 1
"""Exit code of an audit that found the index wrong."""
_NAME: Final = "the audit"


class AuditRounds:
    """Starts `labour-ledger index audit` when one is due; a context manager, which ends it."""

    def __init__(self, home: Path, interval_s: float, clock: Callable[[], float], nodes: Sequence[str] = ()) -> None:
        """Prepare; nothing is started yet.

        Args:
            home: Of the process, which leaves a note of what it found there.
            interval_s: Seconds between two audits.
            clock: Unix seconds.
            nodes: Addresses of nodes in the place of those of the settings.
        """
        self._nodes = [part for node in nodes for part in ("--rpc", node)]
        self._home = home
        self._interval_s = interval_s
        self._clock = clock
        self._children = Children()
        self._started_at: float | None = None
        self._running = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._children.stop()

    def look(self) -> int | None:
        """Start an audit if one is due; return the exit code of one that has ended since the last look."""
        if self._running:
            code = self._children.ended(_NAME)
            self._running = code is None
            return code
        if self._is_due():
            self._started_at, self._running = self._clock(), True
            self._children.start(_NAME, ["--home", str(self._home), "index", "audit", *self._nodes], quiet=True)
        return None

    def _is_due(self) -> bool:
        from labour_ledger.indexer.condition import read_audit_note

        note = read_audit_note(self._home)
        last = max((0.0 if note is None else note.at), self._started_at or 0.0)
        return self._clock() - last >= self._interval_s
