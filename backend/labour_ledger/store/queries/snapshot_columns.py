"""Whole tables as columns of numbers, for the snapshot that answers from memory.

Rows come in blocks of bytes, fixed in width, and are read as arrays: SQLite gives few and plain values a row, which is
what its driver is quickest with, and PostgreSQL joins many rows into one value, as its driver is slow by the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, func, select
from sqlmodel import Session

from labour_ledger.store.column_rows import (
    LINK_SCHEMA,
    LINKS,
    RECORDS,
    SUBJECTS,
    ColumnAddress,
    Literals,
    RowKind,
    Rows,
)
from labour_ledger.store.results import LedgerKey, Position
from labour_ledger_verify.history import CONTROLLER_CHANGED, JOINED_BY, HistoryKind

from .places import place_number, places_joined
from .statements import ENTRY, KEY, LINK_TERMS, RECORD, SUPPLY_LINK, follows, of_ledger

_ROWS_AT_ONCE: Final = 2000
_ROWS_IN_PART: Final = 100_000
_BUCKETS: Final = 64
_LOGS_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Revocation:
    """A revocation that does something.

    Attributes:
        subject: Of the revoked record, 32 bytes.
        schema: Of the revoked record, 32 bytes.
        place: Of the revoked record.
        act: Place of the revocation.
        recorded_at: Of the revocation, Unix seconds.
    """

    subject: bytes
    schema: bytes
    place: int
    act: int
    recorded_at: int


def subject_rows(session: Session, ledger: LedgerKey, *, after_block: int = -1) -> Iterator[Rows]:
    """Yield the subjects that were registered after a block, in the order of registration."""
    return _read(session, ledger, SUBJECTS, f"block_number > {after_block}")


def link_rows(session: Session, ledger: LedgerKey) -> Iterator[Rows]:
    """Yield all supply links, in any order."""
    return _read(session, ledger, LINKS)


def new_link_rows(session: Session, ledger: LedgerKey, after_block: int) -> Iterator[Rows]:
    """Yield the supply links that were recorded after a block, in any order."""
    literals = _literals(session)
    # by way of the record and its document, as links are kept by buyer
    buyers = (
        f"SELECT terms.buyer FROM index_record AS record JOIN own_link_terms AS terms "  # noqa: S608 - see Literals
        f"ON terms.document_hash = record.document_hash WHERE record.{literals.of_ledger(ledger)} "
        f"AND record.block_number > {after_block} AND record.schema_hash = {literals.of(LINK_SCHEMA)}"
    )
    return _read(session, ledger, LINKS, f"block_number > {after_block} AND buyer IN ({buyers})")


def record_rows(session: Session, ledger: LedgerKey, *, after_block: int = -1) -> Iterator[Rows]:
    """Yield the records after a block but links, in any order."""
    return _read(session, ledger, RECORDS, f"block_number > {after_block}")


def has_many_rows(session: Session, ledger: LedgerKey, many: int) -> bool:
    """Return whether there are so many links, or so many records."""
    statements = (
        select(table.c.block_number).where(of_ledger(table, ledger)).offset(many).limit(1)
        for table in (SUPPLY_LINK, RECORD)
    )
    return any(session.execute(statement).first() is not None for statement in statements)


def address_of(session: Session) -> ColumnAddress:
    """Return where the store of a session is, for processes that read columns."""
    url = session.get_bind().engine.url
    if url.drivername == "sqlite":
        return ColumnAddress(is_postgresql=False, place=str(url.database))
    return ColumnAddress(True, url.set(drivername="postgresql").render_as_string(hide_password=False))


def see_newest(session: Session) -> None:
    """Let a reading session see what was committed since it began."""
    session.rollback()


def revocations(session: Session, ledger: LedgerKey, places: Sequence[int]) -> list[Revocation]:
    """Return what some revocations revoked, where they do anything.

    A record is revoked by its party, or by the accreditor in its basis (R19 of docs/status-rule.md).

    Args:
        session: A reading session.
        ledger: The ledger.
        places: Of the revocations, as rows of records hold them.
    """
    act = RECORD.alias("act")
    party, accreditor = func.substr(act.c.basis, 25, 8), func.substr(RECORD.c.basis, 11, 8)
    named = and_(of_ledger(RECORD, ledger), RECORD.c.uid == act.c.ref_uid, RECORD.c.subject == act.c.subject)
    wanted, there = places_joined(session, ledger, act, places)
    columns = (RECORD.c.subject, RECORD.c.schema_hash, RECORD.c.block_number, RECORD.c.log_index)
    statement = (
        select(*columns, act.c.block_number, act.c.log_index, act.c.recorded_at)
        .select_from(wanted)
        .join(act, there)
        .join(RECORD, named)
        .where(follows(act, RECORD), (act.c.party == RECORD.c.party) | (party == accreditor))
    )
    return [
        Revocation(
            subject=subject,
            schema=schema,
            place=place_number(Position(number, log)),
            act=place_number(Position(act_number, act_log)),
            recorded_at=time,
        )
        for subject, schema, number, log, act_number, act_log, time in session.execute(statement)
    ]


def subjects_with_entries(session: Session, ledger: LedgerKey, *, after_block: int = -1) -> list[bytes]:
    """Return the subjects whose controller changed, or that a record of same-as names, after a block."""
    statement = (
        select(ENTRY.c.history_id)
        .distinct()
        .where(
            of_ledger(ENTRY, ledger),
            ENTRY.c.history_kind == HistoryKind.SUBJECT.value,
            ENTRY.c.type.in_([CONTROLLER_CHANGED.number, JOINED_BY.number]),
            ENTRY.c.block_number > after_block,
        )
    )
    return list(session.execute(statement).scalars())


def subjects_of_issuers(session: Session, ledger: LedgerKey, issuers: Iterable[bytes]) -> list[bytes]:
    """Return the subjects of all records that some keys signed."""
    statement = select(RECORD.c.subject).distinct().where(of_ledger(RECORD, ledger))
    return list(session.execute(statement.where(RECORD.c.issuer.in_(sorted(issuers)))).scalars())


def subjects_recorded(session: Session, ledger: LedgerKey, after_block: int) -> set[bytes]:
    """Return the subjects of records after a block, but links."""
    # each once not by the database: SQLite would read the index by subject for that, which has all records
    statement = select(RECORD.c.subject).where(
        of_ledger(RECORD, ledger), RECORD.c.block_number > after_block, RECORD.c.schema_hash != LINK_SCHEMA
    )
    return set(session.execute(statement).scalars())


def has_party_changes(session: Session, ledger: LedgerKey, after_block: int, types: Sequence[int]) -> bool:
    """Return whether a history of a party has an entry of one of some types after a block."""
    statement = select(ENTRY.c.block_number).where(
        of_ledger(ENTRY, ledger),
        ENTRY.c.history_kind == HistoryKind.PARTY.value,
        ENTRY.c.type.in_(types),
        ENTRY.c.block_number > after_block,
    )
    return session.execute(statement.limit(1)).first() is not None


def count_links_up_to(session: Session, ledger: LedgerKey, block_number: int) -> int:
    """Return how many links were recorded up to a block."""
    statement = select(func.count()).select_from(SUPPLY_LINK).where(of_ledger(SUPPLY_LINK, ledger))
    found: int = session.execute(statement.where(SUPPLY_LINK.c.block_number <= block_number)).scalar_one()
    return found


def count_link_terms(session: Session) -> int:
    """Return how many documents of links are held: one more can make a link of an old record."""
    found: int = session.execute(select(func.count()).select_from(LINK_TERMS)).scalar_one()
    return found


def all_keys(session: Session, ledger: LedgerKey) -> list[bytes]:
    """Return all keys that parties of a ledger ever had, 20 bytes each."""
    return list(session.execute(select(KEY.c.key).where(of_ledger(KEY, ledger))).scalars())


def _literals(session: Session) -> Literals:
    return Literals(session.get_bind().dialect.name == "postgresql")


def _read(session: Session, ledger: LedgerKey, kind: RowKind, condition: str = "1 = 1") -> Iterator[Rows]:
    """Yield the rows in parts that are worth the work of an array."""
    literals = _literals(session)
    read = _read_postgresql if literals.is_postgresql else _read_sqlite
    waiting: list[NDArray[np.void]] = []
    for part in read(session, kind, literals.values(kind), f"{literals.condition(kind, ledger)} AND {condition}"):
        waiting.append(part)
        if sum(map(len, waiting)) >= _ROWS_IN_PART:
            yield _columns(kind, waiting)
            waiting = []
    if waiting:
        yield _columns(kind, waiting)


def _columns(kind: RowKind, parts: Sequence[NDArray[np.void]]) -> Rows:
    rows = np.concatenate(parts)
    return {name: np.ascontiguousarray(rows[name]) for name in kind.names}


def _read_sqlite(session: Session, kind: RowKind, values: Sequence[str], where: str) -> Iterator[NDArray[np.void]]:
    connection: Any = session.connection().connection.driver_connection
    cursor = connection.execute(f"SELECT {', '.join(values)} FROM {kind.table} WHERE {where}")  # noqa: S608 - see Literals
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        block = np.empty(len(rows), kind.row)
        for name, column in zip(kind.names, zip(*rows, strict=True), strict=True):
            block[name] = np.frombuffer(b"".join(column), kind.row[name]) if isinstance(column[0], bytes) else column
        yield block


def _read_postgresql(session: Session, kind: RowKind, values: Sequence[str], where: str) -> Iterator[NDArray[np.void]]:
    packed = " || ".join(
        f"int8send({value})" if kind.row[name].kind == "i" else value
        for name, value in zip(kind.names, values, strict=True)
    )
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor(binary=True) as cursor:
        first, last = cursor.execute(
            f"SELECT min(block_number), max(block_number) FROM {kind.table} WHERE {where}"  # noqa: S608 - see Literals
        ).fetchone()
        if first is None:
            return
        # Facts lie in chain order, and parts of them are read one by one; links lie by buyer, and are read in one go.
        width = (last - first) // (1 if kind is LINKS else _BUCKETS) + 1
        for start in range(first, last + 1, width):
            statement = (
                f"SELECT string_agg({packed}, ''::bytea) FROM {kind.table} WHERE {where} "  # noqa: S608 - see Literals
                f"AND block_number >= {start} AND block_number < {start + width} GROUP BY log_index / {_LOGS_AT_ONCE}"
            )
            for (data,) in cursor.execute(statement):
                yield np.frombuffer(data, kind.row)
