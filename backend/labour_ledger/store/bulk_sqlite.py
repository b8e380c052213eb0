"""Bulk SQL for SQLite: one prepared INSERT for each table, columns from the metadata, no ORM objects."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from .bulk import TABLES_BY_NAME, grouped, stored_values
from .packed import COLUMN_COUNT_BYTES, LENGTH_BYTES, PackedLayout, PackedRows
from .rows import Row


@cache
def _statement(table_name: str) -> str:
    table = TABLES_BY_NAME[table_name]
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names come from our metadata


def insert_rows(connection: Any, rows: Sequence[Row]) -> None:  # noqa: ANN401 - the pool's driver connection
    """Insert rows of any types in the connection's open transaction.

    Args:
        connection: The `sqlite3` connection behind a session.
        rows: Index rows; each goes to the table of its type.
    """
    cursor = cast(sqlite3.Connection, connection).cursor()
    for table_name, group in grouped(rows).items():
        cursor.executemany(_statement(table_name), stored_values(table_name, group))
    cursor.close()


@cache
def _packed_statement(layout: PackedLayout) -> tuple[str, struct.Struct]:
    chain_id, contract = layout.constants
    columns = ", ".join(f'"{column.name}"' for column in layout.columns)
    marks = ", ".join("?" for _ in layout.columns)
    # Chain id and contract are literals: two values less to bind in every row.
    statement = (
        f'INSERT INTO "{layout.table}" (chain_id, contract, {columns}) '  # noqa: S608 - names come from our metadata
        f"VALUES ({chain_id}, x'{contract.hex()}', {marks})"
    )
    skipped = COLUMN_COUNT_BYTES + 2 * LENGTH_BYTES + 8 + len(contract)
    fields = "".join(f"{LENGTH_BYTES}x{'q' if column.is_number else f'{column.width}s'}" for column in layout.columns)
    return statement, struct.Struct(f">{skipped}x{fields}")


def insert_packed(connection: Any, rows: Sequence[PackedRows]) -> None:  # noqa: ANN401 - the pool's driver connection
    """Insert packed rows in the connection's open transaction.

    Args:
        connection: The `sqlite3` connection behind a session.
        rows: Blocks of rows.
    """
    cursor = cast(sqlite3.Connection, connection).cursor()
    for block in rows:
        statement, row = _packed_statement(block.layout)
        cursor.executemany(statement, row.iter_unpack(block.data))
    cursor.close()
