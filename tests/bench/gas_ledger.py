"""Measures the ledger: records by a relayer, with every check and both histories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from tests.bench.gas_chain import EPOCH, GasChain, Row
from web3 import Web3

from labour_ledger_verify.attestation import ATTESTATION_TYPE
from labour_ledger_verify.attestation import schema_hash as hash_of

ROOT = Path(__file__).resolve().parents[2]
ARTIFACT = ROOT / "backend" / "labour_ledger" / "chain" / "artifacts" / "LabourLedger.json"
SYSTEM = "labour-ledger"
DAY = 86_400
AUDITOR, SIGN, ACCOUNT = 6, 1, 1
FOREVER = 2**48 - 1
SCHEMA, REVOCATION = "ilo/c029@1930", "ledger/revocation@1"
NO_ADDRESS = "0x" + "00" * 20
REPEATS = 5
FIELDS = [
    {"type": kind, "name": name}
    for kind, name in (field.split(" ") for field in ATTESTATION_TYPE.split("(")[1].rstrip(")").split(","))
]


class Ledger:
    """A ledger with one auditor who has recorded before: its heads, and a word of its nonces, are in use."""

    def __init__(self, chain: GasChain) -> None:
        self.chain = chain
        artifact = json.loads(ARTIFACT.read_text(encoding="utf-8"))
        self.contract, self.deployment = chain.deploy(artifact["abi"], artifact["bytecode"], chain.accounts[0])
        self.key = Account.from_key(chain.bytes32())
        self.nonce = 256
        functions = self.contract.functions
        chain.send(functions.registerParty(AUDITOR, b"DE", chain.bytes32()))
        chain.send(functions.addKey(1, self.key.address, ACCOUNT, SIGN, 0, FOREVER))
        rule = (0x3FE, 0x3F, 3, 1000 * DAY, 500 * DAY)
        for schema in (SCHEMA, REVOCATION):
            chain.send(functions.registerSchema(schema, rule, chain.bytes32()))
            chain.send(functions.giveAccreditation(1, hash_of(schema), b"ID", 0, FOREVER, False))

    def register(self, salt: bytes | None = None) -> tuple[bytes, Any]:
        """Register a site; return its id and the receipt."""
        salt = salt or self.chain.bytes32()
        registration = (NO_ADDRESS, 0, 0, salt, 1, b"ID", 0, self.chain.bytes32(), [])
        receipt = self.chain.send(self.contract.functions.registerSubjectByCouncil(registration))
        return bytes(Web3.keccak(bytes(32) + salt)), receipt

    def attestation(self, subject: bytes, schema: str = SCHEMA) -> dict[str, Any]:
        """Return an attestation with the next nonce."""
        self.nonce += 1
        return {
            "issuer": self.key.address,
            "nonce": self.nonce,
            "deadline": EPOCH + 30 * DAY,
            "subject": subject,
            "schema": hash_of(schema),
            "outcome": 1,
            "validFrom": EPOCH - 100 * DAY,
            "validUntil": EPOCH + 265 * DAY,
            "documentHash": self.chain.bytes32(),
            "refUid": self.chain.bytes32(),
        }

    def record(self, subject: bytes, schema: str = SCHEMA) -> Any:
        """Let the relayer record one attestation."""
        message = self.attestation(subject, schema)
        signature = self._sign("Attestation", message)
        call = self.contract.functions.record(tuple(message.values()), signature)
        return self.chain.send(call, self.chain.accounts[1])

    def batch(self, subjects: list[bytes]) -> Any:
        """Let the relayer record one attestation for each subject, under one signature."""
        messages = [self.attestation(subject) for subject in subjects]
        signature = self._sign("Batch", {"attestations": messages})
        call = self.contract.functions.recordBatch([tuple(message.values()) for message in messages], signature)
        return self.chain.send(call, self.chain.accounts[1])

    def _sign(self, primary_type: str, message: dict[str, Any]) -> bytes:
        types: dict[str, Any] = {"Attestation": FIELDS}
        if primary_type == "Batch":
            types["Batch"] = [{"name": "attestations", "type": "Attestation[]"}]
        types["EIP712Domain"] = [
            {"name": "name", "type": "string"},
            {"name": "version", "type": "string"},
            {"name": "chainId", "type": "uint256"},
            {"name": "verifyingContract", "type": "address"},
        ]
        domain = {
            "name": "LabourLedger",
            "version": "1",
            "chainId": self.chain.web3.eth.chain_id,
            "verifyingContract": self.contract.address,
        }
        signable = encode_typed_data(
            full_message={"types": types, "primaryType": primary_type, "domain": domain, "message": message}
        )
        return bytes(self.key.sign_message(signable).signature)


def measure_ledger(chain: GasChain, sizes: list[int]) -> list[Row]:
    """Return the ledger's rows.

    Args:
        chain: Where to deploy it.
        sizes: How many attestations in a batch.
    """
    ledger = Ledger(chain)
    registered = [ledger.register() for _ in range(max(sizes))]
    sites = [site for site, _ in registered]
    rows = [
        chain.row(SYSTEM, "deploy", 1, [ledger.deployment]),
        chain.row(SYSTEM, "register a site", 1, [receipt for _, receipt in registered]),
        chain.row(SYSTEM, "record, first of its issuer and nonce word", 1, [ledger.record(sites[0])]),
        chain.row(SYSTEM, "record, relayed", 1, [ledger.record(sites[0]) for _ in range(REPEATS)]),
    ]
    rows.append(chain.row(SYSTEM, "record a revocation, relayed", 1, _repeat(ledger, sites[0], REVOCATION)))
    for size in sizes:
        ledger.batch(sites[:size])
        rows.append(chain.row(SYSTEM, f"batch of {size} on as many sites", size, _batches(ledger, sites[:size])))
        rows.append(chain.row(SYSTEM, f"batch of {size} on one site", size, _batches(ledger, sites[:1] * size)))
    return rows


def _repeat(ledger: Ledger, site: bytes, schema: str) -> list[Any]:
    return [ledger.record(site, schema) for _ in range(REPEATS)]


def _batches(ledger: Ledger, sites: list[bytes]) -> list[Any]:
    return [ledger.batch(sites) for _ in range(3)]
