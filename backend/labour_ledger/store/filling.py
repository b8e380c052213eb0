"""Filling the index of a new SQLite store through a process of its own: transactions as `UnitOfWork` has, faster."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
from sqlalchemy import Executable, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex

from .bulk import grouped, stored_values
from .bulk_sqlite import insert_statement
from .errors import named_errors
from .filling_process import DONE, MOVED, Opening, Statement, receive, send
from .ownership import FACT_TABLES
from .packed import PackedRows
from .rows import Row

_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""NumPy would start a thread for each processor, for arithmetic that is not done here."""
_STOPPED_WITHIN_S: Final = 30.0
_DIALECT: Final = sqlite.dialect(paramstyle="qmark")


class Filling:
    """The writing process on one file; a context manager, which ends it."""

    def __init__(self, path: Path, *, busy_timeout_s: float) -> None:
        """Start the process; the file is opened with the first transaction.

        Args:
            path: The store's file, with its tables.
            busy_timeout_s: How long another writer is waited for.
        """
        self._place = str(path)
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter with a module of this package
            [sys.executable, "-m", f"{__package__}.filling_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ONE_THREAD,
            start_new_session=True,
        )
        self._say(Opening(str(path), busy_timeout_s))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Its input ends, so it does; what it had not committed is gone, as it must be.
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        try:
            self._process.wait(_STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def process_id(self) -> int:
        """Of the writing process."""
        return self._process.pid

    def transact(self, statements: Iterable[Statement]) -> bool:
        """Carry out statements in one transaction.

        Returns:
            Whether it was committed; False if a statement that must change something did not.

        Raises:
            StoreUnavailable: Locked, gone, full.
            StoreConflict: A row is there already.
        """
        with named_errors(self._place):
            self._say(tuple(statements))
            answer = None if self._process.stdout is None else receive(self._process.stdout)
            text = "the writing process ended" if answer is None else msgspec.msgpack.decode(answer, type=str)
            if text.startswith("ConstraintError"):
                raise sqlite3.IntegrityError(text)
            if text not in (DONE, MOVED):
                raise sqlite3.OperationalError(text)
            return text == DONE

    def _say(self, message: object) -> None:
        try:
            if self._process.stdin is not None:
                send(self._process.stdin, message)
        except BrokenPipeError:
            return  # the missing answer tells


def cursor_statement(update: Update) -> Statement:
    """Return the statement that moves the cursor, without which nothing is written."""
    return msgspec.structs.replace(compiled(update), must_change=True)


def row_statements(packed: Sequence[PackedRows], rows: Sequence[Row]) -> list[Statement]:
    """Return the statements that insert rows."""
    statements = [Statement(packed=block) for block in packed]
    for table_name, group in grouped(rows).items():
        values = tuple(tuple(row) for row in stored_values(table_name, group))
        statements.append(Statement(insert_statement(table_name), values))
    return statements


def index_statements() -> list[Statement]:
    """Return the statements that make the secondary indexes of the facts where they are missing."""
    indexes = [index for table in FACT_TABLES for index in table.indexes]
    return [Statement(str(CreateIndex(index, if_not_exists=True).compile(dialect=_DIALECT))) for index in indexes]


def compiled(statement: Executable) -> Statement:
    """Return a statement of SQLAlchemy whose values are numbers and bytes."""
    text = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
    values = text.construct_params()
    return Statement(str(text), (tuple(values[name] for name in text.positiontup or ()),))
