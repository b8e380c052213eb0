"""Histories in the order in which they fold, with the bodies of records."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session

from labour_ledger.store.results import HistoryItem, IndexedRecord, LedgerKey, Position
from labour_ledger_verify.history import ISSUED, JOINED_BY, RECORDED, Entry, HistoryKind, party_history_id
from labour_ledger_verify.status.acting import SAME_AS

from .standing import standing_of
from .statements import ENTRY, RECORD, entry_item_of, in_order, later_than, of_ledger, record_of


def subject_history(
    session: Session,
    ledger: LedgerKey,
    subject: bytes,
    *,
    after: Position | None = None,
    limit: int | None = None,
) -> list[HistoryItem]:
    """Return the entries of a subject in fold order; those of type Recorded carry their record.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        after: Only entries after this position.
        limit: At most so many entries; None for all.
    """
    entries = history_entries(session, ledger, HistoryKind.SUBJECT, subject, after=after, limit=limit)
    records = _records(session, ledger, RECORD.c.subject == subject, after=after, limit=limit)
    merged = list(heapq.merge(entries, map(_recorded_item, records), key=lambda item: item.position))
    return merged if limit is None else merged[:limit]


def status_history(
    session: Session, ledger: LedgerKey, subject: bytes, schemas: Collection[bytes]
) -> list[HistoryItem]:
    """Return what a status rests on: the entries of a subject's history, of its records only those of some schemas.

    What is held under each schema says where to look, so that records of others (supply links, traceability events)
    cost nothing, and a subject without any of these is not searched for them.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        schemas: The schema asked for, and those that act on it.

    Returns:
        Items in fold order.
    """
    entries = history_entries(session, ledger, HistoryKind.SUBJECT, subject)
    held = standing_of(session, ledger, subject, schemas)
    if not held:
        return entries
    condition = and_(
        RECORD.c.subject == subject,
        RECORD.c.schema_hash.in_([standing.schema for standing in held]),
        RECORD.c.block_number >= min(standing.first_block for standing in held),
        RECORD.c.block_number <= max(standing.last_block for standing in held),
    )
    records = _records(session, ledger, condition)
    return list(heapq.merge(entries, map(_recorded_item, records), key=lambda item: item.position))


def records_of_subject(
    session: Session, ledger: LedgerKey, subject: bytes, *, schema: bytes | None = None
) -> list[IndexedRecord]:
    """Return the records about a subject in fold order, of one schema or of all."""
    condition = RECORD.c.subject == subject
    if schema is not None:
        condition = and_(condition, RECORD.c.schema_hash == schema)
    return list(_records(session, ledger, condition))


def joined_subjects(session: Session, ledger: LedgerKey, subject: bytes) -> tuple[bytes, ...]:
    """Return the subjects that any record of same-as joins to this one, in either direction, in order of bytes.

    Whether a join is effective is the status rule's to say.
    """
    named_here = select(RECORD.c.ref_uid).where(
        of_ledger(RECORD, ledger), RECORD.c.subject == subject, RECORD.c.schema_hash == SAME_AS
    )
    named_there = [
        item.entry.data("subject")
        for item in history_entries(session, ledger, HistoryKind.SUBJECT, subject)
        if item.entry.type is JOINED_BY
    ]
    found = {*session.execute(named_here).scalars(), *named_there} - {subject}
    return tuple(sorted(found))


def issued_records(
    session: Session,
    ledger: LedgerKey,
    party: int,
    *,
    after: Position | None = None,
    limit: int | None = None,
) -> list[IndexedRecord]:
    """Return what a party issued, in fold order."""
    return list(_records(session, ledger, RECORD.c.party == party, after=after, limit=limit))


def issued_history(session: Session, ledger: LedgerKey, party: int) -> list[Entry]:
    """Return the entries of a party's issued history in fold order."""
    return [
        Entry(ISSUED, (record.uid, record.attestation.subject, record.recorded_at))
        for record in issued_records(session, ledger, party)
    ]


def party_history(session: Session, ledger: LedgerKey, party: int) -> list[Entry]:
    """Return the entries of a party's own history in fold order."""
    items = history_entries(session, ledger, HistoryKind.PARTY, party_history_id(party))
    return [item.entry for item in items]


def schemas_history(session: Session, ledger: LedgerKey) -> list[Entry]:
    """Return the entries of the ledger's schemas history in fold order."""
    return [item.entry for item in history_entries(session, ledger, HistoryKind.SCHEMAS, b"")]


def history_entries(
    session: Session,
    ledger: LedgerKey,
    kind: HistoryKind,
    history_id: bytes,
    *,
    after: Position | None = None,
    limit: int | None = None,
) -> list[HistoryItem]:
    """Return the entries of a history that are not records, in fold order."""
    condition = and_(ENTRY.c.history_kind == kind.value, ENTRY.c.history_id == history_id)
    statement = in_order(select(ENTRY).where(of_ledger(ENTRY, ledger), condition), ENTRY).limit(limit)
    if after is not None:
        statement = statement.where(later_than(ENTRY, after))
    return [entry_item_of(row) for row in session.execute(statement)]


def _records(
    session: Session,
    ledger: LedgerKey,
    condition: ColumnElement[bool],
    *,
    after: Position | None = None,
    limit: int | None = None,
) -> Iterator[IndexedRecord]:
    statement = in_order(select(RECORD).where(of_ledger(RECORD, ledger), condition), RECORD).limit(limit)
    if after is not None:
        statement = statement.where(later_than(RECORD, after))
    return (record_of(row) for row in session.execute(statement))


def _recorded_item(record: IndexedRecord) -> HistoryItem:
    entry = Entry(RECORDED, (record.uid, record.attestation.schema, record.basis_word, record.recorded_at))
    return HistoryItem(record.position, record.transaction_hash, entry, record)
