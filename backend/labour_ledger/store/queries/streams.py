"""Whole ledgers read once from start to end, in memory that does not grow: what an audit and a dump read."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, Table, select
from sqlmodel import Session

from labour_ledger.store.entry_json import decode_entry
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.history import ISSUED, RECORDED, Entry, HistoryKind

from .histories import party_history_id
from .statements import BLOCK, ENTRY, RECORD, AnyRow, of_ledger

HistoryEntry = tuple[bytes, Entry]
"""The id of a history, and one of its entries."""

ROWS_AT_ONCE = 2000


def subject_entries(session: Session, ledger: LedgerKey, up_to_block: int) -> Iterator[HistoryEntry]:
    """Yield the entries of all subject histories up to a block: by subject, then in fold order."""

    def place(row: AnyRow) -> tuple[bytes, int, int]:
        return row.history_id, row.block_number, row.log_index

    records = select(
        RECORD.c.subject.label("history_id"),
        RECORD.c.block_number,
        RECORD.c.log_index,
        RECORD.c.uid,
        RECORD.c.schema_hash,
        RECORD.c.basis,
        RECORD.c.recorded_at,
    ).where(of_ledger(RECORD, ledger), RECORD.c.block_number <= up_to_block)
    by_subject = records.order_by(RECORD.c.subject, RECORD.c.block_number, RECORD.c.log_index)
    merged = heapq.merge(
        _stream(session, _entries(ledger, HistoryKind.SUBJECT, up_to_block)), _stream(session, by_subject), key=place
    )
    for row in merged:
        if hasattr(row, "uid"):
            yield row.history_id, Entry(RECORDED, (row.uid, row.schema_hash, row.basis, row.recorded_at))
        else:
            yield row.history_id, decode_entry(row.type, row.fields)


def party_entries(session: Session, ledger: LedgerKey, up_to_block: int) -> Iterator[HistoryEntry]:
    """Yield the entries of all party histories up to a block: by party, then in fold order."""
    for row in _stream(session, _entries(ledger, HistoryKind.PARTY, up_to_block)):
        yield row.history_id, decode_entry(row.type, row.fields)


def schemas_entries(session: Session, ledger: LedgerKey, up_to_block: int) -> Iterator[HistoryEntry]:
    """Yield the entries of the schemas history up to a block in fold order; its id is empty."""
    for row in _stream(session, _entries(ledger, HistoryKind.SCHEMAS, up_to_block)):
        yield row.history_id, decode_entry(row.type, row.fields)


def issued_entries(session: Session, ledger: LedgerKey, up_to_block: int) -> Iterator[HistoryEntry]:
    """Yield the entries of all issued histories up to a block: by party, then in fold order."""
    statement = (
        select(RECORD.c.party, RECORD.c.uid, RECORD.c.subject, RECORD.c.recorded_at)
        .where(of_ledger(RECORD, ledger), RECORD.c.block_number <= up_to_block)
        .order_by(RECORD.c.party, RECORD.c.block_number, RECORD.c.log_index)
    )
    for row in _stream(session, statement):
        yield party_history_id(row.party), Entry(ISSUED, (row.uid, row.subject, row.recorded_at))


def table_rows(session: Session, ledger: LedgerKey, table: Table, up_to_block: int) -> Iterator[AnyRow]:
    """Yield the rows of a table of facts up to a block, in chain order; of blocks only those that others refer to.

    The newest blocks are kept to find reorganisations. Which of them are held depends on when the indexer looked, so
    only blocks with events are facts.
    """
    statement = select(table).where(of_ledger(table, ledger), table.c.block_number <= up_to_block)
    if table is BLOCK:
        statement = statement.where(BLOCK.c.has_events == 1)
    yield from _stream(session, statement.order_by(*table.primary_key.columns))


def _entries(ledger: LedgerKey, kind: HistoryKind, up_to_block: int) -> Select[Any]:
    return (
        select(ENTRY.c.history_id, ENTRY.c.block_number, ENTRY.c.log_index, ENTRY.c.type, ENTRY.c.fields)
        .where(of_ledger(ENTRY, ledger), ENTRY.c.history_kind == kind.value, ENTRY.c.block_number <= up_to_block)
        .order_by(ENTRY.c.history_id, ENTRY.c.block_number, ENTRY.c.log_index)
    )


def _stream(session: Session, statement: Select[Any]) -> Iterator[AnyRow]:
    yield from session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE})
