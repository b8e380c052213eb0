"""A local chain with a large ledger on it, made through the real contract: signed batches, one transaction a block.

The same in every run: keys, salts and choices follow from a seed. The node sends nothing that the contract would not
check; only the senders of transactions are accounts that the node itself unlocks.
"""

from __future__ import annotations

import random
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from labour_ledger.chain.abi import load_abi
from labour_ledger.chain.anvil import find_anvil
from labour_ledger.chain.calls import register_subject_by_council
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council import (
    AccreditationGrant,
    Council,
    KeyAddition,
    PartyRegistration,
    SchemaRegistration,
)
from labour_ledger.chain.deployment import Deployment, deploy
from labour_ledger.chain.local import LOCAL_CHAIN_ID, MNEMONIC, development_key
from labour_ledger.chain.rpc import JsonRpc
from labour_ledger.chain.signed_types import KeyRole, SubjectRegistration
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.attestation import ATTESTATION_TYPE, batch_struct_hash, digest, schema_hash, subject_id
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

START = 1_735_689_600
FAR_FUTURE = START + 40 * 365 * 86_400
SCHEMAS = ("ilo/c029@1930", "ilo/c138@1973", "ilo/c182@1999", "ilo/c087@1948", "ilo/c111@1958")
REVOCATION = "ledger/revocation@1"
AUDITORS = 8
BATCH = 100
REVOCATIONS_IN_BATCH = 2
SUBJECTS_IN_BLOCK = 200
SEED = 20_261_122

_TYPE_HASH = keccak256(ATTESTATION_TYPE.encode())


@dataclass
class LedgerChain:
    """A running anvil with a ledger of the size asked for, and what tells its size."""

    url: str
    deployment: Deployment
    records: int = 0
    subjects: list[bytes] = field(default_factory=list)
    auditors: list[LocalSigner] = field(default_factory=list)
    fill_s: float = 0.0

    def head(self) -> int:
        with LedgerClient(self.url, self.deployment.contract) as client:
            block = client.block("latest")
            assert block is not None
            return block.number


class Filler:
    """Adds subjects and batches of records to a chain."""

    def __init__(self, chain: LedgerChain) -> None:
        self.chain = chain
        self.rpc = JsonRpc(chain.url, timeout_s=120)
        self.random = random.Random(SEED)
        self.separator = chain.deployment.domain.separator
        self.selector = load_abi().functions["recordBatch"].selector
        self.schemas = [schema_hash(schema_id) for schema_id in SCHEMAS]
        self.nonces = [0] * AUDITORS
        self.revocable: list[list[tuple[bytes, bytes]]] = [[] for _ in range(AUDITORS)]
        accounts = self.rpc.request("eth_accounts")
        self._transactions: dict[str, int] = {}
        self.council, self.relay = accounts[0], accounts[1]

    def register_subjects(self, count: int) -> None:
        """Register sites by the council, several in a block."""
        first = len(self.chain.subjects)
        calls = []
        for number in range(first, first + count):
            salt = keccak256(b"bench subject" + number.to_bytes(8, "big"))
            registration = SubjectRegistration(bytes(20), 0, 0, salt, 1, b"ID", 0, keccak256(salt), ())
            calls.append(register_subject_by_council(registration))
            self.chain.subjects.append(subject_id(0, salt))
        for start in range(0, len(calls), SUBJECTS_IN_BLOCK):
            self._block(self.council, calls[start : start + SUBJECTS_IN_BLOCK], gas=250_000)

    def record(self, count: int, *, batch: int = BATCH, in_block: int = 1) -> None:
        """Record so many attestations in batches of one signature each, so many batches in a block."""
        began = time.monotonic()
        for _ in range(count // (batch * in_block)):
            self._block(self.relay, [self.batch_call(batch) for _ in range(in_block)], gas=5_000_000)
        self.chain.records += count // (batch * in_block) * batch * in_block
        self.chain.fill_s += time.monotonic() - began

    def mine(self, blocks: int) -> None:
        """Add empty blocks."""
        self.rpc.request("anvil_mine", hex(blocks))

    def batch_call(self, size: int) -> bytes:
        """Return the call data of one signed batch."""
        auditor = self.random.randrange(AUDITORS)
        key = self.chain.auditors[auditor]
        bodies, hashes = [], []
        for place in range(size):
            body = self._attestation(auditor, key.address, revokes=place < REVOCATIONS_IN_BATCH)
            bodies.append(body)
            hashes.append(keccak256(_TYPE_HASH + body))
            if place == size - 1:
                uid = digest(self.separator, hashes[-1])
                self.revocable[auditor].append((body[96:128], uid))
        signature = key.sign_digest(digest(self.separator, batch_struct_hash(hashes)))
        items = b"".join(bodies)
        head = _word(64) + _word(64 + 32 + len(items)) + _word(size)
        return self.selector + head + items + _word(len(signature)) + signature + bytes(31)

    def _attestation(self, auditor: int, issuer: bytes, *, revokes: bool) -> bytes:
        self.nonces[auditor] += 1
        subject = self.random.choice(self.chain.subjects)
        schema, named, outcome = self.random.choice(self.schemas), bytes(32), self.random.choice((1, 1, 1, 2, 3, 5))
        if revokes and self.revocable[auditor]:
            subject, named = self.random.choice(self.revocable[auditor])
            schema, outcome = schema_hash(REVOCATION), 0
        valid_from = START + self.random.randrange(10**6)
        return b"".join(
            (
                bytes(12) + issuer,
                _word(self.nonces[auditor]),
                _word(FAR_FUTURE),
                subject,
                schema,
                _word(outcome),
                _word(valid_from),
                _word(valid_from + 31_536_000),
                keccak256(self.nonces[auditor].to_bytes(8, "big") + issuer),
                named,
            )
        )

    def _block(self, sender: str, calls: Sequence[bytes], *, gas: int) -> None:
        to = to_hex(self.chain.deployment.contract)
        first = self._transactions.setdefault(
            sender, int(self.rpc.request("eth_getTransactionCount", sender, "latest"), 16)
        )
        self._transactions[sender] += len(calls)
        # Numbered here: the node may take the requests of one call in any order.
        asked = [
            (
                "eth_sendTransaction",
                [{"from": sender, "to": to, "data": to_hex(call), "gas": hex(gas), "nonce": hex(first + place)}],
            )
            for place, call in enumerate(calls)
        ]
        hashes = self.rpc.request_many(asked)
        self.rpc.request("evm_mine")
        receipt = self.rpc.request("eth_getTransactionReceipt", hashes[-1])
        assert receipt["status"] == "0x1", receipt


@contextmanager
def empty_ledger_chain(directory: Path) -> Iterator[Filler]:
    """Give a chain with a ledger on it, its parties and schemas, and what fills it; it is stopped at the end."""
    log = directory / "anvil.log"
    command = [str(find_anvil()), "--host", "127.0.0.1", "--port", "0", "--chain-id", str(LOCAL_CHAIN_ID)]
    command += ["--mnemonic", MNEMONIC, "--hardfork", "prague", "--gas-limit", "60000000", "--timestamp", str(START)]
    command += ["--no-request-size-limit", "--cache-path", str(directory / "anvil-spilled")]
    with log.open("wb") as target:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=target, stderr=target)
    try:
        filler = Filler(_deployed(_address(log, process)))
        filler.rpc.request("evm_setAutomine", False)
        yield filler
    finally:
        process.terminate()
        process.wait()


def _deployed(url: str) -> LedgerChain:
    council_key = development_key(0)
    deployment = deploy(url, council_key.address, development_key(1))
    chain = LedgerChain(url, deployment)
    chain.auditors = [LocalSigner(keccak256(b"bench auditor" + bytes([number]))) for number in range(AUDITORS)]
    with LedgerClient(url, deployment.contract) as client:
        council = Council(client, council_key)
        parties = council.register_parties(
            [PartyRegistration(PartyClass.AUDITOR, b"DE", keccak256(bytes([number]))) for number in range(AUDITORS)]
        )
        council.add_keys(
            [
                KeyAddition(party, key.address, role=KeyRole.SIGN)
                for party, key in zip(parties, chain.auditors, strict=True)
            ]
        )
        council.register_schemas([SchemaRegistration.of(schema_id) for schema_id in (*SCHEMAS, REVOCATION)])
        council.give_accreditations(
            [
                AccreditationGrant(party, schema_hash(schema_id), START, FAR_FUTURE)
                for party in parties
                for schema_id in (*SCHEMAS, REVOCATION)
                if load_schema(schema_id).accreditation_required
            ]
        )
    return chain


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    give_up_at = time.monotonic() + 20
    while time.monotonic() < give_up_at and process.poll() is None:
        found = re.search(rb"Listening on (127\.0\.0\.1:\d+)", log.read_bytes())
        if found:
            return f"http://{found[1].decode()}"
        time.sleep(0.02)
    raise SystemExit(f"anvil did not start: {log.read_text()}")


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")
