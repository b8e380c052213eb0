"""Deploying ledger and council, the record of where they stand, and the check that what stands there is theirs.

The record is one JSON object, written alike by every way to deploy: `{"chainId","contract","council","blockNumber",
"blockHash","transactionHash","codeHash","councilKind","councilMembers"}`; `codeHash` is that of the deployed code,
immutables included, as account proofs show it. The kind is `members` where the council is this project's contract, with
those who founded it, else `address`. A record without the last two fields is of a council of that second kind.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import rlp

from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.keccak import keccak256

from .abi import decode_values, encode_values, load_council_abi
from .artifact import load_artifact, load_council_artifact
from .client import LedgerClient
from .errors import NotDeployed
from .node import DEFAULT_TIMEOUT_S, ContractNode, parse_number
from .signing import Signer
from .transactions import Receipt, TransactionSender

MEMBERS_KIND: Final = "members"
ADDRESS_KIND: Final = "address"

_FIELDS: Final = ("chainId", "contract", "council", "blockNumber", "blockHash", "transactionHash", "codeHash")
_COUNCIL_FIELDS: Final = ("councilKind", "councilMembers")
_NOWHERE: Final = bytes(20)


@dataclass(frozen=True, slots=True)
class CouncilMember:
    """A member of a council: its account, 20 bytes, and its class."""

    account: bytes
    party_class: PartyClass


@dataclass(frozen=True, slots=True)
class CouncilRules:
    """Who a council begins with, and how it decides.

    Attributes:
        members: At least a government, an employers' and a workers' organisation.
        threshold: How many must approve in all, at least 3.
        delay_s: Seconds between complete approvals and execution.
    """

    members: tuple[CouncilMember, ...]
    threshold: int
    delay_s: int


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
    founders: tuple[CouncilMember, ...] = ()
    """Members that the council began with; none where it is an address of any other kind."""

    @property
    def council_decides(self) -> bool:
        """Whether the council is this project's contract, which acts by the decisions of its members."""
        return bool(self.founders)

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
            "councilKind": MEMBERS_KIND if self.council_decides else ADDRESS_KIND,
            "councilMembers": [
                {"account": to_checksum_address(member.account), "class": int(member.party_class)}
                for member in self.founders
            ],
        }


def deploy(rpc_url: str, council: bytes, sender: Signer, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> Deployment:
    """Create a ledger for a council that is there already, and wait for its block.

    Args:
        rpc_url: Of the node.
        council: Address that governs the registries for ever, 20 bytes.
        sender: The account that pays; it gets no rights.
        timeout_s: Longest wait for one answer.

    Raises:
        UnavailableError: The node or the transaction failed.
    """
    with ContractNode(rpc_url, _NOWHERE, timeout_s=timeout_s) as node:
        receipt = TransactionSender(node, sender).create(_ledger_code(council))
    return _deployment(rpc_url, receipt, council, (), timeout_s)


def deploy_with_council(
    rpc_url: str, rules: CouncilRules, sender: Signer, *, timeout_s: float = DEFAULT_TIMEOUT_S
) -> Deployment:
    """Create a council and its ledger, and wait for their blocks.

    The two name each other for ever, so the council is created for the address that the sender's next contract gets.

    Args:
        rpc_url: Of the node.
        rules: The council's.
        sender: The account that pays; it gets no rights, and must send nothing else meanwhile.
        timeout_s: Longest wait for one answer.

    Raises:
        ContractRefusal: The rules are none that a council could decide by.
        NotDeployed: The sender sent something else between the two; the council governs nothing. Deploy again.
        UnavailableError: The node or a transaction failed.
    """
    with ContractNode(rpc_url, _NOWHERE, timeout_s=timeout_s) as node:
        transactions = TransactionSender(node, sender)
        nonce = parse_number(node.rpc.request("eth_getTransactionCount", to_hex(sender.address), "pending"))
        ledger = created_address(sender.address, nonce + 1)
        council = transactions.create(_council_code(ledger, rules)).contract
        if council is None:
            raise NotDeployed(_NOWHERE, "the transaction created no council")
        receipt = transactions.create(_ledger_code(council))
    if receipt.contract != ledger:
        raise NotDeployed(
            receipt.contract or _NOWHERE,
            f"the council {to_checksum_address(council)} is that of {to_checksum_address(ledger)}: the sender was used "
            "by others meanwhile. Deploy again from an account that nothing else uses",
        )
    return _deployment(rpc_url, receipt, council, rules.members, timeout_s)


def created_address(sender: bytes, nonce: int) -> bytes:
    """Return the address of the contract that an account creates with a transaction (20 bytes; yellow paper, 7)."""
    return keccak256(rlp.encode([sender, nonce]))[-20:]


def _ledger_code(council: bytes) -> bytes:
    return load_artifact().bytecode + encode_values(["address"], [council])


def _council_code(ledger: bytes, rules: CouncilRules) -> bytes:
    members = [(member.account, int(member.party_class)) for member in rules.members]
    types = ["address", "(address,uint8)[]", "uint8", "uint48"]
    arguments = encode_values(types, [ledger, members, rules.threshold, rules.delay_s])
    return load_council_artifact().bytecode + arguments


def _deployment(
    rpc_url: str, receipt: Receipt, council: bytes, founders: tuple[CouncilMember, ...], timeout_s: float
) -> Deployment:
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
            founders=founders,
        )


def check_deployment(client: LedgerClient, deployment: Deployment) -> None:
    """Check that the recorded contract stands on the client's chain, and that its code is this version's.

    Raises:
        WrongChain: The node serves another chain.
        NotDeployed: Nothing is there, or something else than recorded, or another version of ledger or council.
    """
    client.require_chain(deployment.chain_id)
    code = client.code()
    if keccak256(code) != deployment.code_hash:
        raise NotDeployed(client.contract, "its code is not the one recorded when it was deployed")
    if not load_artifact().is_code_of(code):
        raise NotDeployed(client.contract, "its code is of another version than this program")
    if client.council() != deployment.council:
        raise NotDeployed(client.contract, "its council is not the one recorded when it was deployed")
    if deployment.council_decides:
        with ContractNode(client.endpoints, deployment.council, timeout_s=client.timeout_s) as council:
            if not load_council_artifact().is_code_of(council.code()):
                raise NotDeployed(deployment.council, "the council's code is of another version than this program")
            (governed,) = decode_values(["address"], council.call(load_council_abi().encode_call("ledger")), "ledger")
            if governed != deployment.contract:
                raise NotDeployed(deployment.council, "the council governs another ledger")


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
    whole = {*_FIELDS, *_COUNCIL_FIELDS}
    if not isinstance(fields, dict) or set(fields) not in (set(_FIELDS), whole):
        raise ConfigurationError(
            f"the deployment file {path} must hold exactly the fields {', '.join((*_FIELDS, *_COUNCIL_FIELDS))}",
            hint="Deploy again.",
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
            founders=_founders(fields, path),
        )
    except VerifyError as error:
        raise ConfigurationError(f"the deployment file {path}: {error.message}", hint="Deploy again.") from error


def _founders(fields: dict[str, Any], path: Path) -> tuple[CouncilMember, ...]:
    kind, members = fields.get("councilKind", ADDRESS_KIND), fields.get("councilMembers", [])
    possible = ((MEMBERS_KIND, True), (ADDRESS_KIND, False))
    if not isinstance(members, list) or (kind, bool(members)) not in possible:
        raise ConfigurationError(
            f"the deployment file {path}: councilKind must be members, with councilMembers, or address, without",
            hint="Deploy again.",
        )
    try:
        return tuple(
            CouncilMember(parse_address(member["account"], "councilMembers"), PartyClass(member["class"]))
            for member in members
        )
    except (TypeError, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"the deployment file {path}: a council member is an object of account and class", hint="Deploy again."
        ) from error
