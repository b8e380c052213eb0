from tests.support.store_fixtures import ledger, store, store_kind, store_url

__all__ = ["ledger", "store", "store_kind", "store_url"]
