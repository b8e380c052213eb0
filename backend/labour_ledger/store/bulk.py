"""What both bulk writers share: rows grouped by table, and the encoders of wide numbers, taken from the metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import LargeBinary, Table, Text

from .columns import BigEndian
from .ownership import FACT_TABLES
from .packed import COLUMN_COUNT_BYTES, LENGTH_BYTES, PackedColumn, PackedLayout
from .results import LedgerKey
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


def packed_layout(table_name: str, ledger: LedgerKey, widths: Mapping[str, int]) -> PackedLayout:
    """Return the layout of rows of one ledger in a table without text columns.

    Args:
        table_name: Name of a table of facts.
        ledger: Chain id and contract of all rows.
        widths: Bytes of each column whose type does not say its width.
    """
    table = TABLES_BY_NAME[table_name]
    constants = {"chain_id": ledger.chain_id.to_bytes(8, "big", signed=True), "contract": ledger.contract}
    template = len(table.columns).to_bytes(COLUMN_COUNT_BYTES, "big")
    columns: list[PackedColumn] = []
    for column in table.columns:
        if isinstance(column.type, Text):
            raise TypeError(f"{table_name}.{column.name} is text and has no fixed width")
        is_number = not isinstance(column.type, BigEndian | LargeBinary)
        width = column.type.width_bytes if isinstance(column.type, BigEndian) else 8
        if isinstance(column.type, LargeBinary):
            width = len(ledger.contract) if column.name == "contract" else widths[column.name]
        template += width.to_bytes(LENGTH_BYTES, "big")
        if column.name not in constants:
            columns.append(PackedColumn(column.name, len(template), width, is_number))
        template += constants.get(column.name, bytes(width))
    return PackedLayout(table_name, template, tuple(columns), (ledger.chain_id, ledger.contract))
