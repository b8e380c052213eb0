"""Whole tables as columns of numbers, for the snapshot that answers from memory.

Rows come in blocks of bytes, fixed in width, and are read as arrays: SQLite gives few and plain values a row, which is
what its driver is quickest with, and PostgreSQL joins many rows into one value, as its driver is slow by the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, func, select
from sqlmodel import Session

from labour_ledger.store.link_terms import NO_END, SUPPLY_LINK_ID
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.history import CONTROLLER_CHANGED, JOINED_BY, HistoryKind

from .places import LOG_BITS, places_joined
from .statements import ENTRY, KEY, LINK_TERMS, RECORD, SUPPLY_LINK, follows, of_ledger

Rows = NDArray[np.void]
"""Rows with named fields; numbers are big-endian."""

SUBJECT_ROW: Final = np.dtype([("subject", "V32"), ("recorded_at", ">i8")])
LINK_ROW: Final = np.dtype([("buyer", "V32"), ("seller", "V32"), ("times", ">i8")])
"""`times` is the day that the period begins on and the one that it ends before, 16 bits each, and the time of
recording, 31 bits; a day that does not fit is the last one. Periods of links begin and end with days."""
RECORD_ROW: Final = np.dtype(
    [
        ("subject", "V32"),
        ("schema", "V32"),
        ("valid_from", ">u8"),
        ("valid_until", ">u8"),
        ("said", ">i8"),
        ("place", ">i8"),
    ]
)
"""`said` is the time of recording, then 8 bits of outcome, 8 of method, and one that says if it names a record."""

DAY_BITS: Final = 16
TIME_BITS: Final = 31
DAY_S: Final = 86_400
LAST_TIME: Final = 2**31 - 1
"""The last time that a snapshot tells apart, in the year 2038; from then on it is not made."""
_ROWS_AT_ONCE: Final = 2000
_ROWS_IN_PART: Final = 100_000
ALL_BUYERS: Final = range(256)
LINK_SCHEMA: Final = schema_hash(SUPPLY_LINK_ID)
REVOCATION_SCHEMA: Final = schema_hash("ledger/revocation@1")
_BUCKETS: Final = 64
_LOGS_AT_ONCE: Final = 100
_IN_CHAIN_ORDER: Final = frozenset({"index_subject", "index_record"})

_SUBJECT_VALUES: Final = ("subject", "recorded_at")
_LAST_DAY: Final = 2**DAY_BITS - 1
_DAYS: Final = f"CASE WHEN {{0}} < {_LAST_DAY * DAY_S} THEN {{0}} / {DAY_S} ELSE {_LAST_DAY} END"
_LINK_VALUES: Final = (
    "buyer",
    "seller",
    f"(({_DAYS.format('valid_from')}) << {DAY_BITS + TIME_BITS}) | (({_DAYS.format('valid_until')}) << {TIME_BITS})"
    " | recorded_at",
)
_RECORD_VALUES: Final = (
    "subject",
    "schema_hash",
    "valid_from",
    "valid_until",
    "(recorded_at << 17) | (outcome << 9) | (method << 1) | CASE WHEN ref_uid = {nothing} THEN 0 ELSE 1 END",
    f"(block_number << {LOG_BITS}) | log_index",
)


def subject_rows(session: Session, ledger: LedgerKey, *, after_block: int = -1) -> Iterator[Rows]:
    """Yield the subjects that were registered after a block, in any order."""
    return _read(session, ledger, "index_subject", _SUBJECT_VALUES, SUBJECT_ROW, f"block_number > {after_block}")


def link_rows(session: Session, ledger: LedgerKey, *, buyers: range = ALL_BUYERS) -> Iterator[Rows]:
    """Yield the supply links of buyers whose ids begin with a byte of a range, in any order."""
    literal_of = _literals(session)
    first = f"buyer >= {literal_of(bytes([buyers.start]))}"
    last = "" if buyers.stop == ALL_BUYERS.stop else f" AND buyer < {literal_of(bytes([buyers.stop]))}"
    return _read(session, ledger, "index_supply_link", _LINK_VALUES, LINK_ROW, first + last)


def new_link_rows(session: Session, ledger: LedgerKey, after_block: int) -> Iterator[Rows]:
    """Yield the supply links that were recorded after a block, in any order."""
    literal_of = _literals(session)
    networks = (
        f"SELECT subject FROM index_record WHERE chain_id = {ledger.chain_id} "  # noqa: S608 - literals of this module
        f"AND contract = {literal_of(ledger.contract)} AND block_number > {after_block} "
        f"AND schema_hash = {literal_of(LINK_SCHEMA)}"
    )
    condition = f"block_number > {after_block} AND network IN ({networks})"
    return _read(session, ledger, "index_supply_link", _LINK_VALUES, LINK_ROW, condition)


def record_blocks(session: Session, ledger: LedgerKey, parts: int) -> list[range]:
    """Return so many ranges of blocks that hold all records together."""
    statement = select(func.min(RECORD.c.block_number), func.max(RECORD.c.block_number))
    first, last = session.execute(statement.where(of_ledger(RECORD, ledger))).one()
    if first is None:
        return []
    width = (last - first) // parts + 1
    return [range(start, start + width) for start in range(first, last + 1, width)]


def record_rows(session: Session, ledger: LedgerKey, blocks: range) -> Iterator[Rows]:
    """Yield the records of a range of blocks but links, in any order."""
    condition = (
        f"block_number >= {blocks.start} AND block_number < {blocks.stop} "
        f"AND schema_hash <> {_literals(session)(LINK_SCHEMA)}"
    )
    return _read(session, ledger, "index_record", _RECORD_VALUES, RECORD_ROW, condition)


def has_many_rows(session: Session, ledger: LedgerKey, many: int) -> bool:
    """Return whether there are so many links, or so many records."""
    statements = (
        select(table.c.block_number).where(of_ledger(table, ledger)).offset(many).limit(1)
        for table in (SUPPLY_LINK, RECORD)
    )
    return any(session.execute(statement).first() is not None for statement in statements)


def url_of(session: Session) -> str:
    """Return the URL of the store that a session reads, for another process to open."""
    return session.get_bind().engine.url.render_as_string(hide_password=False)


def revoked_links(session: Session, ledger: LedgerKey) -> list[tuple[Any, ...]]:
    """Return the revoked links.

    Returns:
        Of each buyer, seller, beginning and end of the period, time of recording, time of revocation.
    """
    link = SUPPLY_LINK.c
    columns = (link.buyer, link.seller, link.valid_from, link.valid_until, link.recorded_at, link.revoked_at)
    revoked = and_(of_ledger(SUPPLY_LINK, ledger), link.revoked_at < NO_END)
    return [tuple(row) for row in session.execute(select(*columns).where(revoked))]


def revocations(session: Session, ledger: LedgerKey, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return what some revocations revoked: place of each record, and when it first was.

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
    statement = (
        select(RECORD.c.block_number, RECORD.c.log_index, act.c.recorded_at)
        .select_from(wanted)
        .join(act, there)
        .join(RECORD, named)
        .where(follows(act, RECORD), (act.c.party == RECORD.c.party) | (party == accreditor))
    )
    found: dict[int, int] = {}
    for block_number, index, time in session.execute(statement):
        revoked = block_number << LOG_BITS | index
        found[revoked] = min(time, found.get(revoked, time))
    return list(found.items())


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


def subjects_recorded(session: Session, ledger: LedgerKey, after_block: int) -> list[bytes]:
    """Return the subjects of records after a block, but links."""
    statement = (
        select(RECORD.c.subject)
        .distinct()
        .where(
            of_ledger(RECORD, ledger),
            RECORD.c.block_number > after_block,
            RECORD.c.schema_hash != LINK_SCHEMA,
        )
    )
    return list(session.execute(statement).scalars())


def has_party_changes(session: Session, ledger: LedgerKey, after_block: int, types: Sequence[int]) -> bool:
    """Return whether a history of a party has an entry of one of some types after a block."""
    statement = select(ENTRY.c.block_number).where(
        of_ledger(ENTRY, ledger),
        ENTRY.c.history_kind == HistoryKind.PARTY.value,
        ENTRY.c.type.in_(types),
        ENTRY.c.block_number > after_block,
    )
    return session.execute(statement.limit(1)).first() is not None


def is_link_revoked_after(session: Session, ledger: LedgerKey, block_number: int) -> bool:
    """Return whether a record after a block revokes a link."""
    named = select(SUPPLY_LINK.c.uid).where(
        of_ledger(SUPPLY_LINK, ledger),
        SUPPLY_LINK.c.network == RECORD.c.subject,
        SUPPLY_LINK.c.uid == RECORD.c.ref_uid,
    )
    statement = select(RECORD.c.uid).where(
        of_ledger(RECORD, ledger),
        RECORD.c.block_number > block_number,
        RECORD.c.schema_hash == REVOCATION_SCHEMA,
        named.exists(),
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


def _literals(session: Session) -> Callable[[bytes], str]:
    """Return what writes bytes as the session's database reads them."""
    if session.get_bind().dialect.name == "postgresql":
        return lambda data: f"'\\x{data.hex()}'::bytea"
    return lambda data: f"x'{data.hex()}'"


def _read(
    session: Session, ledger: LedgerKey, table: str, values: Sequence[str], row: np.dtype[np.void], condition: str
) -> Iterator[Rows]:
    """Yield the rows in parts that are worth the work of an array."""
    nothing = _literals(session)(bytes(32))
    listed = [value.replace("{nothing}", nothing) for value in values]
    read = _read_postgresql if session.get_bind().dialect.name == "postgresql" else _read_sqlite
    where = f"chain_id = {ledger.chain_id} AND contract = {_literals(session)(ledger.contract)} AND {condition}"
    waiting: list[Rows] = []
    for part in read(session, table, listed, row, where):
        waiting.append(part)
        if sum(map(len, waiting)) >= _ROWS_IN_PART:
            yield np.concatenate(waiting)
            waiting.clear()
    if waiting:
        yield np.concatenate(waiting)


def _read_sqlite(
    session: Session, table: str, values: Sequence[str], row: np.dtype[np.void], where: str
) -> Iterator[Rows]:
    connection: Any = session.connection().connection.driver_connection
    cursor = connection.execute(f"SELECT {', '.join(values)} FROM {table} WHERE {where}")  # noqa: S608 - no text of users
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        block = np.empty(len(rows), row)
        for name, column in zip(row.names or (), zip(*rows, strict=True), strict=True):
            kind = row[name]
            block[name] = np.frombuffer(b"".join(column), kind) if isinstance(column[0], bytes) else column
        yield block


def _read_postgresql(
    session: Session, table: str, values: Sequence[str], row: np.dtype[np.void], where: str
) -> Iterator[Rows]:
    packed = " || ".join(
        f"int8send({value})" if row[name].kind == "i" else value
        for name, value in zip(row.names or (), values, strict=True)
    )
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor(binary=True) as cursor:
        first, last = cursor.execute(
            f"SELECT min(block_number), max(block_number) FROM {table} WHERE {where}"  # noqa: S608 - no text of users
        ).fetchone()
        if first is None:
            return
        # Facts lie in chain order, and parts of them are read one by one; links lie by buyer, and are read in one go.
        width = (last - first) // (_BUCKETS if table in _IN_CHAIN_ORDER else 1) + 1
        for start in range(first, last + 1, width):
            statement = (
                f"SELECT string_agg({packed}, ''::bytea) FROM {table} WHERE {where} "  # noqa: S608
                f"AND block_number >= {start} AND block_number < {start + width} GROUP BY log_index / {_LOGS_AT_ONCE}"
            )
            for (data,) in cursor.execute(statement):
                yield np.frombuffer(data, row)
