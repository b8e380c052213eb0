"""Transactions sent and awaited without brownie's bookkeeping.

brownie takes a transaction that the node does not show at once for a dropped one, and it waits in steps of a second.
The local chain counts a sender's transaction a moment before it shows it, so under load a test would fail by chance.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from brownie.project import get_loaded_projects  # type: ignore[import-not-found]

GAS_LIMIT = 25_000_000
PAUSE = 0.002  # seconds between two questions for a receipt
PATIENCE = 60.0  # seconds until a transaction that the chain mines at once is taken for lost


class NotMined(Exception):
    """The chain refused a transaction, or does not show its receipt."""


class TransactionReverted(Exception):
    """A transaction was mined and reverted."""


@dataclass(frozen=True)
class Sent:
    """A mined transaction that succeeded."""

    txid: str
    block_number: int
    gas_used: int
    contract_address: str | None


def send(web3: Any, sender: Any, data: str, to: str | None = None, gas: int = GAS_LIMIT) -> Sent:
    """Send a transaction from one of the chain's unlocked accounts and wait until it is mined.

    Raises:
        NotMined: The node refused it, or shows no receipt.
        TransactionReverted: It reverted.
    """
    request = {"from": str(sender), "data": data, "gas": hex(gas), "gasPrice": "0x0"}
    answer = web3.provider.make_request("eth_sendTransaction", [request | ({"to": to} if to else {})])
    if "error" in answer:
        raise NotMined(str(answer["error"]))
    txid = answer["result"]
    receipt = _receipt(web3, txid)
    if int(receipt["status"], 16) != 1:
        raise TransactionReverted(f"{txid} to {to or 'a new contract'} reverted")
    return Sent(txid, int(receipt["blockNumber"], 16), int(receipt["gasUsed"], 16), receipt["contractAddress"])


def deploy(web3: Any, container: Any, *arguments: Any, sender: Any) -> Any:
    """Deploy one of the project's contracts and return it as brownie's object."""
    data = container.deploy.encode_input(*arguments)
    sent = send(web3, sender, "0x" + data.removeprefix("0x"))
    return container.at(web3.to_checksum_address(sent.contract_address))


def forget_reverted(web3: Any) -> None:
    """Make brownie forget contracts that are no longer on the chain, so that others may take their addresses."""
    for project in get_loaded_projects():
        for container in project.dict().values():
            for contract in list(container):
                if not web3.eth.get_code(contract.address):
                    container.remove(contract)


def _receipt(web3: Any, txid: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        receipt = web3.provider.make_request("eth_getTransactionReceipt", [txid])["result"]
        if receipt is not None:
            return dict(receipt)
        time.sleep(PAUSE)
    raise NotMined(f"no receipt of {txid} after {PATIENCE:.0f} s")
