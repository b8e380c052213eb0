"""Records by their place on the chain, and places by what stands there, many at once.

A place is also one number: that of the block, and 24 bits of the place in it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, FromClause, and_, func, literal, literal_column, select
from sqlalchemy import type_coerce as typed
from sqlmodel import Session

from labour_ledger.store.column_rows import LOG_BITS
from labour_ledger.store.results import LedgerKey, Position

from .statements import RECORD, of_ledger

_UIDS_AT_ONCE: Final = 500


def place_number(position: Position) -> int:
    """Return a place as one number."""
    return position.block_number << LOG_BITS | position.log_index


def position_of(place: int) -> Position:
    """Return the place that a number means."""
    return Position(place >> LOG_BITS, place & (1 << LOG_BITS) - 1)


def uids_at(session: Session, ledger: LedgerKey, places: Collection[Position]) -> dict[Position, bytes]:
    """Return the uid, 32 bytes, of the record at each of some places, in one query; places without one are left out.

    Args:
        session: A reading session.
        ledger: The ledger.
        places: In any order, each as often as the caller likes.
    """
    wanted, stands_there = places_joined(session, ledger, RECORD, sorted({place_number(place) for place in places}))
    statement = select(RECORD.c.block_number, RECORD.c.log_index, RECORD.c.uid).select_from(wanted)
    found = session.execute(statement.join(RECORD, stands_there))
    return {Position(block_number, log_index): uid for block_number, log_index, uid in found}


def positions_of(session: Session, ledger: LedgerKey, uids: Collection[bytes]) -> dict[bytes, Position]:
    """Return the place of each of some records by uid, 32 bytes; those that the index does not have are left out.

    Args:
        session: A reading session.
        ledger: The ledger.
        uids: In any order, each as often as the caller likes.
    """
    found: dict[bytes, Position] = {}
    for part in _parts(uids):
        statement = select(RECORD.c.uid, RECORD.c.block_number, RECORD.c.log_index)
        statement = statement.where(of_ledger(RECORD, ledger), RECORD.c.uid.in_(part))
        for uid, block_number, log_index in session.execute(statement):
            found[uid] = Position(block_number, log_index)
    return found


def places_joined(
    session: Session, ledger: LedgerKey, table: FromClause, places: Sequence[int]
) -> tuple[FromClause, ColumnElement[bool]]:
    """Return places, as numbers, as a table of their own, and the condition that a row of another table stands there.

    SQLite looks for pairs of a list by reading all rows; those of a table it looks up.
    """
    wanted: Any
    if session.get_bind().dialect.name == "postgresql":
        wanted = func.unnest(literal(list(places), ARRAY(BigInteger))).table_valued("value").render_derived()
    else:
        wanted = func.json_each(json.dumps(list(places))).table_valued("value")
    place = typed(wanted.c.value, BigInteger)
    bits: ColumnElement[int] = literal_column(str(LOG_BITS))
    mask: ColumnElement[int] = literal_column(str((1 << LOG_BITS) - 1))
    number, log_index = place.op(">>")(bits), place.op("&")(mask)
    return wanted, and_(of_ledger(table, ledger), table.c.block_number == number, table.c.log_index == log_index)


def _parts(uids: Collection[bytes]) -> Iterator[Sequence[bytes]]:
    wanted = sorted(set(uids))
    return (wanted[start : start + _UIDS_AT_ONCE] for start in range(0, len(wanted), _UIDS_AT_ONCE))
