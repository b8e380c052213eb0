"""Following a chain for ever: who writes, what is in the way, and how long to wait before the next look.

Of several followers of one index one writes; the others stand by and take over when it ends. Whatever is wrong with
node, chain or store is told and looked at again: most of it passes, and of the rest nothing is written, so that readers
keep what was true.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from labour_ledger.errors import LabourLedgerError
from labour_ledger.store.writer_claim import WriterClaim

from .steps import StepReport
from .sync import Synchroniser

LONGEST_WAIT_S: Final = 30.0
"""Between two looks in a time of trouble; short against `condition.SILENT_AFTER_S`."""
_MOST_DOUBLED: Final = 10


def _nothing_of_step(_: StepReport) -> None:
    return None


def _nothing_of_outage(_: LabourLedgerError) -> None:
    return None


def _nothing_of_role(_: bool) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what happens while following.

    Attributes:
        on_step: Of every step.
        on_outage: What is in the way, at every look.
        on_role: Before each look, whether this follower is the one that writes.
    """

    on_step: Callable[[StepReport], None] = _nothing_of_step
    on_outage: Callable[[LabourLedgerError], None] = _nothing_of_outage
    on_role: Callable[[bool], None] = _nothing_of_role


def follow(
    synchroniser: Synchroniser,
    claim: WriterClaim,
    wait: Callable[[float], bool],
    *,
    poll_interval_s: float,
    listener: Listener | None = None,
    dice: Callable[[], float] = random.random,
) -> None:
    """Keep an index at the head until told to stop.

    Args:
        synchroniser: Of the index.
        claim: On writing it; released at the end.
        wait: Waits for that many seconds and returns whether to stop, such as `threading.Event.wait`. It may return
            earlier, for example because there is a new block.
        poll_interval_s: Seconds between looks at the head; longer after looks at which something was in the way.
        listener: Is told what happens.
        dice: From 0 to 1; spreads the looks of many followers that one node failed.
    """
    told = listener or Listener()
    checked, troubles, stopped = False, 0, False
    try:
        while not stopped:
            try:
                writes = claim.is_held()
                told.on_role(writes)
                if not checked:
                    synchroniser.check_node()
                    checked = True
                if writes:
                    synchroniser.catch_up(told.on_step)
                else:
                    told.on_step(synchroniser.stand_by())
                troubles = 0
            except LabourLedgerError as error:
                told.on_outage(error)
                troubles = min(troubles + 1, _MOST_DOUBLED)
            stopped = wait(_pause(poll_interval_s, troubles, dice))
    finally:
        claim.release()


def catch_up_once(
    synchroniser: Synchroniser,
    claim: WriterClaim,
    wait: Callable[[float], object],
    *,
    poll_interval_s: float,
    on_step: Callable[[StepReport], None] | None = None,
) -> StepReport:
    """Bring an index to the node's head, or wait until who writes it has done so.

    Args:
        synchroniser: Of the index.
        claim: On writing it; released at the end.
        wait: Waits for so many seconds.
        poll_interval_s: Between looks at what the other one does.
        on_step: Told of every step.

    Returns:
        The last step.

    Raises:
        LabourLedgerError: As `Synchroniser.step`.
    """
    try:
        target: int | None = None
        while not claim.is_held():
            report = synchroniser.stand_by()
            target = report.head_number if target is None else min(target, report.head_number)
            if report.block_number >= target:
                return report
            wait(poll_interval_s)
        return synchroniser.catch_up(on_step)
    finally:
        claim.release()


def _pause(poll_interval_s: float, troubles: int, dice: Callable[[], float]) -> float:
    if troubles < 2:  # most of what is in the way is gone at the next look
        return poll_interval_s
    longest = max(poll_interval_s, min(LONGEST_WAIT_S, poll_interval_s * 2.0 ** (troubles - 1)))
    return longest * (0.5 + dice() / 2)
