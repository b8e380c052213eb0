"""Bulk SQL for PostgreSQL: binary COPY into each table, columns and types from the metadata, no ORM objects."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import LargeBinary, Text
from sqlalchemy.types import TypeEngine

from .bulk import TABLES_BY_NAME, grouped, stored_values
from .columns import BigEndian
from .rows import Row


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
