"""The big tables of the index cut into partitions by block number, on PostgreSQL and where the operator asks for it.

Reading and writing know nothing of it but two things: the uid of a record is found by an index that is not unique (a
unique one would have to hold the block number, PostgreSQL manual 5.12.2.3), and partitions are made before blocks get
there. They are made apart and then attached, which keeps nobody from reading or writing meanwhile.
"""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, Index, Table, text

from .errors import PartitionsRefused
from .ownership import FACT_TABLES

PARTITIONED: Final = tuple(
    table for table in FACT_TABLES if table.name in ("index_record", "index_signature", "index_entry")
)
"""One row each for every record, signature and entry; the others stay small."""
MOST_PARTITIONS: Final = 1000
"""Planning a question takes longer with each partition; PostgreSQL advises a few thousand at most."""

_BOUNDS: Final = text(
    """
    SELECT pg_get_expr(part.relpartbound, part.oid)
    FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
    WHERE inhparent = to_regclass(:name)
    """
)
_KIND: Final = text("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(:name)")
_BOUND: Final = re.compile(r"FOR VALUES FROM \((?:'(-?\d+)'|MINVALUE)\) TO \('(-?\d+)'\)")


def is_partitioned(connection: Connection, table: Table) -> bool:
    """Return whether a table is cut into partitions; never on SQLite."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(_KIND, {"name": table.name}).scalar_one_or_none())


def create_index(connection: Connection, index: Index) -> None:
    """Make a secondary index of a fact table where it is missing."""
    table = index.table
    if table is None or not (index.unique and is_partitioned(connection, table)):
        index.create(connection, checkfirst=True)
        return
    columns = ", ".join(column.name for column in index.columns)
    connection.execute(text(f"CREATE INDEX IF NOT EXISTS {index.name} ON {table.name} ({columns})"))


def partition(connection: Connection, width_blocks: int) -> int:
    """Cut the big tables into partitions, in the transaction of the connection; readers wait until it ends.

    Args:
        connection: To a PostgreSQL store of this version.
        width_blocks: Blocks in a partition.

    Returns:
        The number of partitions of each table.

    Raises:
        PartitionsRefused: They are cut already, or there would be too many.
    """
    if is_partitioned(connection, PARTITIONED[0]):
        raise PartitionsRefused(
            "the index has partitions already",
            hint="For others, index the ledger into a new database and partition that one first.",
        )
    newest = text("SELECT coalesce(max(block_number), 0) FROM index_cursor")
    last = int(connection.execute(newest).scalar_one())
    count = last // width_blocks + 2
    if count > MOST_PARTITIONS:
        raise PartitionsRefused(
            f"{last} blocks in partitions of {width_blocks} would be {count} partitions",
            hint="Give more blocks to each partition.",
        )
    for table in PARTITIONED:
        _cut(connection, table, width_blocks, count)
    return count


def make_ahead(connection: Connection, block_number: int) -> int:
    """Make the partitions that blocks up to a number need, and one more; nothing where tables are whole.

    Returns:
        How many were made.
    """
    made = 0
    for table in PARTITIONED:
        if not is_partitioned(connection, table):
            continue
        past, width = _newest_bounds(connection, table)
        while past <= block_number + width:
            _attach(connection, table, past, past + width)
            past, made = past + width, made + 1
    return made


def _cut(connection: Connection, table: Table, width_blocks: int, count: int) -> None:
    name, whole = table.name, f"{table.name}_whole"
    key = f"pk_{name}"
    columns = ", ".join(column.name for column in table.columns)
    statements = [
        f"ALTER TABLE {name} RENAME TO {whole}",
        f"ALTER TABLE {whole} RENAME CONSTRAINT {key} TO {key}_whole",
        *(f"DROP INDEX IF EXISTS {index.name}" for index in table.indexes),
        f"CREATE TABLE {name} (LIKE {whole}) PARTITION BY RANGE (block_number)",
        f"ALTER TABLE {name} ADD CONSTRAINT {key} PRIMARY KEY "
        f"({', '.join(column.name for column in table.primary_key.columns)})",
    ]
    for statement in statements:
        connection.execute(text(statement))
    _attach(connection, table, None, width_blocks)
    for number in range(1, count):
        _attach(connection, table, number * width_blocks, (number + 1) * width_blocks)
    connection.execute(text(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {whole}"))  # noqa: S608 - own names
    connection.execute(text(f"DROP TABLE {whole}"))
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        create_index(connection, index)


def _attach(connection: Connection, table: Table, first: int | None, past: int) -> None:
    part = f"{table.name}_from_{0 if first is None else first}"
    begin = "MINVALUE" if first is None else str(first)
    connection.execute(text(f"CREATE TABLE {part} (LIKE {table.name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"))
    connection.execute(text(f"ALTER TABLE {table.name} ATTACH PARTITION {part} FOR VALUES FROM ({begin}) TO ({past})"))


def _newest_bounds(connection: Connection, table: Table) -> tuple[int, int]:
    """Return the block after the last partition, and how many blocks that partition has."""
    bounds: list[tuple[int, int]] = []
    for written in connection.execute(_BOUNDS, {"name": table.name}).scalars():
        found = _BOUND.fullmatch(written)
        if found is not None:
            bounds.append((int(found[2]), int(found[1] or 0)))
    past, first = max(bounds)
    return past, past - first
