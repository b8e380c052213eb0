"""How the operator's own rows are written on both stores: missing ones inserted, or known ones replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def insert_missing(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; one whose key is there already stays as it is."""
    if rows:
        session.execute(_dialect(session).insert(table).on_conflict_do_nothing(), rows)


def replace_rows(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or replace those whose key is there already."""
    if not rows:
        return
    statement = _dialect(session).insert(table)
    key = [column.name for column in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)


def _dialect(session: Session) -> Any:  # noqa: ANN401 - the two modules share no type, only `insert`
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
