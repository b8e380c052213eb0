"""Rows of one table as one block of bytes, all of one width: what bulk writing takes when rows come in masses.

A row is what PostgreSQL's binary COPY takes (number of columns, then length and bytes of each), and since every field
of it has a fixed place, SQLite's writer cuts the same bytes into values. Worker processes pack with it, so it imports
nothing heavy; layouts are made from the tables' metadata by `bulk`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from struct import Struct
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

COLUMN_COUNT_BYTES: Final = 2
LENGTH_BYTES: Final = 4


class PackedColumn(msgspec.Struct, frozen=True):
    """A column that differs from row to row.

    Attributes:
        name: Its name.
        offset: Where its value begins in the row.
        width: Of the value, bytes.
        is_number: Whether it is a signed 64-bit number, else bytes.
    """

    name: str
    offset: int
    width: int
    is_number: bool


class PackedLayout(msgspec.Struct, frozen=True):
    """The layout of a row.

    Attributes:
        table: Name of the table.
        template: A whole row; the columns that are the same in all rows are filled in.
        columns: The others, in the order of the table.
        constants: Values of the first columns of the table that are the same in all rows: chain id and contract.
    """

    table: str
    template: bytes
    columns: tuple[PackedColumn, ...]
    constants: tuple[int, bytes]

    def pack(self, values: Mapping[str, NDArray[np.uint8]]) -> bytes:
        """Return rows.

        Args:
            values: For each column the bytes of all rows, shape (rows, width); shorter ones are numbers and are filled
                up on the left.
        """
        count = len(next(iter(values.values()))) if values else 0
        rows = np.tile(np.frombuffer(self.template, np.uint8), (count, 1))
        for column in self.columns:
            value = values[column.name] if count else rows[:, :0]
            end = column.offset + column.width
            rows[:, end - value.shape[1] : end] = value
        return rows.tobytes()


class PackedRows(msgspec.Struct, frozen=True):
    """Rows of one table: their layout and their bytes."""

    layout: PackedLayout
    data: bytes

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.data) // len(self.layout.template)


@cache
def packed_insert(layout: PackedLayout) -> tuple[str, Struct]:
    """Return SQLite's INSERT for packed rows, and what cuts the rows into its values.

    Chain id and contract are literals in it: two values less to bind in every row.
    """
    chain_id, contract = layout.constants
    columns = ", ".join(f'"{column.name}"' for column in layout.columns)
    marks = ", ".join("?" for _ in layout.columns)
    statement = (
        f'INSERT INTO "{layout.table}" (chain_id, contract, {columns}) '  # noqa: S608 - names come from our metadata
        f"VALUES ({chain_id}, x'{contract.hex()}', {marks})"
    )
    skipped = COLUMN_COUNT_BYTES + 2 * LENGTH_BYTES + 8 + len(contract)
    fields = "".join(f"{LENGTH_BYTES}x{'q' if column.is_number else f'{column.width}s'}" for column in layout.columns)
    return statement, Struct(f">{skipped}x{fields}")
