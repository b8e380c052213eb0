"""Watches a follower: keeps its condition and its figures, and leaves the condition where others find it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from prometheus_client import CollectorRegistry

from labour_ledger.errors import LabourLedgerError

from .condition import (
    FOLLOW_FILE,
    STANDBY_FILE,
    STOPPED,
    Condition,
    read_audit_note,
    read_condition,
    read_condition_file,
    starting,
    write_note,
)
from .metrics import ConditionMetrics, HeadMetrics, RpcMetrics, StepMetrics
from .steps import StepReport


class Watch:
    """What is told of each step and of each error on the way.

    Attributes:
        registry: The figures, to be served.
        rpc: Counts what the node answers.
        heads: Counts what it tells by itself.
        condition: How it fares now.
    """

    def __init__(self, home: Path, clock: Callable[[], float]) -> None:
        """Begin to watch.

        Args:
            home: Directory where the condition is left; other processes look there.
            clock: Unix seconds.
        """
        self.registry = CollectorRegistry()
        self.rpc = RpcMetrics(self.registry)
        self.heads = HeadMetrics(self.registry)
        self._steps = StepMetrics(self.registry)
        self._place = ConditionMetrics(self.registry)
        self._home = home
        self._clock = clock
        # until it is known who writes, what another follower left here is not written over
        before = read_condition(home)
        self._writes = before is None or before.seen_at(int(clock())).state == STOPPED
        self.condition: Condition
        self._enter(starting(int(clock())))

    def role(self, writes: bool) -> None:
        """Take note of whether this follower is the one that writes."""
        if writes is not self._writes:
            self._forget()
        self._writes = writes

    def step(self, report: StepReport) -> None:
        """Take note of a step."""
        self._steps.step(report)
        self.heads.held(report.block_number)
        self._place.marks(report.safe_block, report.finalized_block)
        self._enter(self.condition.after_step(report, int(self._clock())))

    def trouble(self, error: LabourLedgerError) -> None:
        """Take note of an error that is in the way."""
        self._steps.trouble(error.code)
        self._enter(self.condition.after_error(error, int(self._clock())))

    def close(self) -> None:
        """End in order: nobody follows any more, which is no trouble."""
        self._forget()

    @property
    def _file(self) -> Path:
        return self._home / (FOLLOW_FILE if self._writes else STANDBY_FILE)

    def _forget(self) -> None:
        # another follower of this home may have written over it since
        if read_condition_file(self._file) == self.condition:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    def _enter(self, condition: Condition) -> None:
        self.condition = condition
        self._place.condition(condition)
        audit = read_audit_note(self._home)
        if audit is not None:
            self._place.audit(audit)
        # where it cannot be written, who reads sees that nobody has looked for long
        with suppress(OSError):
            write_note(condition, self._file)
