"""Schemas as the ledger has them registered."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.results import LedgerKey, SchemaView
from labour_ledger_verify.history import SCHEMA_RETIRED

from .histories import schemas_history
from .statements import SCHEMA, AnyRow, in_order, of_ledger


def list_schemas(session: Session, ledger: LedgerKey) -> tuple[SchemaView, ...]:
    """Return all schemas in the order of their registration."""
    retired = _retirements(session, ledger)
    rows = session.execute(in_order(select(SCHEMA).where(of_ledger(SCHEMA, ledger)), SCHEMA))
    return tuple(_schema(row, retired) for row in rows)


def get_schema(session: Session, ledger: LedgerKey, schema: bytes) -> SchemaView | None:
    """Return a schema by its hash, or None if the ledger has none of that name."""
    row = session.execute(select(SCHEMA).where(of_ledger(SCHEMA, ledger), SCHEMA.c.schema_hash == schema)).one_or_none()
    return None if row is None else _schema(row, _retirements(session, ledger))


def _retirements(session: Session, ledger: LedgerKey) -> dict[bytes, int]:
    history = schemas_history(session, ledger)
    return {entry.data("schema"): entry.recorded_at for entry in history if entry.type is SCHEMA_RETIRED}


def _schema(row: AnyRow, retired: dict[bytes, int]) -> SchemaView:
    return SchemaView(
        schema=row.schema_hash,
        schema_id=row.schema_id,
        issuer_classes=row.issuer_classes,
        outcomes=row.outcomes,
        flags=row.flags,
        longest_validity=row.longest_validity,
        longest_backdating=row.longest_backdating,
        content_hash=row.content_hash,
        registered_at=row.recorded_at,
        retired_at=retired.get(row.schema_hash),
        block_number=row.block_number,
    )
