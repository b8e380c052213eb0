"""Bulk SQL for SQLite: one prepared INSERT for each table, columns from the metadata, no ORM objects."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from .bulk import TABLES_BY_NAME, grouped, stored_values
from .packed import PackedRows, packed_insert
from .rows import Row


@cache
def insert_statement(table_name: str) -> str:
    """Return the INSERT of one row, with a mark for each column."""
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
        cursor.executemany(insert_statement(table_name), stored_values(table_name, group))
    cursor.close()


def insert_packed(connection: Any, rows: Sequence[PackedRows]) -> None:  # noqa: ANN401 - the pool's driver connection
    """Insert packed rows in the connection's open transaction.

    Args:
        connection: The `sqlite3` connection behind a session.
        rows: Blocks of rows.
    """
    cursor = cast(sqlite3.Connection, connection).cursor()
    for block in rows:
        statement, row = packed_insert(block.layout)
        cursor.executemany(statement, row.iter_unpack(block.data))
    cursor.close()
