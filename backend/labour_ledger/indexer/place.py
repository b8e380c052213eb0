"""Where the index of a ledger stands in its store: how it begins, and how rows and cursor move in one transaction.

The node is asked for the block to begin at and for nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from labour_ledger.chain.errors import NotDeployed
from labour_ledger.chain.reader import ChainReader
from labour_ledger.store.errors import StoreConflict
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.progress import forget_quiet_blocks, held_blocks, lock_cursor, save_cursor
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.rows import Row
from labour_ledger.store.session import Store

from .errors import IndexOutdated
from .project import FORMAT_VERSION, project
from .writing import move_cursor, take_back


class IndexPlace:
    """The index of one ledger in one store."""

    def __init__(self, store: Store, ledger: LedgerKey, start_block: int) -> None:
        """Bind a store and a ledger.

        Args:
            store: An open store.
            ledger: Chain id and contract.
            start_block: Block of the contract's deployment, from 1.
        """
        self._store = store
        self._ledger = ledger
        self._start_block = start_block

    def cursor(self) -> Cursor | None:
        """Return how far the index has read, None if it has not begun.

        Raises:
            IndexOutdated: Another version wrote the index.
        """
        with self._store.reading() as session:
            cursor = get_cursor(session, self._ledger)
        if cursor is not None and cursor.format_version != FORMAT_VERSION:
            raise IndexOutdated(
                f"the index has format {cursor.format_version}, this program writes {FORMAT_VERSION}",
                hint="Run `labour-ledger index rebuild`; documents and receipts are kept.",
            )
        return cursor

    def cursor_or_start(self, reader: ChainReader) -> Cursor:
        """Return how far the index has read; begin it where there is none.

        Raises:
            IndexOutdated: Another version wrote the index.
            NotDeployed: The node has not reached the contract's deployment.
        """
        return self.cursor() or self._start(reader)

    def held(self, up_to: int) -> list[tuple[int, bytes]]:
        """Return number and hash of the blocks held up to a number, oldest first."""
        with self._store.reading() as session:
            return held_blocks(session, self._ledger, up_to)

    def write(
        self, cursor: Cursor, moved: Cursor, rows: Sequence[Sequence[Row]], *, shared: int | None, quiet_before: int
    ) -> bool:
        """Write rows and move the cursor in one transaction; False, with nothing written, if it is elsewhere by now.

        Args:
            cursor: Where the index stands.
            moved: Where it is to stand.
            rows: What is between.
            shared: The last block that stays, if later ones are taken back first.
            quiet_before: Headers without events below this block are dropped.
        """
        with self._store.unit_of_work() as work:
            if lock_cursor(work.session, self._ledger) != cursor:
                return False
            if shared is not None:
                take_back(work.session, self._ledger, cursor, shared)
            for part in rows:
                work.insert(part)
            forget_quiet_blocks(work.session, self._ledger, quiet_before, keep=self._start_block - 1)
            move_cursor(work.session, self._ledger, cursor, moved, cursor.block_number if shared is None else shared)
        return True

    def mark(self, cursor: Cursor, marked: Cursor) -> None:
        """Change what the cursor says of its block; nothing, if it is elsewhere by now."""
        with self._store.unit_of_work() as work:
            if lock_cursor(work.session, self._ledger) == cursor:
                move_cursor(work.session, self._ledger, cursor, marked, cursor.block_number)

    def _start(self, reader: ChainReader) -> Cursor:
        anchor = reader.block(self._start_block - 1)
        if anchor is None:
            raise NotDeployed(self._ledger.contract, f"the node has no block {self._start_block - 1} yet")
        cursor = Cursor(
            start_block=self._start_block,
            block_number=anchor.number,
            block_hash=anchor.hash,
            block_time=anchor.timestamp,
            safe_block=None,
            finalized_block=None,
            ready=False,
            format_version=FORMAT_VERSION,
        )
        # Another indexer may begin at the same moment; then the next step meets its cursor.
        with suppress(StoreConflict), self._store.unit_of_work() as work:
            if lock_cursor(work.session, self._ledger) is None:
                work.insert(project(self._ledger, [anchor], []))
                save_cursor(work.session, self._ledger, cursor)
        return cursor
