"""Each test here that asks for a store runs on SQLite and on PostgreSQL."""

from tests.support.store_fixtures import indexed, ledger, store, store_kind, store_url

__all__ = ["indexed", "ledger", "store", "store_kind", "store_url"]
