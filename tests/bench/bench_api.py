"""Times the status route over loopback, one worker, beside a FastAPI service that does nothing and Datasette.

Run from the root of the repository: `make bench-api`. All stand on the same sites and are put under the same bounded
load. Fresh questions are asked once each: no site and schema was asked about before. Then the same sites are asked
about for other dates, with and without records, then the same questions again and again, then a thousand in one
request, and in the end known ones while another process indexes a block with records every quarter of a second.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.api_blocks import BLOCKS_EVERY_S, SITES_A_BLOCK, Blocks, lag_words
from tests.bench.api_services import (
    HOST,
    STANDARDS,
    BenchLedger,
    Service,
    datasette_service,
    make_table,
    noop_service,
    our_service,
    status_paths,
)
from tests.bench.bench_server import BenchServer

from labour_ledger.store.session import open_store
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

SITES = int(os.environ.get("BENCH_API_SITES", "4000"))
SETTLES_S = 3.0
"""A service that has just started makes its snapshot, which is not what is measured."""
MANY = 1000
MANY_TIMES = 20
CONNECTIONS = 32
SECONDS = 5.0
ROUNDS = 2
SEED = 7
GOAL_RATE, GOAL_P99_MS = 3500, 20


def main() -> None:
    """Measure and print: `bench_api PEERS_FOLDER`."""
    with tempfile.TemporaryDirectory(prefix="labour-ledger-api-") as name:
        directory = Path(name)
        say_machine()
        show_peers(directory, sys.argv[1])
        say(f"status route; goal {GOAL_RATE:,}/s, p99 {GOAL_P99_MS} ms")
        show_store(directory, "SQLite", f"sqlite:///{directory / 'ledger.db'}")
        (directory / "postgresql").mkdir(mode=0o700)
        server = BenchServer(directory / "postgresql")
        try:
            url = server.create_database().replace("postgresql://", "postgresql+psycopg://")
            show_store(directory, "PostgreSQL", url)
        finally:
            server.stop()


def say_machine() -> None:
    """Print what it is measured on."""
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    commit = found.stdout.strip() or "unknown"
    load = os.getloadavg()[0]
    say(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {commit}")
    say(f"{SITES:,} sites x {len(STANDARDS)} schemas, one worker, {CONNECTIONS} connections")


def show_peers(directory: Path, peers_folder: str) -> None:
    """Print how the peers fare, the best round of each."""
    sites = BenchLedger(SITES).sites
    make_table(directory / "table.db", sites)
    words = [(to_hex(site), schema) for site in sites for schema in STANDARDS]
    with noop_service() as service:
        again(directory, service, "FastAPI no-op", [f"/noop/{site}?schema={schema}" for site, schema in words])
    with datasette_service(directory / "table.db", peers_folder) as service:
        path = "/table/status.json?_shape=array&subject="
        again(directory, service, "Datasette", [f"{path}{site}&schema={schema}" for site, schema in words])


def show_store(directory: Path, kind: str, store_url: str) -> None:
    """Print how the status route fares on a store."""
    ledger = BenchLedger(SITES)
    store = open_store(store_url, create=True)
    ledger.index(store)
    store.close()
    chance = random.Random(SEED)
    now = ledger.simulator.head.timestamp
    earlier = f"&valid_at={format_time(now - 5)}"
    fresh = chance.sample(status_paths(ledger.sites), len(ledger.sites) * len(STANDARDS))
    with our_service(directory, store_url) as service:
        time.sleep(SETTLES_S)
        empty = service.memory_mb()
        once(directory, service, f"{kind}, fresh questions, each once", fresh)
        say(f"    memory {service.memory_mb():,.0f} MB, {empty:,.0f} MB before")
        once(directory, service, f"{kind}, other date, each once", [f"{path}{earlier}" for path in fresh])
        bare = [f"{path}&valid_at={format_time(now - 6)}&records=none" for path in fresh]
        once(directory, service, f"{kind}, other date, without records, each once", bare)
        again(directory, service, f"{kind}, asked before", fresh)
        at_once(service, f"{kind}, {MANY:,} sites in one request", ledger)
        blocks = Blocks(ledger, store_url, service.port, fresh[0])
        with blocks.arriving():
            again(directory, service, f"{kind}, asked before, while blocks arrive", fresh)
        say(f"    {SITES_A_BLOCK * len(STANDARDS)} records every {BLOCKS_EVERY_S} s; {lag_words(blocks.lags_s)}")
        say(f"    memory {service.memory_mb():,.0f} MB")


def once(directory: Path, service: Service, name: str, paths: list[str]) -> None:
    """Ask every path once, and print."""
    show(name, put_load(directory, service, 0, paths))


def again(directory: Path, service: Service, name: str, paths: list[str]) -> None:
    """Ask paths in random order for some seconds, several rounds, and print the best."""
    show(name, max((put_load(directory, service, SECONDS, paths) for _ in range(ROUNDS)), key=lambda one: one["rate"]))


def at_once(service: Service, name: str, ledger: BenchLedger) -> None:
    """Ask about many sites in one request, one after the other, and print."""
    chance = random.Random(SEED)
    times = []
    for _ in range(MANY_TIMES):
        asked = {"sites": [to_hex(site) for site in chance.sample(ledger.sites, MANY)], "schemas": STANDARDS}
        request = urllib.request.Request(f"http://{HOST}:{service.port}/v1/statuses", json.dumps(asked).encode())
        request.add_header("Content-Type", "application/json")
        started = time.perf_counter()
        with urllib.request.urlopen(request) as response:
            response.read()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    half, most = times[len(times) // 2], times[-1]
    rate = MANY * len(STANDARDS) * 1000 / half
    say(f"  {name}: p50 {half:.0f} ms, longest {most:.0f} ms, so {rate:,.0f} statuses/s")


def show(name: str, found: dict[str, float]) -> None:
    """Print a measurement."""
    assert not found["failed"], f"{name} failed"
    each = found["processor_s"] / found["asked"] * 1e6
    times = f"p50 {found['p50_ms']:.1f} ms, p99 {found['p99_ms']:.1f} ms"
    say(f"  {name}: {found['rate']:,.0f}/s, {times}; {each:,.0f} us of a processor each")


def put_load(directory: Path, service: Service, seconds: float, paths: list[str]) -> dict[str, float]:
    """Ask from a process of its own."""
    file = directory / "paths.txt"
    file.write_text("\n".join(paths), encoding="utf-8")
    command = [sys.executable, "-m", "tests.bench.api_load", HOST, str(service.port), str(CONNECTIONS), str(seconds)]
    before = service.processor_s()
    done = subprocess.run([*command, str(file)], check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return {**answer, "processor_s": service.processor_s() - before}


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
