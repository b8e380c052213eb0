"""Blocks that arrive while a service is asked: another process indexes them, and it is timed when answers show them."""

from __future__ import annotations

import json
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle

from tests.bench.api_services import HOST, LEDGER, BenchLedger

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.session import open_store

BLOCKS_EVERY_S = 0.25
SITES_A_BLOCK = 5
_LOOKED_EVERY_S = 0.004


class Blocks:
    """Writes blocks, in a thread of the process that only waits for the load, and looks when they show."""

    def __init__(self, ledger: BenchLedger, store_url: str, port: int, path: str) -> None:
        self._ledger = ledger
        self._store = open_store(store_url)
        self._url = f"http://{HOST}:{port}{path}"
        self._leaving = threading.Event()
        self._written: dict[int, float] = {}
        self.lags_s: list[float] = []
        self._threads = [threading.Thread(target=self._write), threading.Thread(target=self._look)]

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Write and look until the end of the block."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._leaving.set()
            for thread in self._threads:
                thread.join()
            self._store.close()

    def _write(self) -> None:
        synchroniser = Synchroniser(self._store, self._ledger.simulator, LEDGER, start_block=1)
        starts = cycle(range(0, len(self._ledger.sites) - SITES_A_BLOCK, SITES_A_BLOCK))
        while not self._leaving.wait(BLOCKS_EVERY_S):
            start = next(starts)
            self._ledger.assess(self._ledger.sites[start : start + SITES_A_BLOCK])
            self._ledger.index(self._store, synchroniser)
            self._written[self._ledger.simulator.head.number] = time.perf_counter()

    def _look(self) -> None:
        seen = 0
        while not self._leaving.wait(_LOOKED_EVERY_S):
            with urllib.request.urlopen(self._url) as response:
                number = json.load(response)["basis"]["block"]["number"]
            now = time.perf_counter()
            if number > seen and number in self._written:
                # asked while it was being written, an answer can show it before this process knows
                self.lags_s.append(max(0.0, now - self._written[number]))
            seen = max(seen, number)


def lag_words(lags_s: list[float]) -> str:
    """Return in words after how long blocks showed."""
    if not lags_s:
        sys.exit("no block showed")
    ordered = sorted(lags_s)
    half, most = ordered[len(ordered) // 2] * 1000, ordered[len(ordered) * 99 // 100] * 1000
    return f"blocks show after p50 {half:.0f} ms, p99 {most:.0f} ms ({len(ordered)} blocks)"
