"""A fresh chain for measuring gas, and the rows measured on it. Knows nothing of what is deployed."""

from __future__ import annotations

import random
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from web3 import HTTPProvider, Web3

from labour_ledger.chain.anvil import find_anvil

EPOCH = 1_760_000_000
TRANSACTION_GAS_CAP = 2**24  # EIP-7825
TRANSACTION_BASE = 21_000
BLOCK_GAS_LIMIT = 1_000_000_000  # so that a batch over the cap is measured too, and marked
READY_S = 10.0
SEED = 20_261_122


@dataclass(frozen=True)
class Row:
    """One measured operation.

    Attributes:
        system: Whose contract.
        operation: What was done.
        items: Attestations, subjects or keys in one transaction.
        gas: Median gas of the transactions.
    """

    system: str
    operation: str
    items: int
    gas: int

    @property
    def each(self) -> int:
        """Gas for each item."""
        return round(self.gas / self.items)

    @property
    def most_under_cap(self) -> int:
        """How many items of this kind one transaction may carry under EIP-7825."""
        return int((TRANSACTION_GAS_CAP - TRANSACTION_BASE) / ((self.gas - TRANSACTION_BASE) / self.items))


class GasChain:
    """One chain and its unlocked accounts; data are random without zeros to spare, and the same in every run."""

    def __init__(self, web3: Web3) -> None:
        self.web3 = web3
        self.accounts = [str(account) for account in web3.eth.accounts]
        self.random = random.Random(SEED)  # data to measure with, no secret

    def bytes32(self) -> bytes:
        """Return 32 random bytes."""
        return self.random.randbytes(32)

    def deploy(self, abi: Any, code: str, *arguments: Any) -> tuple[Any, Any]:
        """Deploy a contract from the first account; return it and its receipt."""
        receipt = self.send(self.web3.eth.contract(abi=abi, bytecode=code).constructor(*arguments))
        return self.web3.eth.contract(address=receipt["contractAddress"], abi=abi), receipt

    def send(self, call: Any, sender: str | None = None) -> Any:
        """Send a call and return its receipt.

        Raises:
            RuntimeError: It reverted.
        """
        sent = call.transact({"from": sender or self.accounts[0], "gas": BLOCK_GAS_LIMIT // 2, "gasPrice": 0})
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
        if receipt["status"] != 1:
            raise RuntimeError(f"reverted: {call}")
        return receipt

    @staticmethod
    def row(system: str, operation: str, items: int, receipts: Sequence[Any]) -> Row:
        """Return the median of several transactions that did the same."""
        return Row(system, operation, items, int(statistics.median(receipt["gasUsed"] for receipt in receipts)))


@contextmanager
def gas_chain() -> Iterator[GasChain]:
    """Run a chain of its own on a free port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--hardfork", "prague", "--silent", "--base-fee", "0"]
    options += ["--gas-limit", str(BLOCK_GAS_LIMIT), "--timestamp", str(EPOCH)]
    with TemporaryDirectory(prefix="labour-ledger-anvil-") as spilled:
        node = subprocess.Popen([str(find_anvil()), *options, "--cache-path", spilled])
        try:
            web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}", request_kwargs={"timeout": 120}))
            _wait(web3, node)
            yield GasChain(web3)
        finally:
            node.terminate()
            node.wait()


def _wait(web3: Web3, node: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_S
    while not web3.is_connected():
        if node.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the chain did not start")
        time.sleep(0.05)
