"""Deploy the ledger through brownie, once: `scripts/brownie run deploy --network ledger-rpc`.

Asks nothing. Run again it finds the contract it deployed and stops. It sends the exported creation code, not
brownie's own build, so that both ways to deploy put the same code on a chain.

Environment:
    DEPLOY_COUNCIL: Address that governs the registries, for ever.
    DEPLOY_KEYSTORE, DEPLOY_PASSWORD_FILE: Key file of the account that pays, and a file with its password. Without
        them the node's first unlocked account pays, as a local chain has.
    LABOUR_LEDGER_RPC_URL: Node to deploy to, for the network `ledger-rpc`.
    LABOUR_LEDGER_DEPLOYMENT_FILE: Record of where the contract stands; default `.state/deployment.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sha3
from brownie import accounts, web3  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parent.parent
ARTIFACT = ROOT / "backend" / "labour_ledger" / "chain" / "artifacts" / "LabourLedger.json"
DEFAULT_RECORD = ROOT / ".state" / "deployment.json"


class DeploymentRefused(Exception):
    """What was asked for is incomplete, or contradicts what already stands there."""


def main() -> None:
    """Deploy from the process's environment and say where the contract stands."""
    record, is_new = deploy(os.environ)
    print(f"{'deployed' if is_new else 'already deployed'}: {record['contract']} on chain {record['chainId']}")


def deploy(environment: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    """Deploy the contract, unless the record names one that stands on this chain.

    Returns:
        The deployment record, and whether it was made now.

    Raises:
        DeploymentRefused: No council was named, or the contract that stands there has another one.
    """
    path = Path(environment.get("LABOUR_LEDGER_DEPLOYMENT_FILE", DEFAULT_RECORD))
    artifact = json.loads(ARTIFACT.read_text(encoding="utf-8"))
    council = _council(environment)
    standing = _standing(path, artifact)
    if standing is not None:
        if standing["council"] != council:
            raise DeploymentRefused(
                f"{path}: {standing['contract']} has the council {standing['council']}, which cannot be changed; "
                "name that one, or another LABOUR_LEDGER_DEPLOYMENT_FILE for a second ledger"
            )
        return standing, False
    # A creation code ends with the constructor's arguments: here one address, as a word.
    code = artifact["bytecode"] + council[2:].lower().rjust(64, "0")
    # brownie is not asked to wait: it takes a transaction that a node does not show at once for a dropped one.
    sent = _payer(environment).transfer(data=code, silent=True, required_confs=0)
    record = _record_of(sent, council)
    _save(record, path)
    return record, True


def _council(environment: Mapping[str, str]) -> str:
    council = environment.get("DEPLOY_COUNCIL", "")
    if not web3.is_address(council):
        raise DeploymentRefused(f"DEPLOY_COUNCIL must be the council's address (0x and 40 digits), got {council!r}")
    checksummed: str = web3.to_checksum_address(council)
    return checksummed


def _payer(environment: Mapping[str, str]) -> Any:  # noqa: ANN401  # brownie has no types
    keystore = environment.get("DEPLOY_KEYSTORE")
    if keystore is None:
        return accounts[0]
    password_file = environment.get("DEPLOY_PASSWORD_FILE")
    if password_file is None:
        raise DeploymentRefused("DEPLOY_KEYSTORE needs DEPLOY_PASSWORD_FILE, as this script asks nothing")
    password = Path(password_file).read_text(encoding="utf-8").rstrip("\n")
    return accounts.load(keystore, password=password)


def _standing(path: Path, artifact: dict[str, Any]) -> dict[str, Any] | None:
    """Return the recorded deployment if it is on this chain with this version's code."""
    if not path.is_file():
        return None
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if record["chainId"] != web3.eth.chain_id:
        return None
    code = bytearray(web3.eth.get_code(record["contract"]))
    if _hash(bytes(code)) != record["codeHash"]:
        return None
    for place in artifact["immutableReferences"]:
        code[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return record if _hash(bytes(code)) == artifact["runtimeCodeHash"] else None


def _record_of(sent: Any, council: str) -> dict[str, Any]:  # noqa: ANN401  # brownie has no types
    receipt = web3.eth.wait_for_transaction_receipt(sent.txid)
    contract = receipt["contractAddress"]
    return {
        "chainId": web3.eth.chain_id,
        "contract": contract,
        "council": council,
        "blockNumber": receipt["blockNumber"],
        "blockHash": "0x" + bytes(receipt["blockHash"]).hex(),
        "transactionHash": "0x" + bytes(receipt["transactionHash"]).hex(),
        "codeHash": _hash(bytes(web3.eth.get_code(contract))),
    }


def _save(record: dict[str, Any], path: Path) -> None:
    """Write the record so that a reader sees all of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)


def _hash(code: bytes) -> str:
    return "0x" + str(sha3.keccak_256(code).hexdigest())
