"""Alembic's entry: runs the migrations in the connection and transaction that `migrate` gives."""

from __future__ import annotations

from alembic import context

from labour_ledger.store.ownership import INDEX_TABLES

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=INDEX_TABLES[0].metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
