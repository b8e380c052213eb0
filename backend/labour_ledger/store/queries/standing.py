"""What is held about a subject under a schema: kept equal to the records by every transaction that changes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Delete, Insert, Integer, Select, and_, case, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from labour_ledger.store.results import LedgerKey, Standing

from .statements import RECORD, STANDING, of_ledger

_SUBJECTS_AT_ONCE: Final = 500
_SUMMED: Final = ("records", "positives", "negatives", "inconclusives")
_TAKEN: Final = ("last_block", "last_recorded_at")


def add_standing(session: Session, ledger: LedgerKey, after_block: int, up_to_block: int) -> None:
    """Add the records of some new blocks, which are all later than those that were added before.

    Args:
        session: Of the unit of work that writes the records.
        ledger: The ledger.
        after_block: Block before the first new one.
        up_to_block: Last new block.
    """
    new = and_(RECORD.c.block_number > after_block, RECORD.c.block_number <= up_to_block)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(STANDING)
    statement = _from(statement, _grouped(ledger, new))
    changes = {name: STANDING.c[name] + statement.excluded[name] for name in _SUMMED}
    changes |= {name: statement.excluded[name] for name in _TAKEN}
    session.execute(statement.on_conflict_do_update(index_elements=list(STANDING.primary_key.columns), set_=changes))


def rebuild_standing(session: Session, ledger: LedgerKey) -> None:
    """Make it anew from all records."""
    for statement in rebuilding(ledger):
        session.execute(statement)


def rebuilding(ledger: LedgerKey) -> tuple[Delete, Insert]:
    """Return the statements of `rebuild_standing`."""
    return delete(STANDING).where(of_ledger(STANDING, ledger)), _from(insert(STANDING), _grouped(ledger))


def subjects_after(session: Session, ledger: LedgerKey, block_number: int) -> list[bytes]:
    """Return the subjects of records of later blocks: those that `remake_standing` is for, once these are deleted."""
    later = and_(of_ledger(RECORD, ledger), RECORD.c.block_number > block_number)
    return list(session.execute(select(RECORD.c.subject).where(later).distinct()).scalars())


def remake_standing(session: Session, ledger: LedgerKey, subjects: Iterable[bytes]) -> None:
    """Make it anew for some subjects, from their records."""
    wanted = sorted(subjects)
    for start in range(0, len(wanted), _SUBJECTS_AT_ONCE):
        part = wanted[start : start + _SUBJECTS_AT_ONCE]
        session.execute(delete(STANDING).where(of_ledger(STANDING, ledger), STANDING.c.subject.in_(part)))
        session.execute(_from(insert(STANDING), _grouped(ledger, RECORD.c.subject.in_(part))))


def standing_of(session: Session, ledger: LedgerKey, subject: bytes, schemas: Iterable[bytes]) -> list[Standing]:
    """Return what is held about a subject under each of some schemas; nothing for those without a record."""
    statement = select(STANDING).where(
        of_ledger(STANDING, ledger), STANDING.c.subject == subject, STANDING.c.schema_hash.in_(sorted(schemas))
    )
    return [
        Standing(
            schema=row.schema_hash,
            records=row.records,
            positives=row.positives,
            negatives=row.negatives,
            inconclusives=row.inconclusives,
            first_block=row.first_block,
            last_block=row.last_block,
            last_recorded_at=row.last_recorded_at,
        )
        for row in session.execute(statement.order_by(STANDING.c.schema_hash))
    ]


def _from(statement: Insert, grouped: Select[Any]) -> Insert:
    return statement.from_select([column.name for column in STANDING.columns], grouped)


def _grouped(ledger: LedgerKey, *conditions: ColumnElement[bool]) -> Select[Any]:
    # The ledger is the same in all rows: as literals it costs neither reading nor sorting.
    pair = (RECORD.c.subject, RECORD.c.schema_hash)
    statement = select(
        literal(ledger.chain_id, RECORD.c.chain_id.type),
        literal(ledger.contract, RECORD.c.contract.type),
        *pair,
        func.count(),
        _count_of(1, 2),
        _count_of(3, 4),
        _count_of(5),
        func.min(RECORD.c.block_number),
        func.max(RECORD.c.block_number),
        func.max(RECORD.c.recorded_at),
    )
    return statement.where(of_ledger(RECORD, ledger), *conditions).group_by(*pair)


def _count_of(*outcomes: int) -> ColumnElement[Any]:
    return func.sum(case((RECORD.c.outcome.in_(outcomes), 1), else_=0), type_=Integer)
