"""What a backfill takes, each in a process of its own, and only if the store then holds what the chain does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.bench.index_oracle import Checksum, checksum_of_store
from tests.bench.ledger_chain import LedgerChain
from tests.bench.process_memory import watch_memory

from labour_ledger.store.session import open_store

RUNS = 2


@dataclass(frozen=True)
class Run:
    """What one backfill took: time on the clock and of processors, memory, and the clock's time for each stage."""

    seconds: float
    processor_seconds: float
    memory_mb: float
    stages: dict[str, float]


def time_backfills(chain: LedgerChain, truth: Checksum, url_of: Callable[[int], str]) -> list[Run]:
    """Index a chain several times.

    Args:
        chain: What is indexed.
        truth: Checksum of its records by other means.
        url_of: Address of an empty store for the run of a number.
    """
    runs = []
    for number in range(RUNS):
        url = url_of(number)
        runs.append(_backfill(chain, url))
        with closing(open_store(url)) as store:
            assert checksum_of_store(store) == truth, "the index differs from the logs"
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).unlink()
    return runs


def _backfill(chain: LedgerChain, store_url: str) -> Run:
    deployment = chain.deployment
    asked = [chain.url, deployment.contract.hex(), str(deployment.block_number), store_url]
    command = [sys.executable, "-m", "tests.bench.index_once", *asked]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = watch_memory(process)
    answer, _ = process.communicate()
    assert process.returncode == 0
    found = json.loads(answer)
    return Run(found["seconds"], found["processor_seconds"], peak(), found["stages"])
