"""Secondary indexes put off while a first index is filled: making one of all rows is quicker."""

from __future__ import annotations

from sqlalchemy import Index, func, select
from sqlmodel import Session

from labour_ledger.store.ownership import FACT_TABLES

from .statements import CURSOR


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
        index.create(session.connection(), checkfirst=True)


def _secondary_indexes() -> list[Index]:
    return [index for table in FACT_TABLES for index in sorted(table.indexes, key=lambda index: str(index.name))]
