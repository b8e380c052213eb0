"""What moves in one transaction with the rows: the projection, the secondary indexes and the cursor."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Self

from sqlalchemy import Index
from sqlmodel import Session

from labour_ledger.store.filling import compiled, cursor_statement, index_statements, row_statements
from labour_ledger.store.queries.deferred import indexes_of_records, put_off_indexes, restore_index, restore_indexes
from labour_ledger.store.queries.link_projection import add_links, rebuild_links, rebuilding_links, remake_links
from labour_ledger.store.queries.progress import cursor_move, delete_after, lock_cursor, save_cursor
from labour_ledger.store.queries.standing import (
    add_standing,
    rebuild_standing,
    rebuilding,
    remake_standing,
    subjects_after,
)
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import Store

from .backfill import Portion


def take_back(session: Session, ledger: LedgerKey, cursor: Cursor, block_number: int) -> None:
    """Delete what later blocks brought, and make the projection as it was."""
    subjects = subjects_after(session, ledger, block_number) if cursor.ready else []
    delete_after(session, ledger, block_number)
    remake_standing(session, ledger, subjects)
    remake_links(session, ledger, subjects)


def move_cursor(session: Session, ledger: LedgerKey, before: Cursor, moved: Cursor, shared_block: int) -> None:
    """Write the cursor, with the projection of what was read since.

    An index that is not ready yet has no projection, and perhaps no secondary indexes: both are made when it becomes
    ready, from all rows at once.

    Args:
        session: Of the unit of work that wrote the rows.
        ledger: The ledger.
        before: The cursor as it was.
        moved: The cursor as it is to be.
        shared_block: Last block whose rows were there before.
    """
    if before.ready:
        add_standing(session, ledger, shared_block, moved.block_number)
        add_links(session, ledger, shared_block, moved.block_number)
    elif moved.ready:
        rebuild_standing(session, ledger)
        restore_indexes(session)
        rebuild_links(session, ledger)
    save_cursor(session, ledger, moved)


class PortionWriter:
    """Writes the portions of one backfill, each in one transaction; a context manager."""

    def __init__(self, store: Store, ledger: LedgerKey, cursor: Cursor) -> None:
        """Prepare to write behind a cursor.

        Args:
            store: An open store.
            ledger: The ledger.
            cursor: As it is now; it moves with every portion.
        """
        self.cursor = cursor
        self._store = store
        self._ledger = ledger
        # Who fills an index that nobody reads yet may take the faster way.
        self._filling = None if cursor.ready else store.filling()
        self._first = not cursor.ready and cursor.block_number < cursor.start_block

    def __enter__(self) -> Self:
        if self._first:
            with self._store.unit_of_work() as work:
                if lock_cursor(work.session, self._ledger) == self.cursor:
                    put_off_indexes(work.session)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._filling is not None:
            self._filling.__exit__(kind, error, trace)

    def write(self, portion: Portion) -> bool:
        """Write a portion; return False, with nothing written, if another indexer was quicker."""
        moved = portion.moved(self.cursor)
        if self._filling is None:
            done = self._write_in_unit(portion, moved)
        else:
            move = cursor_statement(cursor_move(self._ledger, self.cursor, moved))
            done = self._filling.transact([move, *row_statements(portion.packed, portion.rows)])
        if done:
            self.cursor = moved
        return done

    def finish(self) -> bool:
        """Make the indexes and the projection and call the index ready; False as in `write`."""
        if self.cursor.ready:
            return True
        if self._filling is None:
            return self._finish_at_once()
        moved = replace(self.cursor, ready=True)
        projection = [compiled(statement) for statement in rebuilding(self._ledger)]
        # The projection first: with the indexes there, SQLite would look up row by row what it can read in one go.
        move = cursor_statement(cursor_move(self._ledger, self.cursor, moved))
        links = [compiled(statement) for statement in rebuilding_links(self._ledger)]
        return self._filling.transact([move, *projection, *index_statements(), *links])

    def _finish_at_once(self) -> bool:
        # Each index in a transaction of its own, so that the database makes them side by side. Until the cursor says
        # ready nobody relies on them, and who goes on after a failure finds which are there.
        with ThreadPoolExecutor() as threads, self._store.unit_of_work() as work:
            if lock_cursor(work.session, self._ledger) != self.cursor:
                return False
            restored = [threads.submit(self._restore_index, index) for index in indexes_of_records()]
            rebuild_standing(work.session, self._ledger)
            for index in restored:
                index.result()
            restore_indexes(work.session)
            rebuild_links(work.session, self._ledger)
            save_cursor(work.session, self._ledger, replace(self.cursor, ready=True))
        return True

    def _restore_index(self, index: Index) -> None:
        with self._store.unit_of_work() as work:
            restore_index(work.session, index)

    def _write_in_unit(self, portion: Portion, moved: Cursor) -> bool:
        with self._store.unit_of_work() as work:
            if lock_cursor(work.session, self._ledger) != self.cursor:
                return False
            work.insert_packed(portion.packed)
            work.insert(portion.rows)
            move_cursor(work.session, self._ledger, self.cursor, moved, self.cursor.block_number)
        return True
