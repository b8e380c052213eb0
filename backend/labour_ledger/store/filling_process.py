"""The process that fills a new SQLite index: it writes through APSW, which binds values in half the time.

APSW brings an SQLite of its own, and two of them in one process on one file break each other's locks (SQLite, "How To
Corrupt An SQLite Database File", 2.2.1). So it is loaded here and nowhere else, and nothing here loads the other one.
Messages are a length of 4 bytes and MessagePack; it ends when its input ends.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any, Final

import apsw
import msgspec

from .packed import PackedRows, packed_insert

LENGTH_BYTES: Final = 4
DONE: Final = "done"
MOVED: Final = "moved"
CACHE_KIB: Final = 4096
"""Rows and sorted indexes are only ever appended, which needs no cache; and what SQLite sorts at once is of this size
too, so that a small one lets it sort in several threads."""
SORTING_THREADS: Final = 3


class Statement(msgspec.Struct, frozen=True):
    """One statement of a transaction.

    Attributes:
        sql: Its text; empty where packed rows are inserted.
        rows: Values of each execution.
        packed: Packed rows.
        must_change: Whether the whole transaction is dropped if it changes nothing.
    """

    sql: str = ""
    rows: tuple[tuple[Any, ...], ...] = ((),)
    packed: PackedRows | None = None
    must_change: bool = False


class Opening(msgspec.Struct, frozen=True):
    """The first message: the file, and how long a locked one is waited for."""

    path: str
    busy_timeout_s: float


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    pipe.write(len(data).to_bytes(LENGTH_BYTES, "big"))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, None at the end or if the other side died in the middle of one."""
    head = pipe.read(LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    data = pipe.read(length)
    return data if len(head) == LENGTH_BYTES and len(data) == length else None


def serve(asking: IO[bytes], answering: IO[bytes]) -> None:
    """Carry out transactions; the answer to each is `DONE`, `MOVED`, or what SQLite has against it."""
    first = receive(asking)
    if first is None:
        return
    opening = msgspec.msgpack.decode(first, type=Opening)
    connection: apsw.Connection | None = None
    while (message := receive(asking)) is not None:
        statements = msgspec.msgpack.decode(message, type=tuple[Statement, ...])
        try:
            if connection is None:
                connection = _open(opening)
            answer = _transact(connection, statements)
        except apsw.Error as error:
            answer = f"{type(error).__name__}: {error}"
        send(answering, answer)


def _open(opening: Opening) -> apsw.Connection:
    connection = apsw.Connection(opening.path, flags=apsw.SQLITE_OPEN_READWRITE)
    connection.set_busy_timeout(int(opening.busy_timeout_s * 1000))
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA threads = {SORTING_THREADS}")
    return connection


def _transact(connection: apsw.Connection, statements: Iterable[Statement]) -> str:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            if not _execute(connection, statement):
                connection.execute("ROLLBACK")
                return MOVED
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return DONE


def _execute(connection: apsw.Connection, statement: Statement) -> bool:
    if statement.packed is not None:
        sql, row = packed_insert(statement.packed.layout)
        connection.executemany(sql, row.iter_unpack(statement.packed.data))
        return True
    rows: Sequence[tuple[Any, ...]] = statement.rows
    connection.executemany(statement.sql, rows)
    return connection.changes() > 0 or not statement.must_change


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
