"""How long an audit takes, and how long after a block its records can be read."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from tests.bench.ledger_chain import Filler, LedgerChain

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.new_heads import NewHeads
from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.follow import follow
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store

LAG_BLOCKS = 300
LAG_BATCH = 20
FIRST_BLOCKS = 5
"""Not timed: the indexer starts meanwhile."""
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
    """Mine blocks with records while an indexer in its own process follows; look when the store has them."""
    chain = filler.chain
    lags = []
    with _opened(chain, store_url) as (indexer, store, _, ledger):
        indexer.catch_up()
        deployment = chain.deployment
        asked = [chain.url, deployment.contract.hex(), str(deployment.block_number), store_url]
        follower = subprocess.Popen([sys.executable, "-m", "tests.bench.index_live", *asked])
        try:
            for number in range(FIRST_BLOCKS + LAG_BLOCKS):
                filler.record(LAG_BATCH, batch=LAG_BATCH)
                mined, wanted = time.perf_counter(), chain.head()
                _wait_for(store, ledger, wanted)
                if number >= FIRST_BLOCKS:
                    lags.append(time.perf_counter() - mined)
        finally:
            follower.kill()
            follower.wait()
    p99 = statistics.quantiles(lags, n=100)[98]
    return Lag(statistics.median(lags), p99)


def _wait_for(store: Store, ledger: LedgerKey, block_number: int) -> None:
    while True:
        with store.reading() as session:
            cursor = get_cursor(session, ledger)
        if cursor is not None and cursor.block_number >= block_number:
            return
        time.sleep(LOOKED_EVERY_S)


def _follow(rpc_url: str, contract: str, start_block: str, store_url: str) -> None:
    address = bytes.fromhex(contract)
    news = NewHeads(rpc_url.replace("http", "ws", 1), timeout_s=10)
    never = threading.Event()
    with closing(open_store(store_url)) as store, LedgerClient(rpc_url, address) as client, news:
        ledger = LedgerKey(client.chain_id(), address)
        indexer = Synchroniser(store, client, ledger, start_block=int(start_block))
        claim = store.writer_claim(ledger)
        follow(indexer, claim, lambda seconds: news.wait(seconds, never), poll_interval_s=LAG_POLL_S)


@contextmanager
def _opened(chain: LedgerChain, url: str) -> Iterator[tuple[Synchroniser, Store, LedgerClient, LedgerKey]]:
    contract = chain.deployment.contract
    ledger = LedgerKey(chain.deployment.chain_id, contract)
    with closing(open_store(url, create=True)) as store, LedgerClient(chain.url, contract) as client:
        yield Synchroniser(store, client, ledger, start_block=chain.deployment.block_number), store, client, ledger


if __name__ == "__main__":
    _follow(*sys.argv[1:])
