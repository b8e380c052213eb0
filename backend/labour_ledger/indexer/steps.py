"""What the indexer reports of a step, and how much it reads at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """What one step of the indexer did."""

    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    AT_HEAD = "at_head"
    NODE_BEHIND = "node_behind"
    MOVED = "moved"
    STANDING_BY = "standing_by"


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step of the indexer.

    Attributes:
        step: What it did.
        block_number: The last block of the index now.
        head_number: The newest block of the node.
        records: Records that were added.
        entries: Other entries that were added.
        taken_back: Blocks that a reorganisation took back.
        safe_block: Newest block the node calls safe, where the step asked.
        finalized_block: Newest block it calls finalized, likewise.
    """

    step: Step
    block_number: int
    head_number: int
    records: int = 0
    entries: int = 0
    taken_back: int = 0
    safe_block: int | None = None
    finalized_block: int | None = None


@dataclass(frozen=True, slots=True)
class SyncLimits:
    """How much is read at once.

    Attributes:
        most_blocks: Largest range of blocks in one step.
        header_window_blocks: So many newest headers are held, events or not; a reorganisation that goes back further
            is not believed.
        readers: Worker processes of a backfill.
        backfill_blocks: From so many blocks behind the head on, workers read.
        requests_per_s: Requests a second that a backfill keeps to, as providers of nodes ask; None for no limit.
    """

    most_blocks: int = 2000
    header_window_blocks: int = 128
    readers: int = 3
    backfill_blocks: int = 500
    requests_per_s: float | None = None
