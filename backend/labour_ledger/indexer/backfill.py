"""Reading a long way at once: worker processes read and pack ranges, this process writes them in chain order.

Every block still follows the one before it by its parent hash. What a worker did not find in order is read again by
`fetch`, here, which names what is wrong. Each commit leaves the index complete up to its cursor, so it may stop at any
moment and go on from there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

from labour_ledger.chain.decode import decode_logs
from labour_ledger.chain.events import Block, EntryEvent, RecordedEvent
from labour_ledger.chain.log_layouts import log_layouts
from labour_ledger.chain.reader import SharedNode
from labour_ledger.store.bulk import packed_layout
from labour_ledger.store.packed import PackedRows
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.rows import BlockRow, Row

from .errors import ChainMoved
from .fast_pool import ReaderPool
from .fast_range import Header, RangeAsked, RangeRead, ReaderSetup
from .fetch import FetchedRange, RangeFetcher
from .project import project
from .read_ahead import ReadAhead
from .steps import SyncLimits

COMMIT_LOGS: Final = 10_000
"""So many logs in a transaction: a commit costs little against them, and stopping loses less than a second's work."""

_WIDTHS: Final = {
    "transaction_hash": 32,
    "uid": 32,
    "subject": 32,
    "schema_hash": 32,
    "issuer": 20,
    "document_hash": 32,
    "ref_uid": 32,
    "struct_hash": 32,
    "signature": 65,
}
"""Bytes of the columns, as docs/history-format.md gives the fields."""


@dataclass(slots=True)
class Portion:
    """What one transaction writes: rows that follow each other, up to a block.

    Attributes:
        last: Its last block.
        packed: Records and signatures.
        rows: All other rows.
        records: Number of records.
        entries: Number of other entries.
        logs: Number of all logs.
    """

    last: Block
    packed: list[PackedRows] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    records: int = 0
    entries: int = 0
    logs: int = 0

    def moved(self, cursor: Cursor) -> Cursor:
        """Return the cursor behind this portion."""
        return replace(cursor, block_number=self.last.number, block_hash=self.last.hash, block_time=self.last.timestamp)


class Backfill:
    """Gives the portions from a cursor up to a block."""

    def __init__(self, node: SharedNode, ledger: LedgerKey, fetcher: RangeFetcher, limits: SyncLimits) -> None:
        """Prepare to read; no process is started yet.

        Args:
            node: Where the workers read too.
            ledger: The ledger.
            fetcher: Reads what the workers do not.
            limits: How much at once, and by how many.
        """
        self._node = node
        self._ledger = ledger
        self._fetcher = fetcher
        self._limits = limits
        self._setup = ReaderSetup(
            endpoints=node.endpoints,
            timeout_s=node.timeout_s,
            requests_per_s=limits.requests_per_s,
            layouts=log_layouts(ledger.contract),
            record_rows=packed_layout("index_record", ledger, _WIDTHS),
            signature_rows=packed_layout("index_signature", ledger, _WIDTHS),
        )

    def portions(self, cursor: Cursor, last: int, *, headers_from: int) -> Generator[Portion, None, None]:
        """Yield what follows a cursor, portion by portion.

        Args:
            cursor: Where the index stands.
            last: Last block; it is on the chain.
            headers_from: Every header from this block on is wanted.

        Raises:
            ChainMoved: A range does not follow the one before.
            NodeUnavailable: The node does not answer.
            LogUnreadable: A log is not one of this ledger.
        """
        # One portion is put together while the one before is written.
        with closing(self._portions(cursor, last, headers_from)) as portions, ThreadPoolExecutor(1) as thread:
            coming = thread.submit(next, portions, None)
            while (portion := coming.result()) is not None:
                coming = thread.submit(next, portions, None)
                yield portion

    def _portions(self, cursor: Cursor, last: int, headers_from: int) -> Generator[Portion, None, None]:
        parent = cursor.block_hash
        portion: Portion | None = None
        with ReaderPool(self._setup, self._limits.readers, self._node.observe) as pool:
            ahead = ReadAhead(
                pool,
                cursor.block_number + 1,
                last,
                headers_from=headers_from,
                most_blocks=self._limits.most_blocks,
                in_flight=12 * self._limits.readers,
            )
            for asked, found in ahead.outcomes():
                if found is not None:
                    portion = portion or Portion(_block(found.last))
                    parent = self._add(portion, found, parent)
                else:
                    for fetched in self._otherwise(asked):
                        portion = portion or Portion(fetched.last)
                        parent = self._add_fetched(portion, fetched, parent)
                if portion is not None and portion.logs >= COMMIT_LOGS:
                    yield portion
                    portion = None
        if portion is not None:
            yield portion

    def _otherwise(self, asked: RangeAsked) -> Iterator[FetchedRange]:
        first = asked.first
        while first <= asked.last:
            fetched = self._fetcher.fetch(first, asked.last, headers_from=asked.headers_from)
            yield fetched
            first = fetched.last.number + 1

    def _add(self, portion: Portion, found: RangeRead, parent: bytes) -> bytes:
        _follow(found.first, found.first_parent, parent)
        others = decode_logs(found.others, self._ledger.contract)
        records = PackedRows(self._setup.record_rows, found.records)
        portion.packed += [records, PackedRows(self._setup.signature_rows, found.signatures)]
        portion.rows += [_block_row(self._ledger, header) for header in found.headers]
        portion.rows += project(self._ledger, [], others)
        portion.records += records.count
        portion.entries += sum(isinstance(event, EntryEvent) for event in others)
        portion.logs += found.logs
        portion.last = _block(found.last)
        return found.last.hash

    def _add_fetched(self, portion: Portion, fetched: FetchedRange, parent: bytes) -> bytes:
        _follow(fetched.first, fetched.first_parent, parent)
        portion.rows += project(self._ledger, fetched.blocks, fetched.events)
        portion.records += sum(isinstance(event, RecordedEvent) for event in fetched.events)
        portion.entries += sum(isinstance(event, EntryEvent) for event in fetched.events)
        portion.logs += len(fetched.events)
        portion.last = fetched.last
        return fetched.last.hash


def _follow(first: int, first_parent: bytes, parent: bytes) -> None:
    if first_parent != parent:
        raise ChainMoved(f"block {first} does not follow the block {first - 1} that was read")


def _block(header: Header) -> Block:
    return Block(header.number, header.hash, header.parent_hash, header.timestamp)


def _block_row(ledger: LedgerKey, header: Header) -> BlockRow:
    return BlockRow(
        ledger.chain_id,
        ledger.contract,
        header.number,
        header.hash,
        header.parent_hash,
        header.timestamp,
        int(header.has_events),
    )
