"""Dumps of an index as bytes, to compare two of them."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from tests.support.stores import empty_store_url

from labour_ledger.chain.reader import ChainReader
from labour_ledger.indexer.dump import write_dump
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store


def dump_of(store: Store, ledger: LedgerKey) -> bytes:
    """Return the dump of an index."""
    target = io.BytesIO()
    write_dump(store, ledger, target)
    return target.getvalue()


def fresh_dump(reader: ChainReader, ledger: LedgerKey) -> bytes:
    """Return the dump of an index that was built just now in one go, on SQLite."""
    with tempfile.TemporaryDirectory() as directory:
        fresh = open_store(empty_store_url("sqlite", Path(directory)))
        Synchroniser(fresh, reader, ledger, start_block=1).catch_up()
        dump = dump_of(fresh, ledger)
        fresh.close()
    return dump
