"""What moves in one transaction with the rows: the projection, the secondary indexes and the cursor."""

from __future__ import annotations

from sqlmodel import Session

from labour_ledger.store.queries.deferred import put_off_indexes, restore_indexes
from labour_ledger.store.queries.progress import delete_after, lock_cursor, save_cursor
from labour_ledger.store.queries.standing import (
    add_standing,
    rebuild_standing,
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
    elif moved.ready:
        restore_indexes(session)
        rebuild_standing(session, ledger)
    save_cursor(session, ledger, moved)


def write_portion(store: Store, ledger: LedgerKey, cursor: Cursor, portion: Portion) -> Cursor | None:
    """Write a portion of a backfill; return the cursor behind it, None if another indexer was quicker."""
    moved = portion.moved(cursor)
    with store.unit_of_work() as work:
        if lock_cursor(work.session, ledger) != cursor:
            return None
        if not cursor.ready and cursor.block_number < cursor.start_block:
            put_off_indexes(work.session)
        work.insert_packed(portion.packed)
        work.insert(portion.rows)
        move_cursor(work.session, ledger, cursor, moved, cursor.block_number)
    return moved
