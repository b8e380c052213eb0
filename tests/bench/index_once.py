"""One backfill in a process of its own, from an empty store to ready; prints what it took as one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from labour_ledger.chain.client import LedgerClient
from labour_ledger.indexer import sync, writing
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store


def main(rpc_url: str, contract: str, start_block: str, store_url: str) -> None:
    """Index a ledger; the clock runs from before the node is asked until the index calls itself ready."""
    open_store(store_url, create=True).close()
    stages: dict[str, float] = {}
    for owner, name in (
        (writing.PortionWriter, "write"),
        (writing.PortionWriter, "finish"),
        (writing, "rebuild_standing"),
        (writing, "restore_indexes"),
        (Store, "refresh_statistics"),
    ):
        setattr(owner, name, _timed(getattr(owner, name), name, stages))
    address = bytes.fromhex(contract)
    with closing(open_store(store_url)) as store, LedgerClient(rpc_url, address) as client:
        began = time.perf_counter()
        indexer = sync.Synchroniser(store, client, LedgerKey(client.chain_id(), address), start_block=int(start_block))
        indexer.check_node()
        report = indexer.catch_up()
        seconds = time.perf_counter() - began
    found = {
        "seconds": seconds,
        "processor_seconds": _processor_seconds(),
        "step": report.step.value,
        "block": report.block_number,
        "stages": stages,
    }
    print(json.dumps(found))  # noqa: T201 - its result


def _processor_seconds() -> float:
    """Of this process and all it started and ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _timed(function: Callable[..., Any], name: str, stages: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            stages[name] = stages.get(name, 0.0) + time.perf_counter() - began

    return timed


if __name__ == "__main__":
    main(*sys.argv[1:])
