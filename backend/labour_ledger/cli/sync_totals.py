"""What one run of the indexer read so far, and how fast: for its result and for who watches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labour_ledger.indexer.steps import StepReport


class SyncTotals:
    """Adds up the steps of one run.

    Attributes:
        records: Records that were read.
        entries: Other entries.
    """

    def __init__(self, show: Callable[[int, int, str], None], clock: Callable[[], float]) -> None:
        """Begin at nothing.

        Args:
            show: Is told of blocks read, of all blocks to read, and the rate in words.
            clock: Seconds that only grow.
        """
        self.records = 0
        self.entries = 0
        self._show = show
        self._clock = clock
        self._began = clock()
        self._first_block: int | None = None

    def add(self, report: StepReport) -> None:
        """Take note of a step."""
        self.records += report.records
        self.entries += report.entries
        if self._first_block is None:
            # Where the run began is not told; the first of many steps is a good enough place to count from.
            self._first_block = report.block_number
        seconds = self._clock() - self._began
        rate = f"{self.records / seconds:,.0f} records/s" if seconds > 0 else ""
        self._show(report.block_number - self._first_block, report.head_number - self._first_block, rate)
