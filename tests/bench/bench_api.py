"""Times the status route over loopback, one worker, beside a FastAPI service that does nothing and Datasette.

Run from the root of the repository: `make bench-api`. All stand on the same sites and are asked by the same bounded
load, in random order. The status route is asked every question once before, one at a time, which is shown too: that is
what it takes to work an answer out. The load then asks what was asked before, as it is while no block comes.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator

from labour_ledger.chain.deployment import Deployment, save_deployment
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

SITES = 1000
STANDARDS = ("ilo/c029@1930", "ilo/c138@1973")
CONNECTIONS = 32
SECONDS = 5.0
ROUNDS = 3
GOAL_RATE, GOAL_P99_MS = 3500, 20
HOST = "127.0.0.1"


def main() -> None:
    """Measure and print: `bench_api PEERS_FOLDER`."""
    with tempfile.TemporaryDirectory(prefix="labour-ledger-api-") as name:
        directory = Path(name)
        sites = make_ledger(directory)
        make_table(directory, sites)
        say(f"{platform.machine()}, Python {platform.python_version()}, one worker, {CONNECTIONS} connections")
        services = {
            "status route": (
                our_command(directory),
                [f"/v1/sites/{site}/status?schema={s}" for site in sites for s in STANDARDS],
            ),
            "FastAPI no-op": (noop_command(), [f"/noop/{site}?schema={s}" for site in sites for s in STANDARDS]),
            "Datasette": (
                datasette_command(directory),
                [f"/table/status.json?_shape=array&subject={site}&schema={s}" for site in sites for s in STANDARDS],
            ),
        }
        show(directory, services, sys.argv[1])


def show(directory: Path, services: dict[str, tuple[list[str], list[str]]], peers_folder: str) -> None:
    """Start all services, ask them in turns, and print the best round of each."""
    found: dict[str, list[dict[str, float]]] = {}
    for name, (command, paths) in services.items():
        with running(command, peers_folder) as port:
            file = directory / "paths.txt"
            file.write_text("\n".join(paths), encoding="utf-8")
            wait_for(port, paths[0])
            if name == "status route":
                show_first_answers(port, paths)
            for _ in range(ROUNDS):
                found.setdefault(name, []).append(put_load(port, file))
    for name, rounds in found.items():
        best = max(rounds, key=lambda one: one["rate"])
        goal = f"; goal {GOAL_RATE:,}/s, p99 {GOAL_P99_MS} ms" if name == "status route" else ""
        say(f"  {name}: {best['rate']:,.0f}/s, p50 {best['p50_ms']:.1f} ms, p99 {best['p99_ms']:.1f} ms{goal}")
        assert not any(one["failed"] for one in rounds), f"{name} failed"


def show_first_answers(port: int, paths: list[str]) -> None:
    """Ask every question once, one after the other."""
    times = []
    for path in paths:
        started = time.perf_counter()
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}") as answer:
            size = len(answer.read())
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    half, most = times[len(times) // 2], times[len(times) * 99 // 100]
    say(f"  status route, first answers, one at a time: p50 {half:.1f} ms, p99 {most:.1f} ms, {size:,} bytes")


def put_load(port: int, file: Path) -> dict[str, float]:
    """Ask from a process of its own."""
    command = [sys.executable, "-m", "tests.bench.api_load", HOST, str(port), str(CONNECTIONS), str(SECONDS), str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def make_ledger(directory: Path) -> list[str]:
    """Index a ledger of sites with assessments; return the ids of the sites."""
    simulator = LedgerSimulator()
    schemas = [simulator.register_schema(schema_id) for schema_id in STANDARDS]
    auditor = simulator.register_party(PartyClass.AUDITOR)
    simulator.mine()
    sites = [simulator.register_subject(f"site {number}") for number in range(SITES)]
    for outcome, schema in zip((1, 2), schemas, strict=True):
        for start in range(0, SITES, 100):
            simulator.record(auditor, PartyClass.AUDITOR, *sites[start : start + 100], schema=schema, outcome=outcome)
            simulator.mine()
    store = open_store(f"sqlite:///{directory / 'ledger.db'}", create=True)
    Synchroniser(store, simulator, LedgerKey(CHAIN_ID, CONTRACT), start_block=1).catch_up()
    store.close()
    record = Deployment(CHAIN_ID, CONTRACT, bytes(20), 1, bytes(32), bytes(32), bytes(32))
    save_deployment(record, directory / "deployment.json")
    return [to_hex(site) for site in sites]


def make_table(directory: Path, sites: list[str]) -> None:
    """Write the same answers as a plain table, as Datasette would be given them."""
    with sqlite3.connect(directory / "table.db") as connection:
        connection.execute(
            "CREATE TABLE status "
            "(subject TEXT, schema TEXT, code TEXT, valid_until INTEGER, PRIMARY KEY (subject, schema))"
        )
        rows = [(site, schema, "conforms", 2**40) for site in sites for schema in STANDARDS]
        connection.executemany("INSERT INTO status VALUES (?, ?, ?, ?)", rows)


def our_command(directory: Path) -> list[str]:
    """Return what starts the service as `labour-ledger serve` does."""
    program = (
        "import sys, uvicorn; from pathlib import Path; from labour_ledger.config import Settings;"
        "from labour_ledger.api.app import create_app; home = Path(sys.argv[1]);"
        "settings = Settings(home=home, store_url=f'sqlite:///{home}/ledger.db', rpc_url='http://127.0.0.1:9',"
        "deployment_file=home / 'deployment.json', keystore_dir=home / 'keys');"
        "app = create_app(settings); port = int(sys.argv[2]);"
        "uvicorn.run(app, host='127.0.0.1', port=port, log_level='warning', access_log=False)"
    )
    return [sys.executable, "-c", program, str(directory), "{port}"]


def noop_command() -> list[str]:
    """Return what starts the service that does nothing."""
    quiet = ["--log-level", "warning", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", "tests.bench.api_noop:app", "--host", HOST, "--port", "{port}", *quiet]


def datasette_command(directory: Path) -> list[str]:
    """Return what starts Datasette on the table."""
    return [sys.executable, "-m", "datasette", "serve", "-i", str(directory / "table.db"), "-h", HOST, "-p", "{port}"]


@contextmanager
def running(command: list[str], peers_folder: str) -> Iterator[int]:
    """Run a service on a free port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.environ.get("PYTHONPATH", ""), peers_folder])}
    arguments = [part.format(port=port) if part == "{port}" else part for part in command]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def wait_for(port: int, path: str) -> None:
    """Wait until a service answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}{path}"):
                return
        except (ConnectionError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"nothing answers {path}")


if __name__ == "__main__":
    main()
