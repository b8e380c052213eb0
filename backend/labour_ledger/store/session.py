"""Opening a store, and its two ways in: `reading` and `unit_of_work`, the only place that commits.

A reading session sees one state of the store however many statements it makes. A unit of work commits once at its end
or changes nothing. Both give errors of the database libraries the names of `errors`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlmodel import Session

from . import bulk_postgresql, bulk_sqlite, migrate, partitions
from .engines import make_engine, writing_engine
from .errors import PartitionsRefused, StoreOutdated, StoreUnavailable, named_errors
from .file_version import FileVersion
from .filling import Filling
from .packed import PackedRows
from .results import LedgerKey
from .rows import Row
from .status_readers import PostgresqlStatusReader, SqliteStatusReader, StatusReader
from .urls import parse_url, place_of, sqlite_path
from .writer_claim import AdvisoryClaim, FileClaim, WriterClaim

_ROWS_COUNTED: Final = 1000
"""SQLite looks at so many rows of an index; PostgreSQL takes samples of its own."""
_STATISTICS_TARGET: Final = 20
"""PostgreSQL looks at 300 times as many rows (its manual, ANALYZE): enough for hashes, of which none is common."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction: a session for statements, and bulk writing of index rows."""

    session: Session

    def insert(self, rows: Sequence[Row]) -> None:
        """Write index rows of any types, fast, in this transaction.

        Raises:
            StoreConflict: A row is there already (when the unit of work ends, at the latest).
        """
        connection = self.session.connection()
        raw = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            bulk_sqlite.insert_rows(raw, rows)
        else:
            bulk_postgresql.insert_rows(raw, rows)

    def insert_packed(self, rows: Sequence[PackedRows]) -> None:
        """Write packed index rows in this transaction, faster still.

        Raises:
            StoreConflict: A row is there already (when the unit of work ends, at the latest).
        """
        connection = self.session.connection()
        raw = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            bulk_sqlite.insert_packed(raw, rows)
        else:
            bulk_postgresql.insert_packed(raw, rows)


class Store:
    """An open store.

    Attributes:
        place: The store for people, without a password.
        commits: How many units of work were committed through this object; threads may count one together.
    """

    def __init__(self, url: URL, engine: Engine, busy_timeout_s: float) -> None:
        self.place = place_of(url)
        self.commits = 0
        self._url = url
        self._path = sqlite_path(url)
        self._file = 0
        self._busy_timeout_s = busy_timeout_s
        self._engine = engine
        self._version = None if self._path is None else FileVersion(self._path)
        postgresql = engine.dialect.name == "postgresql"
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if postgresql else {}
        self._readers = engine.execution_options(**snapshot)
        self._writers = writing_engine(engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the store and is never committed.

        Raises:
            StoreUnavailable: Locked, gone or refused.
            StoreOutdated: The tables are of another version.
        """
        with named_errors(self.place), Session(self._readers) as session:
            self._refuse_missing_file()
            yield session

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """Give a transaction that is committed once at its end, or not at all when an error leaves it.

        Raises:
            StoreUnavailable: Locked, gone or refused.
            StoreOutdated: The tables are of another version.
            StoreConflict: Something written contradicts what is stored.
        """
        with named_errors(self.place), Session(self._writers) as session:
            self._refuse_missing_file()
            session.connection()
            yield UnitOfWork(session)
            session.commit()
            self.commits += 1

    def filling(self) -> Filling | None:
        """Return a faster way to fill an empty index, to be used in a `with` block; None where there is none."""
        return None if self._path is None else Filling(self._path, busy_timeout_s=self._busy_timeout_s)

    def partition(self, width_blocks: int) -> int:
        """Cut the big tables of the index into partitions by block number; readers and writers wait until it is done.

        Args:
            width_blocks: Blocks in a partition.

        Returns:
            The number of partitions of each table, those ahead of the index included.

        Raises:
            PartitionsRefused: Not on this kind of database, not twice, and not so many.
            StoreLocked: Somebody used the tables for longer than was waited.
        """
        if self._path is not None:
            raise PartitionsRefused(
                f"the store {self.place} is SQLite, which has no partitions",
                hint="They pay for tens of millions of records, on PostgreSQL; see docs/operate.md, Large ledgers.",
            )
        with named_errors(self.place), self._writers.begin() as connection:
            return partitions.partition(connection, width_blocks)

    def make_partitions(self, block_number: int) -> int:
        """Make the partitions that blocks up to a number need, and one more; nothing where the tables are whole.

        Raises:
            StoreUnavailable: Locked, gone or refused.
        """
        if self._path is not None:
            return 0
        with named_errors(self.place), self._writers.begin() as connection:
            return partitions.make_ahead(connection, block_number)

    def writer_claim(self, ledger: LedgerKey) -> WriterClaim:
        """Return the claim on writing the index of a ledger; it is not taken yet, and must be released."""
        if self._path is not None:
            return FileClaim(self._path, ledger)
        return AdvisoryClaim(self._engine, self.place, ledger)

    def status_reader(self) -> StatusReader:
        """Return a way past SQLAlchemy to what statuses rest on; it must be closed before the store."""
        if self._version is not None:
            return SqliteStatusReader(self._version, self.place)
        return PostgresqlStatusReader(self._url, self.place)

    def version(self) -> tuple[int, int] | None:
        """Return something that differs once anything in the store was changed; None if the store cannot say.

        PostgreSQL would have to be asked over its connection, which costs more than it saves.
        """
        return None if self._version is None else self._version.read()

    def close(self) -> None:
        """Close all connections."""
        if self._version is not None:
            self._version.close()
        self._engine.dispose()

    def migrate(self) -> None:
        """Bring the tables to the version of this program; one transaction, safe to repeat.

        Raises:
            StoreUnavailable: Locked, gone or refused.
        """
        with named_errors(self.place), self._writers.begin() as connection:
            migrate.upgrade(connection)

    def refresh_statistics(self) -> None:
        """Let the database count its rows anew; without that it plans queries on much new data badly.

        Raises:
            StoreUnavailable: Locked, gone or refused.
        """
        with named_errors(self.place), self._writers.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA analysis_limit = {_ROWS_COUNTED}")
            else:
                connection.exec_driver_sql(f"SET LOCAL default_statistics_target = {_STATISTICS_TARGET}")
            connection.exec_driver_sql("ANALYZE")

    def is_current(self) -> bool:
        """Return whether the tables are of this program's version; then nobody need wait for a writer to open them.

        Raises:
            StoreUnavailable: Locked, gone or refused.
        """
        if self._path is not None and not self._path.exists():
            return False
        with named_errors(self.place), self._readers.connect() as connection:
            return migrate.current_version(connection) == migrate.newest_version()

    def check_version(self) -> None:
        """Refuse tables of another version.

        Raises:
            StoreOutdated: The tables are missing, older or newer.
        """
        with named_errors(self.place), self._readers.connect() as connection:
            found, wanted = migrate.current_version(connection), migrate.newest_version()
        if found != wanted:
            known = found is None or migrate.is_known(found)
            raise StoreOutdated(
                f"the store {self.place} is at version {found or 'none'}, this program needs {wanted}",
                hint="Run `labour-ledger index migrate`."
                if known
                else "A newer program wrote it; update labour-ledger on this machine.",
            )

    def _refuse_missing_file(self) -> None:
        # SQLite goes on writing to a deleted file that it holds open, and nobody would find the rows again.
        if self._path is None:
            return
        try:
            file = self._path.stat().st_ino
        except OSError as error:
            raise StoreUnavailable(
                f"the store {self.place} is gone",
                hint="Restore the file, or run `labour-ledger index rebuild` to build the index anew.",
            ) from error
        if file != self._file:
            # connections to a file that another one took the place of would go on seeing the old one
            self._engine.dispose()
            self._file = file


def open_store(url: str, *, create: bool = False, busy_timeout_s: float = 5.0) -> Store:
    """Open a store by its URL.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg://…`.
        create: Make the file (SQLite) and migrate the tables where they are not of this version; otherwise both must
            be there.
        busy_timeout_s: How long a writer waits for another one.

    Returns:
        A store whose tables are of this version.

    Raises:
        StoreUrlInvalid: The URL names no store that can be opened.
        StoreUnavailable: It is not there, locked or refuses the connection.
        StoreOutdated: The tables are of another version, and `create` is false.
    """
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None and not path.exists():
        if not create:
            raise StoreUnavailable(
                f"there is no store at {path}",
                hint="Check the path and the working directory, or run `labour-ledger index migrate` to make it.",
            )
        _make_directory(path.parent)
    store = Store(parsed, make_engine(parsed, busy_timeout_s), busy_timeout_s)
    try:
        if create and not store.is_current():
            _touch(path)
            store.migrate()
        store.check_version()
    except BaseException:
        store.close()
        raise
    return store


def _make_directory(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the directory {path} cannot be made: {error.strerror}") from error


def _touch(path: Path | None) -> None:
    if path is None:
        return
    try:
        path.touch()
    except OSError as error:
        raise StoreUnavailable(f"the file {path} cannot be written: {error.strerror}") from error
