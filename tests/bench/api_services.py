"""What `bench_api` measures: a ledger in a store, the service on it, and its peers."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator

from labour_ledger.chain.deployment import Deployment, save_deployment
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

HOST = "127.0.0.1"
STANDARDS = ("ilo/c029@1930", "ilo/c138@1973")
LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
_BATCH = 100


@dataclass(frozen=True)
class Service:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]

    def memory_mb(self) -> float:
        """Return the memory that it takes alone and its share of what it shares."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class BenchLedger:
    """Sites with an assessment each under every standard; it can go on."""

    def __init__(self, sites: int) -> None:
        self.simulator = LedgerSimulator()
        self._schemas = [self.simulator.register_schema(schema_id) for schema_id in STANDARDS]
        self._auditor = self.simulator.register_party(PartyClass.AUDITOR)
        self.simulator.mine()
        self.sites = [self.simulator.register_subject(f"site {number}") for number in range(sites)]
        for outcome, schema in zip((1, 2), self._schemas, strict=True):
            for start in range(0, sites, _BATCH):
                self.assess(self.sites[start : start + _BATCH], schema, outcome)

    def assess(self, sites: Sequence[bytes], schema: bytes | None = None, outcome: int = 1) -> None:
        """Record something about sites, in a block of its own."""
        wanted = schema or self._schemas[0]
        self.simulator.record(self._auditor, PartyClass.AUDITOR, *sites, schema=wanted, outcome=outcome)
        self.simulator.mine()

    def index(self, store_url: str) -> None:
        """Bring a store to the head."""
        store = open_store(store_url, create=True)
        Synchroniser(store, self.simulator, LEDGER, start_block=1).catch_up()
        store.close()


def status_paths(sites: Sequence[bytes], more: str = "") -> list[str]:
    """Return the paths of all statuses of sites."""
    return [f"/v1/sites/{to_hex(site)}/status?schema={schema}{more}" for site in sites for schema in STANDARDS]


def make_table(file: Path, sites: Sequence[bytes]) -> None:
    """Write the same answers as a plain table, as Datasette would be given them."""
    with sqlite3.connect(file) as connection:
        connection.execute(
            "CREATE TABLE status "
            "(subject TEXT, schema TEXT, code TEXT, valid_until INTEGER, PRIMARY KEY (subject, schema))"
        )
        rows = [(to_hex(site), schema, "conforms", 2**40) for site in sites for schema in STANDARDS]
        connection.executemany("INSERT INTO status VALUES (?, ?, ?, ?)", rows)
    connection.close()


@contextmanager
def our_service(directory: Path, store_url: str) -> Iterator[Service]:
    """Run `labour-ledger serve`, without a node, until the end of the block."""
    save_deployment(Deployment(CHAIN_ID, CONTRACT, bytes(20), 1, bytes(32), bytes(32), bytes(32)), directory / "d.json")
    settings = {"HOME": str(directory), "STORE_URL": store_url, "RPC_URL": "http://127.0.0.1:9"}
    settings |= {"DEPLOYMENT_FILE": str(directory / "d.json"), "KEYSTORE_DIR": str(directory / "keys")}
    command = [str(Path(sys.executable).parent / "labour-ledger"), "serve", "--port", "{port}"]
    environment = {f"LABOUR_LEDGER_{name}": value for name, value in settings.items()}
    with _running(command, environment, "/healthz") as service:
        yield service


@contextmanager
def noop_service() -> Iterator[Service]:
    """Run the service that does nothing, on the same server and loop."""
    command = [sys.executable, "-m", "uvicorn", "tests.bench.api_noop:app", "--host", HOST, "--port", "{port}"]
    with _running([*command, "--log-level", "warning", "--no-access-log"], {}, "/noop/0x?schema=s") as service:
        yield service


@contextmanager
def datasette_service(table: Path, peers_folder: str) -> Iterator[Service]:
    """Run Datasette on the table."""
    path = os.pathsep.join([os.environ.get("PYTHONPATH", ""), peers_folder])
    command = [sys.executable, "-m", "datasette", "serve", "-i", str(table), "-h", HOST, "-p", "{port}"]
    with _running(command, {"PYTHONPATH": path}, "/") as service:
        yield service


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str], path: str) -> Iterator[Service]:
    assert shutil.which(command[0]), command[0]
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    arguments = [part.format(port=port) if part == "{port}" else part for part in command]
    process = subprocess.Popen(
        arguments, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, path)
        yield Service(port, process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, path: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}{path}"):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers {path}")
