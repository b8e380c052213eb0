"""Reading a range of blocks from a node so that all of it is of one chain.

Ranges shrink when the node finds them too large and grow again. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from labour_ledger.chain.errors import NodeUnavailable, TooManyLogs
from labour_ledger.chain.events import Block, LedgerEvent
from labour_ledger.chain.reader import ChainReader

from .errors import ChainMoved

ATTEMPTS: Final = 3
"""How often one range is asked for when the node fails for a reason it does not name."""
GAP: Final = 16
"""Headers are fetched in runs; so many unneeded ones are cheaper than another question."""


@dataclass(frozen=True, slots=True)
class FetchedRange:
    """All events of some blocks, and the headers to hold.

    Attributes:
        first: First block of the range.
        last: Header of its last block.
        first_parent: Parent hash of the first block, to be compared with what came before.
        blocks: Headers of all blocks with events and of those asked for, in order.
        events: In chain order.
    """

    first: int
    last: Block
    first_parent: bytes
    blocks: tuple[Block, ...]
    events: tuple[LedgerEvent, ...]


@dataclass(slots=True)
class RangeFetcher:
    """Fetches ranges of a size that the node can bear.

    Attributes:
        reader: The node.
        most_blocks: Largest range asked for.
    """

    reader: ChainReader
    most_blocks: int
    _span: int = field(init=False)

    def __post_init__(self) -> None:
        self._span = self.most_blocks

    def fetch(self, first: int, last: int, *, headers_from: int) -> FetchedRange:
        """Fetch a range that begins at `first` and ends at `last` or before.

        Args:
            first: First block.
            last: Last block at most; it is on the chain.
            headers_from: Every header from this block on is wanted, not only those of blocks with events.

        Returns:
            What was read, all of one chain.

        Raises:
            ChainMoved: The chain was reorganised in between; read again.
            NodeUnavailable: The node does not answer, even for less.
        """
        failures = 0
        while True:
            end = min(last, first + self._span - 1)
            try:
                fetched = self._read(first, end, headers_from)
            except TooManyLogs:
                if end == first:
                    raise
                self._span = max(1, (end - first + 1) // 2)
            except NodeUnavailable:
                failures += 1
                if failures == ATTEMPTS:
                    raise
                self._span = max(1, (end - first + 1) // 2)
            else:
                self._span = min(self.most_blocks, self._span * 2)
                return fetched

    def _read(self, first: int, last: int, headers_from: int) -> FetchedRange:
        before = self._block(last)
        events = tuple(self.reader.events(first, last))
        kept = {event.block_number for event in events} | set(range(max(first, headers_from), last + 1))
        wanted = kept | {first, last}
        headers = {block.number: block for block in self._headers(sorted(wanted))}
        if wanted - headers.keys() or self._block(last) != before or headers[last] != before:
            raise ChainMoved(f"blocks {first} to {last} changed while they were read")
        _refuse_mixture(headers, events)
        blocks = tuple(headers[number] for number in sorted(kept))
        return FetchedRange(first, before, headers[first].parent_hash, blocks, events)

    def _block(self, number: int) -> Block:
        block = self.reader.block(number)
        if block is None:
            raise ChainMoved(f"block {number} is no longer on the chain")
        return block

    def _headers(self, numbers: Iterable[int]) -> Iterator[Block]:
        for start, end in _runs(numbers):
            yield from self.reader.blocks(start, end)


def _refuse_mixture(headers: dict[int, Block], events: Iterable[LedgerEvent]) -> None:
    for number, block in headers.items():
        parent = headers.get(number - 1)
        if parent is not None and block.parent_hash != parent.hash:
            raise ChainMoved(f"block {number} does not follow the block {number - 1} that was read")
    for event in events:
        if event.block_hash != headers[event.block_number].hash:
            raise ChainMoved(f"the events of block {event.block_number} are of another block of that number")


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = end = None
    for number in numbers:
        if start is not None and end is not None and number - end <= GAP:
            end = number
            continue
        if start is not None and end is not None:
            yield start, end
        start = end = number
    if start is not None and end is not None:
        yield start, end
