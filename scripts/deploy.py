"""Deploy ledger and council through brownie, once: `scripts/brownie run deploy --network ledger-rpc`.

Asks nothing. Run again it finds the contracts it deployed and stops. It sends the exported creation code, not
brownie's own build, so that both ways to deploy put the same code on a chain.

Environment:
    DEPLOY_COUNCIL_MEMBERS: Members of the council, as ADDRESS:CLASS joined by commas; classes are 1 government,
        2 employers' organisation, 3 workers' organisation (one of each at least), up to 9.
    DEPLOY_COUNCIL_THRESHOLD, DEPLOY_COUNCIL_DELAY: How many must approve; seconds until execution, default 172800.
    DEPLOY_COUNCIL: Instead of these, an address that governs the registries, for ever.
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

import rlp
import sha3
from brownie import accounts, web3  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "backend" / "labour_ledger" / "chain" / "artifacts"
DEFAULT_DELAY_S = 172_800
LAST_CLASS = 9
DEFAULT_RECORD = ROOT / ".state" / "deployment.json"


class DeploymentRefused(Exception):
    """What was asked for is incomplete, or contradicts what already stands there."""


def main() -> None:
    """Deploy from the process's environment and say where the contract stands."""
    record, is_new = deploy(os.environ)
    print(f"{'deployed' if is_new else 'already deployed'}: {record['contract']} on chain {record['chainId']}")


def deploy(environment: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    """Deploy the ledger, and its council unless an address is named, or find them on this chain.

    Returns:
        The deployment record, and whether it was made now.

    Raises:
        DeploymentRefused: No council was named, or the contract that stands there has another one.
    """
    path = Path(environment.get("LABOUR_LEDGER_DEPLOYMENT_FILE", DEFAULT_RECORD))
    artifact = _artifact("LabourLedger")
    members = _members(environment)
    named = "" if members else _council(environment)
    standing = _standing(path, artifact)
    if standing is not None:
        _require_same_council(standing, members, named, path)
        return standing, False
    payer = _payer(environment)
    council, expected = _deploy_council(payer, members, environment) if members else (named, "")
    # A creation code ends with the constructor's arguments: here one address, as a word.
    sent = _create(payer, artifact["bytecode"] + council[2:].lower().rjust(64, "0"))
    record = _record_of(sent, council, members)
    if members and record["contract"] != expected:
        raise DeploymentRefused(
            f"the council {council} is that of {expected}, but the ledger stands at {record['contract']}: the paying "
            "account was used by others meanwhile; deploy again from one that nothing else uses"
        )
    _save(record, path)
    return record, True


def _artifact(name: str) -> dict[str, Any]:
    artifact: dict[str, Any] = json.loads((ARTIFACTS / f"{name}.json").read_text(encoding="utf-8"))
    return artifact


def _members(environment: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return the members that the environment names, if any."""
    text = environment.get("DEPLOY_COUNCIL_MEMBERS", "")
    if text and environment.get("DEPLOY_COUNCIL"):
        raise DeploymentRefused("name either DEPLOY_COUNCIL_MEMBERS or DEPLOY_COUNCIL, not both")
    members = []
    for item in filter(None, (item.strip() for item in text.split(","))):
        address, _, of_class = item.partition(":")
        if not web3.is_address(address) or not of_class.isdecimal() or not 1 <= int(of_class) <= LAST_CLASS:
            raise DeploymentRefused(f"DEPLOY_COUNCIL_MEMBERS: {item!r} is not ADDRESS:CLASS with a class of 1 to 9")
        members.append((str(web3.to_checksum_address(address)), int(of_class)))
    return members


def _number(environment: Mapping[str, str], name: str, default: int | None) -> int:
    text = environment.get(name, "" if default is None else str(default))
    if not text.isdecimal():
        raise DeploymentRefused(f"{name} must be a whole number, got {text!r}")
    return int(text)


def _require_same_council(standing: dict[str, Any], members: list[tuple[str, int]], named: str, path: Path) -> None:
    founders = [(member["account"], member["class"]) for member in standing.get("councilMembers", [])]
    if founders != members or (not members and standing["council"] != named):
        raise DeploymentRefused(
            f"{path}: {standing['contract']} has the council {standing['council']}, which cannot be changed; "
            "name that one, or another LABOUR_LEDGER_DEPLOYMENT_FILE for a second ledger"
        )


def _deploy_council(payer: Any, members: list[tuple[str, int]], environment: Mapping[str, str]) -> tuple[str, str]:  # noqa: ANN401
    """Deploy the council for the ledger that the payer creates next, and return the addresses of both."""
    threshold = _number(environment, "DEPLOY_COUNCIL_THRESHOLD", None)
    delay = _number(environment, "DEPLOY_COUNCIL_DELAY", DEFAULT_DELAY_S)
    nonce = web3.eth.get_transaction_count(payer.address, "pending") + 1
    ledger = web3.to_checksum_address(
        sha3.keccak_256(rlp.encode([bytes.fromhex(payer.address[2:]), nonce])).digest()[12:]
    )
    artifact = _artifact("Council")
    contract = web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    sent = _create(payer, contract.constructor(ledger, members, threshold, delay).data_in_transaction)
    return str(web3.eth.wait_for_transaction_receipt(sent.txid)["contractAddress"]), str(ledger)


def _create(payer: Any, code: str) -> Any:  # noqa: ANN401  # brownie has no types
    # brownie is not asked to wait: it takes a transaction that a node does not show at once for a dropped one.
    return payer.transfer(data=code, silent=True, required_confs=0)


def _council(environment: Mapping[str, str]) -> str:
    council = environment.get("DEPLOY_COUNCIL", "")
    if not web3.is_address(council):
        raise DeploymentRefused(
            f"DEPLOY_COUNCIL must be the council's address (0x and 40 digits), got {council!r}; "
            "or name DEPLOY_COUNCIL_MEMBERS"
        )
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


def _record_of(sent: Any, council: str, members: list[tuple[str, int]]) -> dict[str, Any]:  # noqa: ANN401
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
        "councilKind": "members" if members else "address",
        "councilMembers": [{"account": account, "class": of_class} for account, of_class in members],
    }


def _save(record: dict[str, Any], path: Path) -> None:
    """Write the record so that a reader sees all of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)


def _hash(code: bytes) -> str:
    return "0x" + str(sha3.keccak_256(code).hexdigest())
