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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator

from labour_ledger.chain.deployment import Deployment, save_deployment
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import IdentifiedSite, save_documents, save_site_profiles
from labour_ledger.store.results import IdentifierText, LedgerKey, SiteProfile, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import subject_id
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

HOST = "127.0.0.1"
STANDARDS = ("ilo/c029@1930", "ilo/c138@1973")
LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
_BATCH = 100
_NOTE = "Generated for a benchmark. " * 8
_ADDRESS = {"lines": ["Road of Samples 12", "Quarter of Examples"], "country": "ID"}


@dataclass(frozen=True)
class Service:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]

    def memory_mb(self) -> float:
        """Return the memory that it takes alone and its share of what it shares."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

    def processor_s(self) -> float:
        """Return the processor time that it took so far, seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class BenchLedger:
    """Sites with an assessment each under every standard, with their documents and names; it can go on."""

    def __init__(self, sites: int) -> None:
        self.simulator = LedgerSimulator()
        self._schemas = [self.simulator.register_schema(schema_id) for schema_id in STANDARDS]
        self._auditor = self.simulator.register_party(PartyClass.AUDITOR)
        self._documents: list[StoredDocument] = []
        self._profiles: list[IdentifiedSite] = []
        self.simulator.mine()
        self.sites = [self._register(number) for number in range(sites)]
        for start in range(0, sites, _BATCH):
            self.assess(self.sites[start : start + _BATCH])

    def assess(self, sites: Sequence[bytes]) -> None:
        """Record an assessment of sites under every standard, in a block of its own."""
        for site in sites:
            for outcome, (schema, schema_id) in enumerate(zip(self._schemas, STANDARDS, strict=True), start=1):
                content = {"scheme": "Generated", "note": _NOTE, "findings": []}
                self.simulator.record(
                    self._auditor,
                    PartyClass.AUDITOR,
                    site,
                    schema=schema,
                    outcome=outcome,
                    document_hash=self._document(site, schema_id, content),
                )
        self.simulator.mine()

    def index(self, store: Store, synchroniser: Synchroniser | None = None) -> None:
        """Bring a store to the head, documents first, as who submits keeps them."""
        with store.unit_of_work() as work:
            save_documents(work.session, self._documents)
            save_site_profiles(work.session, self._profiles)
        self._documents, self._profiles = [], []
        (synchroniser or Synchroniser(store, self.simulator, LEDGER, start_block=1)).catch_up()

    def _register(self, number: int) -> bytes:
        name = f"Site {number}"
        site = subject_id(0, keccak256(name.encode()))
        identifier = {"scheme": "list", "value": str(number)}
        names = [{"text": f"{name} of a generated list", "kind": "registered"}]
        content = {"names": names, "identifiers": [identifier], "address": _ADDRESS}
        identity_hash = self._document(site, "ledger/site-registration@1", content)
        profile = SiteProfile(name, "ID", "", "", "", (IdentifierText("list", str(number)),))
        self._profiles.append(IdentifiedSite(site, identity_hash, profile))
        return self.simulator.register_subject(name, identity_hash=identity_hash, identifiers=[("list", str(number))])

    def _document(self, site: bytes, schema_id: str, content: Mapping[str, object]) -> bytes:
        salt = to_hex(keccak256(len(self._documents).to_bytes(8, "big") + site))
        document = {"v": 1, "schema": schema_id, "subject": to_hex(site), "salt": salt, "content": content}
        found = document_hash(document)
        self._documents.append(StoredDocument(found, schema_id, site, canonical_json(document), 0))
        return found


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
