"""Deploying the contract, the record of where it stands, and the check that what stands there is this contract.

The record is one JSON object, written alike by every way to deploy:
`{"chainId","contract","council","blockNumber","blockHash","transactionHash","codeHash"}`; `codeHash` is that of the
deployed code, immutables included, as account proofs show it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.keccak import keccak256

from .abi import encode_values
from .artifact import load_artifact
from .client import LedgerClient
from .errors import NotDeployed
from .node import DEFAULT_TIMEOUT_S, ContractNode
from .signing import Signer
from .transactions import TransactionSender

_FIELDS: Final = ("chainId", "contract", "council", "blockNumber", "blockHash", "transactionHash", "codeHash")
_NOWHERE: Final = bytes(20)


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the ledger stands. Addresses are 20 bytes, hashes 32."""

    chain_id: int
    contract: bytes
    council: bytes
    block_number: int
    block_hash: bytes
    transaction_hash: bytes
    code_hash: bytes

    @property
    def domain(self) -> Domain:
        """The domain that signatures for this ledger are bound to."""
        return Domain(self.chain_id, self.contract)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "chainId": self.chain_id,
            "contract": to_checksum_address(self.contract),
            "council": to_checksum_address(self.council),
            "blockNumber": self.block_number,
            "blockHash": to_hex(self.block_hash),
            "transactionHash": to_hex(self.transaction_hash),
            "codeHash": to_hex(self.code_hash),
        }


def deploy(rpc_url: str, council: bytes, sender: Signer, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Deployment:
    """Create the contract and wait for its block.

    Args:
        rpc_url: Of the node.
        council: Address that governs the registries for ever, 20 bytes.
        sender: The account that pays; it gets no rights.
        timeout_s: Longest wait for one answer.

    Raises:
        UnavailableError: The node or the transaction failed.
    """
    code = load_artifact().bytecode + encode_values(["address"], [council])
    with ContractNode(rpc_url, _NOWHERE, timeout_s=timeout_s) as node:
        receipt = TransactionSender(node, sender).create(code)
    if receipt.contract is None:
        raise NotDeployed(_NOWHERE, "the transaction created no contract")
    with LedgerClient(rpc_url, receipt.contract, timeout_s=timeout_s) as client:
        return Deployment(
            chain_id=client.chain_id(),
            contract=receipt.contract,
            council=council,
            block_number=receipt.block_number,
            block_hash=receipt.block_hash,
            transaction_hash=receipt.transaction_hash,
            code_hash=client.code_hash(),
        )


def check_deployment(client: LedgerClient, deployment: Deployment) -> None:
    """Check that the recorded contract stands on the client's chain, and that its code is this version's.

    Raises:
        WrongChain: The node serves another chain.
        NotDeployed: Nothing is there, or something else than recorded, or another version of the ledger.
    """
    client.require_chain(deployment.chain_id)
    code = client.code()
    if keccak256(code) != deployment.code_hash:
        raise NotDeployed(client.contract, "its code is not the one recorded when it was deployed")
    if not load_artifact().is_code_of(code):
        raise NotDeployed(client.contract, "its code is of another version than this program")
    if client.council() != deployment.council:
        raise NotDeployed(client.contract, "its council is not the one recorded when it was deployed")


def save_deployment(deployment: Deployment, path: Path) -> None:
    """Write the record; a reader sees the old one or the new one, never half of it.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(deployment.to_json(), indent=2) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ConfigurationError(
            f"the deployment file {path} cannot be written: {error.strerror}", hint="Choose another state directory."
        ) from error


def load_deployment(path: Path) -> Deployment:
    """Read a record.

    Raises:
        ConfigurationError: The file is missing, or not such a record.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"the deployment file {path} cannot be read: {error.strerror}",
            hint="Name the folder that has it with --home, or start a local ledger there with `labour-ledger run`.",
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"the deployment file {path} is not JSON: {error}", hint="Deploy again.") from error
    return _parse(fields, path)


def _parse(fields: object, path: Path) -> Deployment:
    if not isinstance(fields, dict) or set(fields) != set(_FIELDS):
        raise ConfigurationError(
            f"the deployment file {path} must hold exactly the fields {', '.join(_FIELDS)}", hint="Deploy again."
        )
    for name in ("chainId", "blockNumber"):
        if not isinstance(fields[name], int) or isinstance(fields[name], bool) or fields[name] < 0:
            raise ConfigurationError(f"the deployment file {path}: {name} must be a whole number", hint="Deploy again.")
    try:
        return Deployment(
            chain_id=fields["chainId"],
            contract=parse_address(fields["contract"], "contract"),
            council=parse_address(fields["council"], "council"),
            block_number=fields["blockNumber"],
            block_hash=parse_hex(fields["blockHash"], 32, "blockHash"),
            transaction_hash=parse_hex(fields["transactionHash"], 32, "transactionHash"),
            code_hash=parse_hex(fields["codeHash"], 32, "codeHash"),
        )
    except VerifyError as error:
        raise ConfigurationError(f"the deployment file {path}: {error.message}", hint="Deploy again.") from error
