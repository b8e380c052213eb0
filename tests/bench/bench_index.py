"""Times the index: from an empty database to ready, live lag and audit, beside Ponder and Envio on the same chain.

Run from the root of the repository: `make bench-index` (SIZES="200000 1000000"). Every backfill is a process of its
own and is done twice; the worse counts. A figure is given only if the checksum of what is stored equals that of the raw
logs decoded by eth_abi. Chain, indexer and database share the machine, as at most who try it.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bench_server import BenchServer
from tests.bench.index_backfill import Run, time_backfills
from tests.bench.index_live import LAG_BATCH, LAG_BLOCKS, measure_lag, time_audit
from tests.bench.index_oracle import checksum_of_chain
from tests.bench.index_peer import PeerRun, run_envio, run_ponder
from tests.bench.ledger_chain import Filler, LedgerChain, empty_ledger_chain

from labour_ledger_verify.hexadecimal import to_hex

SUBJECTS = 10_000
AUDITED_RECORDS = 30_000
SMALL = 200_000
"""Up to so many records one batch a block, so that there are more than 2,000 blocks; the peers run up to here."""
BATCHES_IN_LATER_BLOCKS = 10
FINAL_BLOCKS = 100
"""Empty blocks on top, so that every record is older than the peer's finality."""


@dataclass(frozen=True)
class Peers:
    """The folders that the peers are installed in."""

    ponder: Path
    envio: Path


def main(sizes: list[int], ponder: Path, envio: Path) -> None:
    """Run everything and print it.

    Args:
        sizes: Numbers of records at which the index is timed, rising.
        ponder: Folder that peer is installed in.
        envio: Folder of the other one.
    """
    _print_machine()
    with tempfile.TemporaryDirectory(prefix="labour-ledger-bench-") as name:
        directory = Path(name)
        server = BenchServer(directory)
        try:
            with empty_ledger_chain(directory) as filler:
                _bench(filler, directory, server, sizes, Peers(ponder, envio))
        finally:
            server.stop()


def _bench(filler: Filler, directory: Path, server: BenchServer, sizes: list[int], peers: Peers) -> None:
    filler.register_subjects(SUBJECTS)
    filler.record(min(AUDITED_RECORDS, *sizes))
    audited = time_audit(filler.chain, f"sqlite:///{directory}/audit.db")
    _say(f"audit of {SUBJECTS:,} subjects with {audited.records:,} records: {audited.seconds:.2f} s")
    for size in sizes:
        _fill(filler, size)
        theirs = _run_peers(peers, filler.chain, server) if size <= SMALL else {}
        _backfills(filler.chain, directory, server, theirs)
    for store, url in (("SQLite", f"sqlite:///{directory}/lag.db"), ("PostgreSQL", _postgresql(server))):
        lag = measure_lag(filler, url)
        found = f"median {lag.median * 1000:.0f} ms, p99 {lag.p99 * 1000:.0f} ms"
        _say(f"lag on {store}, block to queryable, {LAG_BLOCKS} blocks of {LAG_BATCH} records: {found}")


def _fill(filler: Filler, size: int) -> None:
    filler.record(size - filler.chain.records, in_block=1 if size <= SMALL else BATCHES_IN_LATER_BLOCKS)
    filler.mine(FINAL_BLOCKS)
    chain = filler.chain
    blocks = f"{SUBJECTS:,} subjects in {chain.head():,} blocks"
    _say(f"\n{chain.records:,} records of {blocks}; filled in {chain.fill_s:.0f} s")


def _run_peers(peers: Peers, chain: LedgerChain, server: BenchServer) -> dict[str, PeerRun]:
    found = {
        "Ponder": run_ponder(peers.ponder, chain, server.create_database()),
        "Envio": run_envio(peers.envio, chain, server.create_database()),
    }
    for name, run in found.items():
        assert run.records == chain.records, run
        rate = f"{chain.records / run.seconds:>9,.0f} records/s"
        _say(f"{name:<11} {rate} ({run.seconds:.2f} s, PostgreSQL, records alone)")
        _say(f"{'':<11} peak memory {run.memory_mb:.0f} MB")
    return found


def _backfills(chain: LedgerChain, directory: Path, server: BenchServer, theirs: Mapping[str, PeerRun]) -> None:
    truth = checksum_of_chain(chain.url, to_hex(chain.deployment.contract), chain.head(), os.cpu_count() or 1)
    assert truth[0] == chain.records, truth
    sqlite = time_backfills(chain, truth, lambda run: f"sqlite:///{directory}/{chain.records}-{run}.db")
    _print_runs("SQLite", chain.records, sqlite, theirs)
    postgresql = time_backfills(chain, truth, lambda _: _postgresql(server))
    _print_runs("PostgreSQL", chain.records, postgresql, theirs)


def _postgresql(server: BenchServer) -> str:
    return server.create_database().replace("postgresql:", "postgresql+psycopg:")


def _print_runs(store: str, records: int, runs: list[Run], theirs: Mapping[str, PeerRun]) -> None:
    worst = max(runs, key=lambda run: run.seconds)
    rates = ", ".join(f"{records / run.seconds:,.0f}" for run in runs)
    stages = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in worst.stages.items())
    beside = "".join(f"; {run.seconds / worst.seconds:.0f} x {name}" for name, run in theirs.items())
    _say(f"{store:<11} {records / worst.seconds:>9,.0f} records/s ({worst.seconds:.2f} s{beside}; all runs {rates})")
    memory = f"peak memory {max(run.memory_mb for run in runs):.0f} MB"
    processor = f"{worst.processor_seconds:.2f} s of processors"
    _say(f"{'':<11} {memory}, {processor}, workers included, database server not; {stages}")


def _print_machine() -> None:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines if "model name" in line]
    model = models[0] if models else platform.machine()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout
    _say(f"{os.cpu_count()} cores, {model}; Python {platform.python_version()}; commit {commit.strip()}")
    _say(f"load before: {', '.join(f'{load:.2f}' for load in os.getloadavg())}")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - what a benchmark is for


if __name__ == "__main__":
    main([int(size) for size in sys.argv[3:]], Path(sys.argv[1]), Path(sys.argv[2]))
