"""Many subjects at once: their histories, their records, what is held under each schema, and the changes of a ledger.

Each reads in chunks, so that a question about thousands of sites costs tens of statements, not thousands.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session

from labour_ledger.store.results import HistoryItem, IndexedRecord, LedgerKey, Position
from labour_ledger_verify.history import JOINED_BY, RECORDED, Entry, HistoryKind

from .statements import ENTRY, RECORD, STANDING, SUBJECT, entry_item_of, in_order, later_than, of_ledger, record_of

SUBJECTS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of any history of a ledger but the issued ones, which repeat the records.

    Attributes:
        kind: Of the history.
        history: Its id: the subject, or the number of the party in 8 bytes; empty for the schemas.
        item: The entry, with the body if it is a record.
    """

    kind: HistoryKind
    history: bytes
    item: HistoryItem


def subject_ids(
    session: Session, ledger: LedgerKey, *, kind: int, country: str | None = None, known_at: int, limit: int
) -> list[bytes]:
    """Return ids of subjects of a kind that were registered by a time, at most so many, in order of bytes."""
    statement = select(SUBJECT.c.subject).where(
        of_ledger(SUBJECT, ledger), SUBJECT.c.kind == kind, SUBJECT.c.recorded_at <= known_at
    )
    if country is not None:
        statement = statement.where(SUBJECT.c.country == country)
    return list(session.execute(statement.order_by(SUBJECT.c.subject).limit(limit)).scalars())


def schemas_held(
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schemas: Collection[bytes]
) -> dict[bytes, set[bytes]]:
    """Return under which of some schemas each of some subjects has a record; nothing for those without any."""
    wanted = sorted(schemas)
    found: dict[bytes, set[bytes]] = {}
    for chunk in _chunks(subjects):
        statement = select(STANDING.c.subject, STANDING.c.schema_hash).where(
            of_ledger(STANDING, ledger), STANDING.c.subject.in_(chunk), STANDING.c.schema_hash.in_(wanted)
        )
        for subject, schema in session.execute(statement):
            found.setdefault(subject, set()).add(schema)
    return found


def records_of_subjects(
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schemas: Collection[bytes]
) -> Iterator[IndexedRecord]:
    """Yield the records about some subjects under some schemas, each subject's in fold order."""
    wanted = sorted(schemas)
    for chunk in _chunks(subjects):
        condition = and_(RECORD.c.subject.in_(chunk), RECORD.c.schema_hash.in_(wanted))
        statement = select(RECORD).where(of_ledger(RECORD, ledger), condition)
        # sorted here: asked for in chain order, SQLite reads the whole ledger in that order
        yield from sorted(map(record_of, session.execute(statement)), key=lambda record: record.position)


def histories_of_subjects(
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schemas: Collection[bytes]
) -> dict[bytes, list[HistoryItem]]:
    """Return, for each of some subjects, what `status_history` returns for one; unregistered ones are left out."""
    found: dict[bytes, list[HistoryItem]] = {}
    for chunk in _chunks(subjects):
        entries = select(ENTRY).where(
            of_ledger(ENTRY, ledger), ENTRY.c.history_kind == HistoryKind.SUBJECT.value, ENTRY.c.history_id.in_(chunk)
        )
        for row in session.execute(entries):
            found.setdefault(row.history_id, []).append(entry_item_of(row))
        for record in records_of_subjects(session, ledger, chunk, schemas):
            found.setdefault(record.attestation.subject, []).append(_recorded_item(record))
    for items in found.values():
        items.sort(key=lambda item: item.position)
    return found


def joined_among(session: Session, ledger: LedgerKey, subjects: Collection[bytes]) -> set[bytes]:
    """Return those of some subjects that a record of same-as about another subject names."""
    found: set[bytes] = set()
    for chunk in _chunks(subjects):
        statement = select(ENTRY.c.history_id).where(
            of_ledger(ENTRY, ledger),
            ENTRY.c.history_kind == HistoryKind.SUBJECT.value,
            ENTRY.c.history_id.in_(chunk),
            ENTRY.c.type == JOINED_BY.number,
        )
        found.update(session.execute(statement).scalars())
    return found


def changes_of_ledger(
    session: Session,
    ledger: LedgerKey,
    *,
    after: Position | None = None,
    since: int = 0,
    until: int | None = None,
    subjects: Collection[bytes] | None = None,
    limit: int,
) -> list[Change]:
    """Return what was recorded, in chain order.

    Args:
        session: A reading session.
        ledger: The ledger.
        after: Only what stands after this place.
        since: Only what was recorded at or after this time, Unix seconds.
        until: Only what was recorded up to this time, Unix seconds.
        subjects: Only the histories of these; None for all histories.
        limit: At most so many.
    """
    entries: list[Change] = []
    records: list[Change] = []
    for chunk in [None] if subjects is None else list(_chunks(subjects)):
        of_entries, of_records = _conditions(after, since, until, chunk)
        found = in_order(select(ENTRY).where(of_ledger(ENTRY, ledger), of_entries), ENTRY).limit(limit)
        for row in session.execute(found):
            entries.append(Change(HistoryKind(row.history_kind), row.history_id, entry_item_of(row)))
        recorded = in_order(select(RECORD).where(of_ledger(RECORD, ledger), of_records), RECORD).limit(limit)
        for row in session.execute(recorded):
            record = record_of(row)
            records.append(Change(HistoryKind.SUBJECT, record.attestation.subject, _recorded_item(record)))

    def place(change: Change) -> Position:
        return change.item.position

    return list(heapq.merge(sorted(entries, key=place), sorted(records, key=place), key=place))[:limit]


def _conditions(
    after: Position | None, since: int, until: int | None, subjects: Sequence[bytes] | None
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    of_entries = [ENTRY.c.recorded_at >= since]
    of_records = [RECORD.c.recorded_at >= since]
    if after is not None:
        of_entries.append(later_than(ENTRY, after))
        of_records.append(later_than(RECORD, after))
    if until is not None:
        of_entries.append(ENTRY.c.recorded_at <= until)
        of_records.append(RECORD.c.recorded_at <= until)
    if subjects is not None:
        of_subjects = and_(ENTRY.c.history_kind == HistoryKind.SUBJECT.value, ENTRY.c.history_id.in_(subjects))
        of_entries.append(of_subjects)
        of_records.append(RECORD.c.subject.in_(subjects))
    return and_(*of_entries), and_(*of_records)


def _recorded_item(record: IndexedRecord) -> HistoryItem:
    entry = Entry(RECORDED, (record.uid, record.attestation.schema, record.basis_word, record.recorded_at))
    return HistoryItem(record.position, record.transaction_hash, entry, record)


def _chunks(subjects: Iterable[bytes]) -> Iterator[list[bytes]]:
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), SUBJECTS_AT_ONCE):
        yield wanted[start : start + SUBJECTS_AT_ONCE]
