"""How far the index is: its cursor and the blocks it holds, and the changes that move them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from sqlalchemy import Text, Update, and_, cast, delete, insert, literal_column, select, update
from sqlmodel import Session

from labour_ledger.store.ownership import FACT_TABLES, INDEX_TABLES
from labour_ledger.store.results import Cursor, IndexedBlock, LedgerKey

from .statements import BLOCK, CURSOR, AnyRow, of_ledger

_MARKS: Final = {"sqlite": literal_column("rowid"), "postgresql": cast(literal_column("xmin"), Text)}


def get_cursor(session: Session, ledger: LedgerKey) -> Cursor | None:
    """Return how far a ledger was read, or None if it never was."""
    row = session.execute(select(CURSOR).where(of_ledger(CURSOR, ledger))).one_or_none()
    return None if row is None else _cursor(row)


def lock_cursor(session: Session, ledger: LedgerKey) -> Cursor | None:
    """Return the cursor, and let no other unit of work move it before this one ends."""
    row = session.execute(select(CURSOR).where(of_ledger(CURSOR, ledger)).with_for_update()).one_or_none()
    return None if row is None else _cursor(row)


def _cursor(row: AnyRow) -> Cursor:
    return Cursor(
        start_block=row.start_block,
        block_number=row.block_number,
        block_hash=row.block_hash,
        block_time=row.block_time,
        safe_block=row.safe_block,
        finalized_block=row.finalized_block,
        ready=bool(row.ready),
        format_version=row.format_version,
    )


def list_ledgers(session: Session) -> tuple[LedgerKey, ...]:
    """Return the ledgers that this store has an index of, without those that are being built beside another."""
    ledgers = select(CURSOR.c.chain_id, CURSOR.c.contract).where(CURSOR.c.chain_id > 0)
    rows = session.execute(ledgers.order_by(*CURSOR.primary_key.columns))
    return tuple(LedgerKey(row.chain_id, row.contract) for row in rows)


def save_cursor(session: Session, ledger: LedgerKey, cursor: Cursor) -> None:
    """Write how far a ledger was read, in the transaction that writes the rows."""
    values = {
        "start_block": cursor.start_block,
        "block_number": cursor.block_number,
        "block_hash": cursor.block_hash,
        "block_time": cursor.block_time,
        "safe_block": cursor.safe_block,
        "finalized_block": cursor.finalized_block,
        "ready": int(cursor.ready),
        "format_version": cursor.format_version,
    }
    if get_cursor(session, ledger) is None:
        session.execute(insert(CURSOR).values(chain_id=ledger.chain_id, contract=ledger.contract, **values))
    else:
        session.execute(update(CURSOR).where(of_ledger(CURSOR, ledger)).values(**values))


def cursor_move(ledger: LedgerKey, before: Cursor, moved: Cursor) -> Update:
    """Return the statement that moves the cursor forward, and changes nothing where it is elsewhere by now."""
    condition = and_(
        of_ledger(CURSOR, ledger),
        CURSOR.c.block_number == before.block_number,
        CURSOR.c.block_hash == before.block_hash,
        CURSOR.c.ready == int(before.ready),
    )
    return (
        update(CURSOR)
        .where(condition)
        .values(
            block_number=moved.block_number,
            block_hash=moved.block_hash,
            block_time=moved.block_time,
            ready=int(moved.ready),
        )
    )


def block_at(session: Session, ledger: LedgerKey, number: int) -> IndexedBlock | None:
    """Return the block of that number if the index holds it: blocks with events, and the newest ones."""
    row = session.execute(select(BLOCK).where(of_ledger(BLOCK, ledger), BLOCK.c.block_number == number)).one_or_none()
    return None if row is None else _block(row)


def block_mark(session: Session, ledger: LedgerKey, number: int) -> Hashable | None:
    """Return what tells the row of a block from one written later in its place; None if the block is not held.

    An index that was made anew has the same hashes, whatever the one before it had wrong.
    """
    mark = select(_MARKS[session.get_bind().dialect.name]).select_from(BLOCK)
    found: Hashable | None = session.execute(
        mark.where(of_ledger(BLOCK, ledger), BLOCK.c.block_number == number)
    ).scalar_one_or_none()
    return found


def latest_block_before(session: Session, ledger: LedgerKey, time: int) -> IndexedBlock | None:
    """Return the newest block held whose time is not after `time` (Unix seconds), or None."""
    statement = select(BLOCK).where(of_ledger(BLOCK, ledger), BLOCK.c.timestamp <= time)
    row = session.execute(statement.order_by(BLOCK.c.block_number.desc()).limit(1)).one_or_none()
    return None if row is None else _block(row)


def held_blocks(session: Session, ledger: LedgerKey, up_to: int) -> list[tuple[int, bytes]]:
    """Return number and hash of the blocks held up to a number, oldest first."""
    statement = select(BLOCK.c.block_number, BLOCK.c.hash).where(
        of_ledger(BLOCK, ledger), BLOCK.c.block_number <= up_to
    )
    return [(row.block_number, row.hash) for row in session.execute(statement.order_by(BLOCK.c.block_number))]


def forget_quiet_blocks(session: Session, ledger: LedgerKey, before: int, keep: int) -> None:
    """Delete headers of blocks without events below a number; `keep` is a block that stays (the deployment's)."""
    quiet = and_(BLOCK.c.has_events == 0, BLOCK.c.block_number < before, BLOCK.c.block_number != keep)
    session.execute(delete(BLOCK).where(of_ledger(BLOCK, ledger), quiet))


def delete_after(session: Session, ledger: LedgerKey, block_number: int) -> None:
    """Delete every fact of later blocks; the cursor is the caller's to move in the same transaction."""
    for table in FACT_TABLES:
        session.execute(delete(table).where(of_ledger(table, ledger), table.c.block_number > block_number))


def delete_index(session: Session, ledger: LedgerKey) -> None:
    """Delete the whole index of a ledger; the operator's own tables are not touched."""
    for table in INDEX_TABLES:
        session.execute(delete(table).where(of_ledger(table, ledger)))


def put_in_place(session: Session, ledger: LedgerKey) -> None:
    """Put the index that was built beside a ledger's index in its place; one transaction of the caller's."""
    delete_index(session, ledger)
    for table in INDEX_TABLES:
        session.execute(update(table).where(of_ledger(table, ledger.beside)).values(chain_id=ledger.chain_id))


def _block(row: AnyRow) -> IndexedBlock:
    return IndexedBlock(row.block_number, row.hash, row.parent_hash, row.timestamp)
