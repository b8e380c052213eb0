"""Migrations: brings the tables to the version of this program, inside a connection it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_MIGRATION_LOCK: Final = 5_046_250_021
"""Number of the advisory lock on PostgreSQL; any that no other program takes. SQLite locks the file by itself."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations beside this module, bound to a connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest_version() -> str:
    """Return the version this program needs."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise RuntimeError("the package has no migrations")
    return head


def is_known(version: str) -> bool:
    """Return whether this program has a migration of that name."""
    names = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    return version in names


def current_version(connection: Connection) -> str | None:
    """Return the version of the tables, None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables up to a version, in the transaction of the connection; two programs at once take turns."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
    command.upgrade(alembic_config(connection), to)


def downgrade(connection: Connection, to: str = "base") -> None:
    """Take the tables back to a version, in the transaction of the connection."""
    command.downgrade(alembic_config(connection), to)
