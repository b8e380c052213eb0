"""Bulk SQL for PostgreSQL: binary COPY into each table, columns and types from the metadata, no ORM objects."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import LargeBinary, Text
from sqlalchemy.types import TypeEngine

from .bulk import TABLES_BY_NAME, grouped, stored_values
from .columns import BigEndian
from .packed import PackedRows
from .rows import Row

_COPY_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_TRAILER: Final = b"\xff\xff"
"""Before and after the rows of a binary COPY (PostgreSQL manual, COPY, binary format)."""


def _type_name(column_type: TypeEngine[Any]) -> str:
    if isinstance(column_type, BigEndian | LargeBinary):
        return "bytea"
    return "text" if isinstance(column_type, Text) else "int8"


@cache
def _statement(table_name: str) -> tuple[sql.Composed, list[str]]:
    table = TABLES_BY_NAME[table_name]
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table.name), columns)
    return copy, [_type_name(column.type) for column in table.columns]


def insert_rows(connection: Any, rows: Sequence[Row]) -> None:  # noqa: ANN401 - the pool's driver connection
    """Insert rows of any types in the connection's open transaction.

    Args:
        connection: The `psycopg` connection behind a session.
        rows: Index rows; each goes to the table of its type.
    """
    with cast(psycopg.Connection[Any], connection).cursor() as cursor:
        for table_name, group in grouped(rows).items():
            statement, types = _statement(table_name)
            with cursor.copy(statement) as copy:
                # Binary COPY does not convert: each value must leave in the column's own type.
                copy.set_types(types)
                for values in stored_values(table_name, group):
                    copy.write_row(values)


def insert_packed(connection: Any, rows: Sequence[PackedRows]) -> None:  # noqa: ANN401 - the pool's driver connection
    """Insert packed rows in the connection's open transaction.

    Args:
        connection: The `psycopg` connection behind a session.
        rows: Blocks of rows; those of one table go in one COPY.
    """
    by_table: dict[str, list[PackedRows]] = {}
    for block in rows:
        by_table.setdefault(block.layout.table, []).append(block)
    with cast(psycopg.Connection[Any], connection).cursor() as cursor:
        for table_name, blocks in by_table.items():
            with cursor.copy(_statement(table_name)[0]) as copy:
                copy.write(_COPY_HEADER)
                for block in blocks:
                    copy.write(block.data)
                copy.write(_COPY_TRAILER)
