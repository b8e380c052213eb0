"""Write brownie's list of networks: a local chain of its own on a free port, and one that is already running.

brownie knows networks only from a file in its data folder. Its own "development" network takes port 8545 and blocks of
12 million gas: too narrow for a batch of a hundred records, and the port may be somebody else's.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

# The chain starts at this time in every run, so that tests have the same dates and figures every day.
GENESIS_TIME = 1_760_000_000
BLOCK_GAS_LIMIT = 60_000_000


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def networks(port: int, running_chain: str) -> dict[str, object]:
    """Return brownie's network configuration.

    Args:
        port: Where the local chain for tests shall listen.
        running_chain: URL of a chain for deployments that brownie shall not start itself.
    """
    tests = {
        "name": "Chain for tests",
        "id": "ledger-tests",
        "cmd": f"anvil --hardfork prague --timestamp {GENESIS_TIME}",
        "host": "http://127.0.0.1",
        "cmd_settings": {"port": port, "gas_limit": BLOCK_GAS_LIMIT, "accounts": 10, "base_fee": 0},
    }
    running = {"name": "Running chain", "id": "ledger-rpc", "host": running_chain, "chainid": "0"}
    return {"live": [{"name": "labour-ledger", "networks": [running]}], "development": [tests]}


if __name__ == "__main__":
    content = networks(free_port(), os.environ.get("LABOUR_LEDGER_RPC_URL", "http://127.0.0.1:8545"))
    # JSON is YAML too.
    Path(sys.argv[1]).write_text(json.dumps(content, indent=1), encoding="utf-8")
