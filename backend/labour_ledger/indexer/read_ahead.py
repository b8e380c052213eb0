"""Ranges of blocks, read several at a time and handed out in chain order.

Ranges are sized by their events: an answer of some 1,500 logs is read fastest, by measurement. They halve when a range
was not in order (a provider's ceiling, most often) and grow again up to what was seen to work. What waits in a size
that has become too large is asked for anew, so that memory stays bounded where a chain grows denser.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Final

from .fast_pool import ReaderPool
from .fast_range import RangeAsked, RangeRead

LOGS_IN_ANSWER: Final = 1500
FIRST_SPAN: Final = 8
GROWTH: Final = 2
PATIENCE: Final = 16
"""After so many ranges in a row without trouble, a ceiling that was met is tried again; twice as many each time."""
_LONGEST_PATIENCE: Final = 1024

Outcome = tuple[RangeAsked, RangeRead | None]


class RangeSizes:
    """How many blocks to ask for at once; told of every answer."""

    def __init__(self, most_blocks: int) -> None:
        self._most_blocks = most_blocks
        self._ceiling = most_blocks
        self._quiet = 0
        self._patience = PATIENCE
        self.span = min(FIRST_SPAN, most_blocks)

    def succeeded(self, blocks: int, logs: int) -> None:
        """Note an answer."""
        self._quiet += 1
        if self._quiet >= self._patience and self._ceiling < self._most_blocks:
            self._ceiling, self._quiet = min(self._most_blocks, self._ceiling * GROWTH), 0
        wanted = self._ceiling if logs == 0 else round(blocks * LOGS_IN_ANSWER / logs)
        self.span = max(1, min(wanted, self.span * GROWTH, self._ceiling))

    def failed(self, blocks: int) -> None:
        """Note a range that could not be read in one go."""
        self._quiet = 0
        if blocks <= self._ceiling:  # a larger one was asked for before the ceiling was known, and tells nothing new
            self._ceiling = self.span = max(1, blocks // 2)
            self._patience = min(_LONGEST_PATIENCE, self._patience * GROWTH)


class ReadAhead:
    """Reads from a block to another with a bounded number of ranges under way."""

    def __init__(
        self, pool: ReaderPool, first: int, last: int, *, headers_from: int, most_blocks: int, in_flight: int
    ) -> None:
        """Plan the reading; nothing is asked before `outcomes`.

        Args:
            pool: Who reads.
            first: First block.
            last: Last block.
            headers_from: Every header from this block on is wanted.
            most_blocks: Largest range.
            in_flight: So many ranges are asked for or waiting at once; it bounds the memory.
        """
        self._pool = pool
        self._next = first
        self._last = last
        self._headers_from = headers_from
        self._in_flight = in_flight
        self._under_way: deque[tuple[RangeAsked, Future[RangeRead | None]]] = deque()
        self.sizes = RangeSizes(most_blocks)

    def outcomes(self) -> Iterator[Outcome]:
        """Yield what became of each range, in chain order and without gaps; None where it must be read otherwise."""
        self._top_up()
        while self._under_way:
            asked, future = self._under_way.popleft()
            found = future.result()
            blocks = asked.last - asked.first + 1
            if found is None:
                self.sizes.failed(blocks)
            else:
                self.sizes.succeeded(blocks, found.logs)
            if 2 * self.sizes.span <= blocks:
                self._take_back()
            self._top_up()
            yield asked, found

    def _take_back(self) -> None:
        """Forget the ranges that nobody has begun to read: they are too large, and are asked for anew."""
        while self._under_way and self._under_way[-1][1].cancel():
            asked, _ = self._under_way.pop()
            self._next = asked.first

    def _top_up(self) -> None:
        while len(self._under_way) < self._in_flight and self._next <= self._last:
            asked = RangeAsked(self._next, min(self._last, self._next + self.sizes.span - 1), self._headers_from)
            self._under_way.append((asked, self._pool.read(asked)))
            self._next = asked.last + 1
