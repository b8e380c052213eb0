"""How long an audit takes, and how long after a block its records can be read."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.bench.ledger_chain import Filler, LedgerChain

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.new_heads import NewHeads
from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.follow import follow
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store

LAG_BLOCKS = 300
LAG_BATCH = 20
LAG_POLL_S = 1.0
"""The default: news of blocks come first."""
LOOKED_EVERY_S = 0.004
"""More often would take the processor from who is measured."""


@dataclass(frozen=True)
class Audited:
    """What an audit took."""

    seconds: float
    records: int


@dataclass(frozen=True)
class Lag:
    """How long after blocks their records could be read, seconds."""

    median: float
    p99: float


def time_audit(chain: LedgerChain, store_url: str) -> Audited:
    """Index a chain into an empty store and audit it, signatures included."""
    with _opened(chain, store_url) as (indexer, store, client, ledger):
        indexer.catch_up()
        began = time.perf_counter()
        report = audit(store, client, ledger)
        seconds = time.perf_counter() - began
    assert report.is_complete
    return Audited(seconds, report.records)


def measure_lag(filler: Filler, store_url: str) -> Lag:
    """Mine blocks with records while an indexer follows, and look how long after each the store has them."""
    chain = filler.chain
    stopped = threading.Event()
    lags = []
    news = NewHeads(chain.url.replace("http", "ws", 1), timeout_s=10)
    with _opened(chain, store_url) as (indexer, store, _, ledger), news:
        indexer.catch_up()
        follower = threading.Thread(
            target=follow,
            args=(indexer, store.writer_claim(ledger), lambda seconds: news.wait(seconds, stopped)),
            kwargs={"poll_interval_s": LAG_POLL_S},
        )
        follower.start()
        try:
            for _ in range(LAG_BLOCKS):
                filler.record(LAG_BATCH, batch=LAG_BATCH)
                mined, wanted = time.perf_counter(), chain.head()
                while True:
                    with store.reading() as session:
                        cursor = get_cursor(session, ledger)
                    if cursor is not None and cursor.block_number >= wanted:
                        break
                    time.sleep(LOOKED_EVERY_S)
                lags.append(time.perf_counter() - mined)
        finally:
            stopped.set()
            follower.join()
    p99 = statistics.quantiles(lags, n=100)[98]
    return Lag(statistics.median(lags), p99)


@contextmanager
def _opened(chain: LedgerChain, url: str) -> Iterator[tuple[Synchroniser, Any, LedgerClient, LedgerKey]]:
    contract = chain.deployment.contract
    ledger = LedgerKey(chain.deployment.chain_id, contract)
    with closing(open_store(url, create=True)) as store, LedgerClient(chain.url, contract) as client:
        yield Synchroniser(store, client, ledger, start_block=chain.deployment.block_number), store, client, ledger
