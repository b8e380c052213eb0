"""What both bulk writers share: rows grouped by table, and the encoders of wide numbers, taken from the metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Table

from .columns import BigEndian
from .ownership import FACT_TABLES
from .rows import ROW_TABLES, Row

Encoder = Callable[[Any], bytes]

TABLES_BY_NAME: Final[dict[str, Table]] = {table.name: table for table in FACT_TABLES}


@cache
def wide_columns(table_name: str) -> tuple[tuple[int, Encoder], ...]:
    """Return index and encoder of the columns that are stored as big-endian bytes."""
    return tuple(
        (index, column.type.encode)
        for index, column in enumerate(TABLES_BY_NAME[table_name].columns)
        if isinstance(column.type, BigEndian)
    )


def grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows by the name of their table, each group in the order given."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(ROW_TABLES[type(row)], []).append(row)
    return groups


def stored_values(table_name: str, rows: Sequence[Row]) -> Iterable[Sequence[object]]:
    """Return the values of rows of one table as the database stores them."""
    wide = wide_columns(table_name)
    if not wide:
        return rows
    return (_encoded(row, wide) for row in rows)


def _encoded(row: Row, wide: tuple[tuple[int, Encoder], ...]) -> list[object]:
    values: list[object] = list(row)
    for index, encode in wide:
        values[index] = encode(values[index])
    return values
