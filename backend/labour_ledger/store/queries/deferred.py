"""Secondary indexes put off while a first index is filled: making one of all rows is quicker."""

from __future__ import annotations

from sqlalchemy import Index, func, select
from sqlmodel import Session

from labour_ledger.store.ownership import FACT_TABLES
from labour_ledger.store.partitions import create_index

from .statements import CURSOR, RECORD


def put_off_indexes(session: Session) -> None:
    """Drop the secondary indexes of the facts, if nothing but the ledger that is being filled is in the store."""
    if session.execute(select(func.count()).select_from(CURSOR)).scalar_one() <= 1:
        for index in _secondary_indexes():
            index.drop(session.connection(), checkfirst=True)


def restore_indexes(session: Session) -> None:
    """Make the secondary indexes that are missing.

    Raises:
        StoreConflict: Rows are there twice (named by the unit of work).
    """
    for index in _secondary_indexes():
        create_index(session.connection(), index)


def indexes_of_records() -> list[Index]:
    """Return the indexes that take longest to make, those of the records."""
    return sorted(RECORD.indexes, key=lambda index: str(index.name))


def restore_index(session: Session, index: Index) -> None:
    """Make one index if it is missing.

    Raises:
        StoreConflict: Rows are there twice (named by the unit of work).
    """
    create_index(session.connection(), index)


def _secondary_indexes() -> list[Index]:
    return [index for table in FACT_TABLES for index in sorted(table.indexes, key=lambda index: str(index.name))]
