"""Whole ledgers read once from start to end, in memory that does not grow: what an audit and a dump read."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, and_, func, select, union
from sqlmodel import Session

from labour_ledger.store.entry_json import decode_entry
from labour_ledger.store.results import IndexedRecord, LedgerKey
from labour_ledger_verify.history import ISSUED, RECORDED, Entry, HistoryKind, party_history_id
from labour_ledger_verify.status.acting import SAME_AS

from .histories import history_entries, issued_records, subject_history
from .statements import (
    BLOCK,
    DOCUMENT,
    ENTRY,
    PARTY,
    RECORD,
    SIGNATURE,
    SITE_PROFILE,
    SUBJECT,
    AnyRow,
    in_order,
    of_ledger,
    record_of,
    same_ledger,
)

HistoryEntry = tuple[bytes, Entry]
"""The id of a history, and one of its entries."""

ROWS_AT_ONCE = 2000
SUBJECTS_AT_ONCE = 500
"""Databases bound the values of one statement; SQLite at some thousands in older versions."""


class SignedRow(NamedTuple):
    """A record with the signature that covers it; None where its log was not seen."""

    record: IndexedRecord
    struct_hash: bytes | None
    signature: bytes | None


def subject_entries(
    session: Session, ledger: LedgerKey, up_to_block: int, subjects: Collection[bytes] | None = None
) -> Iterator[HistoryEntry]:
    """Yield the entries of subject histories up to a block: by subject, then in fold order.

    Args:
        session: A reading session.
        ledger: The ledger.
        up_to_block: The last block.
        subjects: Whose; None for all. At most `SUBJECTS_AT_ONCE`.
    """

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
    others = _entries(ledger, HistoryKind.SUBJECT, up_to_block)
    if subjects is not None:
        by_subject = by_subject.where(RECORD.c.subject.in_(subjects))
        others = others.where(ENTRY.c.history_id.in_(subjects))
    merged = heapq.merge(_stream(session, others), _stream(session, by_subject), key=place)
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


def issued_by(session: Session, ledger: LedgerKey, party: int, up_to_block: int) -> Iterator[Entry]:
    """Yield the entries of one party's issued history up to a block, in fold order."""
    statement = (
        select(RECORD.c.uid, RECORD.c.subject, RECORD.c.recorded_at)
        .where(of_ledger(RECORD, ledger), RECORD.c.party == party, RECORD.c.block_number <= up_to_block)
        .order_by(RECORD.c.block_number, RECORD.c.log_index)
    )
    for row in _stream(session, statement):
        yield Entry(ISSUED, (row.uid, row.subject, row.recorded_at))


def table_rows(session: Session, ledger: LedgerKey, table: Table, up_to_block: int) -> Iterator[AnyRow]:
    """Yield the rows of a table of facts up to a block, in chain order; of blocks only those that others refer to.

    The newest blocks are kept to find reorganisations. Which of them are held depends on when the indexer looked, so
    only blocks with events are facts.
    """
    statement = select(table).where(of_ledger(table, ledger), table.c.block_number <= up_to_block)
    if table is BLOCK:
        statement = statement.where(BLOCK.c.has_events == 1)
    yield from _stream(session, statement.order_by(*table.primary_key.columns))


def records_with_signatures(session: Session, ledger: LedgerKey, up_to_block: int) -> Iterator[SignedRow]:
    """Yield all records up to a block with the signature that covers each, in chain order."""
    same_place = and_(
        same_ledger(SIGNATURE, RECORD),
        SIGNATURE.c.block_number == RECORD.c.block_number,
        SIGNATURE.c.log_index == RECORD.c.signed_log_index,
    )
    statement = (
        select(RECORD, SIGNATURE.c.struct_hash, SIGNATURE.c.signature)
        .outerjoin(SIGNATURE, same_place)
        .where(of_ledger(RECORD, ledger), RECORD.c.block_number <= up_to_block)
    )
    for row in _stream(session, in_order(statement, RECORD)):
        yield SignedRow(record_of(row), row.struct_hash, row.signature)


def entries_by_block(
    session: Session, ledger: LedgerKey, kind: HistoryKind, history_id: bytes
) -> list[tuple[int, Entry]]:
    """Return the entries of one history of any kind in fold order, each with its block number."""
    if kind is HistoryKind.SUBJECT:
        items = subject_history(session, ledger, history_id)
        return [(item.position.block_number, item.entry) for item in items]
    if kind is HistoryKind.ISSUED:
        issued = issued_records(session, ledger, int.from_bytes(history_id, "big"))
        return [
            (record.position.block_number, Entry(ISSUED, (record.uid, record.attestation.subject, record.recorded_at)))
            for record in issued
        ]
    items = history_entries(session, ledger, kind, history_id)
    return [(item.position.block_number, item.entry) for item in items]


def unindexed_subjects(session: Session, ledger: LedgerKey) -> list[bytes]:
    """Return subjects that documents held here or records name, and whose registration the index does not have."""
    named = union(
        select(DOCUMENT.c.subject),
        select(SITE_PROFILE.c.subject),
        select(RECORD.c.ref_uid).where(of_ledger(RECORD, ledger), RECORD.c.schema_hash == SAME_AS),
    ).subquery()
    registered = select(SUBJECT.c.subject).where(of_ledger(SUBJECT, ledger), SUBJECT.c.subject == named.c.subject)
    return list(session.execute(select(named.c.subject).where(~registered.exists())).scalars())


def known_parties(session: Session, ledger: LedgerKey) -> int:
    """Return the highest number of a party that was registered or issued something, 0 if there is none."""
    numbers = [
        session.execute(select(func.max(table.c.party)).where(of_ledger(table, ledger))).scalar_one() or 0
        for table in (PARTY, RECORD)
    ]
    return max(numbers)


def _entries(ledger: LedgerKey, kind: HistoryKind, up_to_block: int) -> Select[Any]:
    return (
        select(ENTRY.c.history_id, ENTRY.c.block_number, ENTRY.c.log_index, ENTRY.c.type, ENTRY.c.fields)
        .where(of_ledger(ENTRY, ledger), ENTRY.c.history_kind == kind.value, ENTRY.c.block_number <= up_to_block)
        .order_by(ENTRY.c.history_id, ENTRY.c.block_number, ENTRY.c.log_index)
    )


def _stream(session: Session, statement: Select[Any]) -> Iterator[AnyRow]:
    yield from session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE})
