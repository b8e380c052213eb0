"""Which log is at fault in the first block after which a history differs: one dropped, added or altered.

Two witnesses are heard: what the node now says the block's logs are, believed only where they fold to the contract's
head; and the index itself, where leaving out one entry makes it fold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from labour_ledger.chain.errors import LogUnreadable
from labour_ledger.chain.reader import ChainReader, HistoryName
from labour_ledger_verify.history import Entry, fold_history

from .audit_touched import has_uid, touched_histories


class Fault(StrEnum):
    """What happened to a log on its way into the index."""

    DROPPED = "dropped"
    ADDED = "added"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class LogFault:
    """A log that the index does not have as the chain has it.

    Attributes:
        fault: What happened to it.
        entry: Name of its entry's type.
        uid: Of the record, as it truly is where that is known; empty for other entries.
        block_number: Its block.
    """

    fault: Fault
    entry: str
    uid: bytes
    block_number: int


def log_faults(
    reader: ChainReader, name: HistoryName, block_number: int, indexed: Sequence[tuple[int, Entry]]
) -> tuple[LogFault, ...]:
    """Return the logs of a block that are at fault; none where neither witness can tell.

    Args:
        reader: The node.
        name: The history.
        block_number: The first block after which index and chain differ.
        indexed: All entries of the history in the index with their blocks, in fold order.

    Raises:
        NodeUnavailable: The node does not answer.
    """
    kind = name[0]
    before = fold_history(kind, (entry for number, entry in indexed if number < block_number))
    ours = [entry for number, entry in indexed if number == block_number]
    true_head = reader.history_head(*name, block_number)
    theirs = _logged(reader, name, block_number)
    if fold_history(kind, theirs, head=before) == true_head:
        return tuple(_compared(ours, theirs, block_number))
    for place, entry in enumerate(ours):
        if fold_history(kind, [*ours[:place], *ours[place + 1 :]], head=before) == true_head:
            return (_fault(Fault.ADDED, entry, block_number),)
    return ()


def _logged(reader: ChainReader, name: HistoryName, block_number: int) -> list[Entry]:
    try:
        events = reader.events(block_number, block_number)
    except LogUnreadable:
        return []  # such a witness is not heard
    return [entry for _, entry in touched_histories(events).get(name, [])]


def _compared(ours: Sequence[Entry], theirs: Sequence[Entry], block_number: int) -> Iterator[LogFault]:
    lost = [entry for entry in theirs if entry not in ours]
    surplus = [entry for entry in ours if entry not in theirs]
    for entry in lost:
        twin = next((other for other in surplus if other.type is entry.type), None)
        if twin is None:
            yield _fault(Fault.DROPPED, entry, block_number)
        else:
            surplus.remove(twin)
            yield _fault(Fault.ALTERED, entry, block_number)
    for entry in surplus:
        yield _fault(Fault.ADDED, entry, block_number)


def _fault(fault: Fault, entry: Entry, block_number: int) -> LogFault:
    return LogFault(fault, entry.type.name, entry.data("uid") if has_uid(entry) else b"", block_number)
