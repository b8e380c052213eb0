"""The indexer's steps: fetch, compare parent hashes, take back or apply, move the cursor; one transaction a step.

Stopping it at any moment leaves the index as of some block, complete up to there. Two of them on one store do no
harm: whoever finds that the cursor has moved drops what it read. Doing so for ever is `follow`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import Final

from labour_ledger.chain.errors import NodeUnavailable, NotDeployed, WrongChain
from labour_ledger.chain.events import Block, EntryEvent, RecordedEvent
from labour_ledger.chain.reader import ChainReader, SharedNode
from labour_ledger.errors import ConfigurationError
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import Store

from .audit_touched import TouchedAudit
from .backfill import Backfill
from .errors import ChainMoved
from .fetch import FetchedRange, RangeFetcher
from .place import IndexPlace
from .project import project
from .reorg import block_to_return_to, fetch_replacement
from .steps import Step, StepReport, SyncLimits
from .writing import PortionWriter

MANY_ADDED: Final = 2000
"""After so many records and entries in one go the database should count its rows anew."""
MOVES_BORNE: Final = 10
"""So often in a row a range is read anew at once, because the chain or another indexer was quicker."""


class Synchroniser:
    """Keeps the index of one ledger equal to its chain."""

    def __init__(
        self,
        store: Store,
        reader: ChainReader,
        ledger: LedgerKey,
        *,
        start_block: int,
        limits: SyncLimits | None = None,
    ) -> None:
        """Bind a store, a node and a ledger.

        Args:
            store: An open store.
            reader: The node.
            ledger: Chain id and contract to index.
            start_block: Block of the contract's deployment, from 1; nothing before it is read.
            limits: How much is read at once.

        Raises:
            ConfigurationError: The start block is 0.
        """
        if start_block < 1:
            raise ConfigurationError(
                "the deployment block must be 1 or later", hint="Look at blockNumber in the deployment file."
            )
        self._store = store
        self._reader = reader
        self._ledger = ledger
        self._start_block = start_block
        self._place = IndexPlace(store, ledger, start_block)
        self._limits = limits or SyncLimits()
        self._fetcher = RangeFetcher(reader, self._limits.most_blocks)
        self._touched = TouchedAudit(store, reader, ledger)
        self._backfill = (
            Backfill(reader, ledger, self._fetcher, self._limits) if isinstance(reader, SharedNode) else None
        )

    def check_node(self) -> None:
        """Refuse a node of another chain, or one that has no such contract.

        Raises:
            WrongChain: Another chain id.
            NotDeployed: No code at the address, or a reader of another contract.
        """
        self._check_chain_id()
        if self._reader.contract != self._ledger.contract:
            raise NotDeployed(self._ledger.contract, "the node is asked about another contract")
        self._reader.code_hash("latest")

    def step(self) -> StepReport:
        """Do one step: apply a range, or take back what is no longer on the chain, or find nothing to do.

        Raises:
            NodeUnavailable: The node does not answer.
            WrongChain: The node serves another chain now.
            LedgerReplaced: The chain was started anew.
            ReorganisedTooDeep: The chain changed further back than is believed.
            LogsFalse: The node's logs are not what the contract's heads commit to.
            IndexDiffers: The index is not what they commit to.
            IndexOutdated: Another version wrote the index.
            StoreUnavailable: The store cannot be written.
        """
        self._check_chain_id()
        head = self._head()
        cursor = self._place.cursor_or_start(self._reader)
        if head.number < cursor.block_number:
            return self._node_behind(cursor, head)
        found = self._hash_on_chain(cursor.block_number)
        if found is None:  # of several nodes behind one address, one lags
            return StepReport(Step.NODE_BEHIND, cursor.block_number, head.number)
        if found != cursor.block_hash:
            return self._reorganise(cursor, head)
        if head.number == cursor.block_number:
            return self._rest(cursor, head)
        try:
            fetched = self._fetcher.fetch(
                cursor.block_number + 1, head.number, headers_from=self._headers_from(head.number)
            )
            if fetched.first_parent != cursor.block_hash:
                return self._reorganise(cursor, head)
            return self._apply(cursor, head, [fetched])
        except ChainMoved:
            return StepReport(Step.MOVED, cursor.block_number, head.number)

    def catch_up(self, on_step: Callable[[StepReport], None] | None = None) -> StepReport:
        """Step until the index is at the node's head, or the node is behind the index.

        Args:
            on_step: Told of every step, for progress.

        Returns:
            The last step.

        Raises:
            LabourLedgerError: As `step`.
        """
        added = moves = 0
        with closing(self._fill()) as filled:
            for report in filled:
                added += report.records + report.entries
                if on_step is not None:
                    on_step(report)
        while True:
            report = self.step()
            added += report.records + report.entries
            moves = moves + 1 if report.step is Step.MOVED else 0
            if moves == MOVES_BORNE:
                raise ChainMoved(
                    f"the chain after block {report.block_number} changed {moves} times while it was read",
                    hint="If it goes on, the node's answers contradict each other: use another one.",
                )
            if on_step is not None:
                on_step(report)
            if report.step in (Step.AT_HEAD, Step.NODE_BEHIND):
                if added >= MANY_ADDED:
                    self._store.refresh_statistics()
                return report

    def stand_by(self) -> StepReport:
        """Look how far the index and the chain are, and write nothing: another indexer does.

        Raises:
            LabourLedgerError: What would be in the way of this one, too.
        """
        self._check_chain_id()
        head, cursor = self._head(), self._place.cursor()
        reached = self._start_block - 1 if cursor is None else cursor.block_number
        return StepReport(Step.STANDING_BY, reached, head.number)

    def _fill(self) -> Generator[StepReport, None, None]:
        """Read a long way with worker processes; what is left, and whatever went wrong, is for the steps."""
        if self._backfill is None:
            return
        self._check_chain_id()
        head, cursor = self._head(), self._place.cursor_or_start(self._reader)
        if head.number - cursor.block_number < self._limits.backfill_blocks:
            return
        self._store.make_partitions(head.number)
        portions = self._backfill.portions(cursor, head.number, headers_from=self._headers_from(head.number))
        with suppress(ChainMoved), closing(portions), PortionWriter(self._store, self._ledger, cursor) as writer:
            for portion in portions:
                if not writer.write(portion):
                    return
                yield StepReport(
                    Step.APPLIED,
                    portion.last.number,
                    head.number,
                    records=portion.records,
                    entries=portion.entries,
                )
            writer.finish()

    def _check_chain_id(self) -> None:
        found, expected = self._reader.chain_id(), abs(self._ledger.chain_id)  # see LedgerKey.beside
        if found != expected:
            raise WrongChain(expected, found)

    def _head(self) -> Block:
        head = self._reader.block("latest")
        if head is None:
            raise NodeUnavailable("the node has no blocks", hint="It may still be starting; try again.")
        return head

    def _hash_on_chain(self, number: int) -> bytes | None:
        block = self._reader.block(number)
        return None if block is None else block.hash

    def _node_behind(self, cursor: Cursor, head: Block) -> StepReport:
        # A head below the cursor is a node that lags, unless the blocks it does have are others than ours.
        held = self._place.held(head.number)
        if held and self._hash_on_chain(held[-1][0]) not in (held[-1][1], None):
            return self._reorganise(cursor, head)
        return StepReport(Step.NODE_BEHIND, cursor.block_number, head.number)

    def _rest(self, cursor: Cursor, head: Block) -> StepReport:
        marked = self._marked(replace(cursor, ready=True))
        if marked != cursor:
            self._place.mark(cursor, marked)
        return StepReport(
            Step.AT_HEAD,
            cursor.block_number,
            head.number,
            safe_block=marked.safe_block,
            finalized_block=marked.finalized_block,
        )

    def _reorganise(self, cursor: Cursor, head: Block) -> StepReport:
        held = self._place.held(cursor.block_number)
        window = self._limits.header_window_blocks

        def on_chain(number: int) -> bytes | None:
            found = self._hash_on_chain(number)
            if found is None and number <= head.number:  # no change of the chain takes that away; a node that lags does
                raise ChainMoved(f"block {number} was there and is not any more")
            return found

        try:
            number, block_hash = block_to_return_to(self._ledger, cursor, held, on_chain, window)
            shared = self._reader.block(number)
            if shared is None or shared.hash != block_hash:
                raise ChainMoved(f"block {number} is no longer on the chain")
            # as far as the index had read, so that no reader sees it go back further than the chain did
            up_to = min(head.number, cursor.block_number)
            ranges = fetch_replacement(self._fetcher, shared, up_to, self._headers_from(up_to))
            return self._apply(cursor, head, ranges, shared)
        except ChainMoved:
            return StepReport(Step.MOVED, cursor.block_number, head.number)

    def _apply(
        self, cursor: Cursor, head: Block, ranges: Sequence[FetchedRange], shared: Block | None = None
    ) -> StepReport:
        """Write ranges that follow the cursor, or the block shared with a chain that replaced ours, at once."""
        last = ranges[-1].last
        events = [event for fetched in ranges for event in fetched.events]
        if cursor.ready:
            base = cursor if shared is None else replace(cursor, block_number=shared.number, block_hash=shared.hash)
            self._touched.check(base, last, events)
        moved = replace(
            cursor,
            block_number=last.number,
            block_hash=last.hash,
            block_time=last.timestamp,
            ready=cursor.ready or last.number == head.number,
        )
        if last.number == head.number:
            moved = self._marked(moved)
        self._store.make_partitions(last.number)
        rows = [project(self._ledger, fetched.blocks, fetched.events) for fetched in ranges]
        back_to = None if shared is None else shared.number
        quiet_before = self._headers_from(last.number)
        if not self._place.write(cursor, moved, rows, shared=back_to, quiet_before=quiet_before):
            return StepReport(Step.MOVED, cursor.block_number, head.number)
        return StepReport(
            Step.APPLIED if shared is None else Step.ROLLED_BACK,
            last.number,
            head.number,
            records=sum(isinstance(event, RecordedEvent) for event in events),
            entries=sum(isinstance(event, EntryEvent) for event in events),
            taken_back=0 if shared is None else cursor.block_number - shared.number,
        )

    def _headers_from(self, last: int) -> int:
        return last - self._limits.header_window_blocks  # the one before the window is where the deepest would part

    def _marked(self, cursor: Cursor) -> Cursor:
        safe, finalized = self._reader.block("safe"), self._reader.block("finalized")
        return replace(
            cursor,
            safe_block=None if safe is None else safe.number,
            finalized_block=None if finalized is None else finalized.number,
        )
