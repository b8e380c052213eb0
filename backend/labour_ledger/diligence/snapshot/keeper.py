"""The current snapshot for many readers: brought forward beside them, then put in place at once.

A reader keeps the snapshot that it took for as long as it works with it. Who brings it forward is the caller's choice:
a thread of the service does so after each block.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

from .building import advance_snapshot, build_snapshot
from .snapshot import Snapshot

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SnapshotReport:
    """What keeping the snapshot took last.

    Attributes:
        block_number: That it is complete up to.
        nbytes: Memory of its arrays.
        subjects: Number of subjects, registered or not.
        links: Number of links.
        ruled: Number of subjects that the rule itself reads.
        was_built: All was read, not only new blocks.
        seconds: That took.
    """

    block_number: int
    nbytes: int
    subjects: int
    links: int
    ruled: int
    was_built: bool
    seconds: float


class SnapshotKeeper:
    """Holds the current snapshot of a ledger.

    Attributes:
        report: Of the last refreshing that changed something; None before the first.
    """

    def __init__(self, store: Store, ledger: LedgerKey, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self.report: SnapshotReport | None = None
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._current: Snapshot | None = None
        self._seen: tuple[int, int] | None = None
        self._refreshing = threading.Lock()

    @property
    def current(self) -> Snapshot | None:
        """The snapshot in place; None before the first was made."""
        return self._current

    def forget(self) -> None:
        """Drop the snapshot in place, so that the next refreshing reads everything anew."""
        self._current = self._seen = None

    def refresh(self, *, thoroughly: bool = True) -> Snapshot:
        """Bring the snapshot to the index's last block and put it in place; one caller at a time works.

        Args:
            thoroughly: Also look whether documents of old links came or went, which takes longer with every link; who
                refreshes each second need not do so each time.

        Raises:
            UnavailableError: There is no complete index, or the store does not answer. The one in place stays.
        """
        with self._refreshing:
            started = self._clock()
            before, version = self._current, self._store.version()
            if before is not None and version is not None and version == self._seen:
                return before
            with self._store.reading() as session:
                advanced = (
                    None if before is None else advance_snapshot(before, session, self._ledger, thoroughly=thoroughly)
                )
                snapshot = build_snapshot(session, self._ledger) if advanced is None else advanced
            if snapshot is not before:
                self._current = snapshot
                self.report = _report(snapshot, was_built=advanced is None, seconds=self._clock() - started)
                _LOGGER.info("%s", self.report)
            # what is committed from here on shows in the next version; without a thorough look nothing is settled
            self._seen = version if thoroughly else None
            return snapshot


def _report(snapshot: Snapshot, *, was_built: bool, seconds: float) -> SnapshotReport:
    return SnapshotReport(
        block_number=snapshot.block_number,
        nbytes=snapshot.nbytes,
        subjects=len(snapshot.contents.numbering),
        links=snapshot.contents.links_count,
        ruled=len(snapshot.contents.ruled.facts),
        was_built=was_built,
        seconds=seconds,
    )
