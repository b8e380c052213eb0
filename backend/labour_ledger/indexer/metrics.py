"""Figures of the index for Prometheus: what they are called, and how they follow from steps, answers and notes.

Each set belongs to a registry that it is given, so that one process can hold several; serving them is the caller's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from labour_ledger.store.results import Cursor

from .condition import AuditNote, Condition
from .steps import Step, StepReport

_RPC_SECONDS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_HEAD_SECONDS: Final = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_DEPTHS: Final = (1, 2, 3, 5, 8, 16, 32, 64, 128)


class RpcMetrics:
    """How the node answers; hand `observe` to `JsonRpc.observer`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "labour_ledger_rpc_seconds",
            "How long the node took to answer, by method",
            ["method"],
            buckets=_RPC_SECONDS,
            registry=registry,
        )
        self._errors = Counter(
            "labour_ledger_rpc_errors",
            "Questions that the node did not answer, or refused, by method",
            ["method"],
            registry=registry,
        )
        self._working = Gauge(
            "labour_ledger_node_working",
            "1 unless the node is left alone because it failed",
            ["node"],
            registry=registry,
        )

    def working(self, endpoints: Mapping[str, bool]) -> None:
        """Set for each node whether it is asked now or left alone because it failed."""
        for endpoint, works in endpoints.items():
            self._working.labels(endpoint).set(int(works))

    def observe(self, method: str, seconds: float, failed: bool) -> None:
        """Count one question or batch of questions to the node."""
        self._seconds.labels(method).observe(seconds)
        if failed:
            self._errors.labels(method).inc()


class StepMetrics:
    """What the indexer did since it was started."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._records = Counter("labour_ledger_records", "Records read into the index", registry=registry)
        self._entries = Counter("labour_ledger_entries", "Other entries read into the index", registry=registry)
        self._steps = Counter("labour_ledger_steps", "Steps of the indexer, by kind", ["step"], registry=registry)
        self._depth = Histogram(
            "labour_ledger_reorganisation_depth_blocks",
            "Blocks that reorganisations took back; the count is the number of reorganisations",
            buckets=_DEPTHS,
            registry=registry,
        )
        self._troubles = Counter(
            "labour_ledger_troubles", "Looks at which an error was in the way, by its code", ["code"], registry=registry
        )

    def step(self, report: StepReport) -> None:
        """Count a step."""
        self._steps.labels(report.step.value).inc()
        self._records.inc(report.records)
        self._entries.inc(report.entries)
        if report.step is Step.ROLLED_BACK:
            self._depth.observe(report.taken_back)

    def trouble(self, code: str) -> None:
        """Count a look at which an error was in the way."""
        self._troubles.labels(code).inc()


class HeadMetrics:
    """News of blocks, and how long after them the index holds the block; `heard` may be called by another thread."""

    def __init__(self, registry: CollectorRegistry, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[int, float] = {}
        self._lock = threading.Lock()
        self._subscribed = Gauge("labour_ledger_subscribed", "1 while the node tells of new blocks", registry=registry)
        self._heads = Counter("labour_ledger_heads", "New blocks that the node told of", registry=registry)
        self._lag = Histogram(
            "labour_ledger_head_lag_seconds",
            "From the news of a block until the index holds it",
            buckets=_HEAD_SECONDS,
            registry=registry,
        )

    def connection(self, stands: bool) -> None:
        """Set whether the node tells of new blocks."""
        self._subscribed.set(int(stands))

    def heard(self, number: int) -> None:
        """Note the news of a block."""
        self._heads.inc()
        with self._lock:
            self._waiting.setdefault(number, self._clock())

    def held(self, number: int) -> None:
        """Note that the index holds all blocks up to a number."""
        now = self._clock()
        with self._lock:
            there = [block for block in self._waiting if block <= number]
            heard_at = [self._waiting.pop(block) for block in there]
        for at in heard_at:
            self._lag.observe(now - at)


class ConditionMetrics:
    """Where the index is, in which state, and what the last whole audit found."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, help_text: str) -> Gauge:
            return Gauge(f"labour_ledger_{name}", help_text, registry=registry)

        self._index_block = gauge("index_block", "Last block that the index holds")
        self._head_block = gauge("head_block", "Newest block of the node")
        self._lag = gauge("lag_blocks", "Blocks of the node that the index does not hold yet")
        self._safe = gauge("safe_block", "Newest block that the node calls safe")
        self._finalized = gauge("finalized_block", "Newest block that the node calls finalized")
        self._state = Gauge("labour_ledger_state", "1 for the state of the indexer", ["state"], registry=registry)
        self._since = gauge("state_since_seconds", "Unix time at which the state began")
        self._looked = gauge("looked_at_seconds", "Unix time at which the indexer last looked")
        self._audit_at = gauge("audit_at_seconds", "Unix time of the last whole audit")
        self._audit_block = gauge("audit_block", "Block of the last whole audit")
        self._audit_histories = gauge("audit_histories", "Histories that it compared")
        self._audit_differences = gauge("audit_differences", "Histories that it found to differ")
        self._audit_problems = gauge("audit_problems", "Records whose body or signature it found false")

    def place(self, block_number: int | None, head_number: int | None) -> None:
        """Set where index and node are; what is None stays as it was."""
        if block_number is not None:
            self._index_block.set(block_number)
        if head_number is not None:
            self._head_block.set(head_number)
        if block_number is not None and head_number is not None:
            self._lag.set(max(0, head_number - block_number))

    def marks(self, safe_block: int | None, finalized_block: int | None) -> None:
        """Set the marks of finality; what is None stays as it was."""
        if safe_block is not None:
            self._safe.set(safe_block)
        if finalized_block is not None:
            self._finalized.set(finalized_block)

    def cursor(self, cursor: Cursor) -> None:
        """Set what the index itself says of its place."""
        self.place(cursor.block_number, None)
        self.marks(cursor.safe_block, cursor.finalized_block)

    def condition(self, condition: Condition) -> None:
        """Set the state."""
        self._state.clear()
        self._state.labels(condition.state).set(1)
        self._since.set(condition.since)
        self._looked.set(condition.looked_at)
        self.place(condition.block_number, condition.head_number)

    def audit(self, note: AuditNote) -> None:
        """Set what the last whole audit found."""
        self._audit_at.set(note.at)
        self._audit_block.set(note.block_number)
        self._audit_histories.set(note.histories)
        self._audit_differences.set(note.differences)
        self._audit_problems.set(note.problems)
