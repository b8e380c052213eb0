"""Reading whole tables as columns through ADBC, the drivers of Apache Arrow: no value becomes an object of Python.

The drivers read without holding the interpreter's lock, so threads read side by side. That of SQLite brings an SQLite
of its own, and two of them in one process on one file break each other's locks (SQLite, "How To Corrupt An SQLite
Database File", 2.2.1). So this is used in a process of its own, and nothing here loads the other one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import numpy as np
import pyarrow
from adbc_driver_manager import dbapi
from numpy.typing import NDArray

from .column_rows import LINKS, ColumnAddress, ColumnsUnreadable, Literals, RowKind, Rows
from .results import LedgerKey

_BYTES: Final = 256
_ROWS_AT_ONCE: Final = 16_384
_BYTES_AT_ONCE: Final = 2 * 2**20


class ColumnReader:
    """One connection, which sees one state of the store; a context manager."""

    def __init__(self, address: ColumnAddress, ledger: LedgerKey) -> None:
        """Connect, and begin a transaction that only reads.

        Args:
            address: Of the store.
            ledger: Whose rows are read.

        Raises:
            ColumnsUnreadable: The store does not answer.
        """
        self.literals = Literals(address.is_postgresql)
        self._ledger = ledger
        with _named_errors("the store"):
            self._connection = _connect(address)
            if address.is_postgresql:
                self._execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def block_hash(self) -> bytes | None:
        """Return the hash of the block that the index is at, 32 bytes; None if there is no index."""
        where = self.literals.of_ledger(self._ledger)
        rows = self._execute(f"SELECT block_hash FROM index_cursor WHERE {where}")  # noqa: S608 - see Literals
        return None if not rows else bytes(rows[0][0])

    def parts(self, kind: RowKind, most: int) -> list[str]:
        """Return at most so many conditions, each for other rows of a table, that hold for all of them together.

        Links are parted by the id of the buyer, so that all links of a buyer are in one part.
        """
        if kind is LINKS:
            width = -(-_BYTES // most)
            return [self._of_buyers(range(first, first + width)) for first in range(0, _BYTES, width)]
        # SQLite reads a table from its beginning faster than in the order of an index
        number = "block_number" if self.literals.is_postgresql else "rowid"
        where = self.literals.of_ledger(self._ledger) if self.literals.is_postgresql else "1 = 1"
        # asked for apart: each is at one end of an index, and both are found by reading all of it
        ends = [
            self._execute(f"SELECT {end}({number}) FROM {kind.table} WHERE {where}")[0][0]  # noqa: S608 - see Literals
            for end in ("min", "max")
        ]
        if None in ends:
            return []
        first, last = ends
        width = (last - first) // most + 1
        return [f"{number} >= {start} AND {number} < {start + width}" for start in range(first, last + 1, width)]

    def rows(self, kind: RowKind, condition: str) -> Iterator[Rows]:
        """Yield rows of a table that meet one of the conditions of `parts`, in blocks, in any order.

        Raises:
            ColumnsUnreadable: The store does not answer, or a value has another width than it must have.
        """
        values = (f"{value} AS {name}" for name, value in zip(kind.names, self.literals.values(kind), strict=True))
        table = kind.table if kind is LINKS or self.literals.is_postgresql else f"{kind.table} NOT INDEXED"
        where = f"{self.literals.condition(kind, self._ledger)} AND {condition}"
        statement = f"SELECT {', '.join(values)} FROM {table} WHERE {where}"  # noqa: S608 - see Literals
        with _named_errors(kind.table), self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**_options(is_postgresql=self.literals.is_postgresql))
            cursor.execute(statement)
            for batch in cursor.fetch_record_batch():
                if batch.num_rows:
                    yield {name: _column(kind, name, batch.column(name)) for name in kind.names}

    def _of_buyers(self, beginnings: range) -> str:
        """Return the condition that the id of the buyer of a link begins with a byte of a range."""
        first = f"buyer >= {self.literals.of(bytes([beginnings.start]))}"
        if beginnings.stop >= _BYTES:
            return first
        return f"{first} AND buyer < {self.literals.of(bytes([beginnings.stop]))}"

    def _execute(self, statement: str) -> list[tuple[Any, ...]]:
        with _named_errors("the store"), self._connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()


def _connect(address: ColumnAddress) -> dbapi.Connection:
    connection: dbapi.Connection
    if address.is_postgresql:
        connection = adbc_driver_postgresql.dbapi.connect(address.place)
    else:
        connection = adbc_driver_sqlite.dbapi.connect(f"file:{quote(address.place)}?mode=ro")
    return connection


def _options(*, is_postgresql: bool) -> dict[str, str]:
    if is_postgresql:
        return {"adbc.postgresql.batch_size_hint_bytes": str(_BYTES_AT_ONCE)}
    return {"adbc.sqlite.query.batch_rows": str(_ROWS_AT_ONCE)}


def _column(kind: RowKind, name: str, values: Any) -> NDArray[Any]:  # noqa: ANN401 - pyarrow has no types
    """Return a column of Arrow as an array that shares its memory; bytes of one width become what they stand for."""
    if pyarrow.types.is_integer(values.type) and not values.null_count:
        numbers: NDArray[Any] = values.to_numpy()
        return numbers
    wanted = kind.row[name]
    if pyarrow.types.is_binary(values.type) and not values.null_count:
        _, places, data = values.buffers()
        ends = np.frombuffer(places, np.int32)[values.offset : values.offset + len(values) + 1]
        if (np.diff(ends) == wanted.itemsize).all():
            return np.frombuffer(data, wanted, len(values), int(ends[0]))
    raise ColumnsUnreadable(
        f"{kind.table} has values of {name} that are not {wanted.itemsize} bytes",
        hint="The index is damaged; run `labour-ledger index rebuild`.",
    )


@contextmanager
def _named_errors(what: str) -> Iterator[None]:
    try:
        yield
    except dbapi.Error as error:
        raise ColumnsUnreadable(
            f"{what} could not be read as columns: {str(error).strip().splitlines()[0]}",
            hint="Check that the store is there and can be read, then try again.",
        ) from error
