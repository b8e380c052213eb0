"""A ledger with parties, keys, schemas and sites, and short ways to act on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from tests.contracts.support.chain import ErrorTable, Reverted, Simulator, reverts_with_data
from tests.contracts.support.histories import heads_from_logs
from tests.contracts.support.sending import Sent, deploy, send
from tests.contracts.support.typed_data import Domain, Key, account_key, secret_of, values_of

DAY = 86_400
FOREVER = 2**48 - 1
SIGN, ADMIN = 1, 2
ACCOUNT, CONTRACT = 1, 2
GOVERNMENT, EMPLOYERS, WORKERS, BUSINESS, CIVIL_SOCIETY, AUDITOR = 1, 2, 3, 4, 5, 6
ALL_CLASSES, ALL_OUTCOMES = 0x3FE, 0x3F
SELF, ACCREDITED = 1, 2
ANYWHERE = b"\0\0"
NO_ADDRESS = "0x" + "00" * 20
ZERO = bytes(32)
COUNCIL_PARTY = 0


def hash_of(text: str) -> bytes:
    """Return the id of a schema or an identifier, or any other 32 bytes named by a text."""
    return bytes(keccak(text=text))


class World:
    """One deployed ledger, its council, and whoever relays."""

    def __init__(self, ledger: Any, web3: Any, council: Any, relayer: Any, wallets: Any) -> None:
        self.ledger = ledger
        self.council = council
        self.relayer = relayer
        self.web3 = web3
        self.domain = Domain(web3.eth.chain_id, ledger.address)
        self.errors = ErrorTable(ledger.abi)
        self.simulate = Simulator(web3, ledger, str(relayer))
        self._wallets = wallets
        self._nonces = count(1)
        self._first_block = web3.eth.block_number

    # ------------------------------------------------------------------ chain

    def now(self) -> int:
        """Return the time of the latest block."""
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def move_to(self, timestamp: int) -> None:
        """Mine a block at exactly this time; simulated calls then see it as now."""
        self.web3.provider.make_request("evm_mine", [timestamp])
        assert self.now() == timestamp

    def send(self, function: str, *arguments: Any, sender: Any = None) -> Sent:
        """Send a transaction, from the relayer unless told otherwise, and return it."""
        data = getattr(self.ledger, function).encode_input(*arguments)
        return send(self.web3, sender or self.relayer, data, to=self.ledger.address)

    def deploy(self, container: Any, *arguments: Any) -> Any:
        """Deploy another contract of the project, from the relayer, and return it."""
        return deploy(self.web3, container, *arguments, sender=self.relayer)

    def govern(self, function: str, *arguments: Any) -> Sent:
        """Send a transaction from the council."""
        return self.send(function, *arguments, sender=self.council)

    def simulate_council(self, function: str, *arguments: Any) -> bytes:
        """Simulate a call from the council."""
        return self.simulate(function, *arguments, sender=str(self.council))

    def reverts_with(self, name: str, *values: Any) -> Any:
        """Expect a simulated call to revert with exactly this custom error and these values."""
        return reverts_with_data(self.errors, name, values)

    @contextmanager
    def reverts_with_nothing(self) -> Iterator[None]:
        """Expect a simulated call to revert without data, as malformed call data does."""
        with pytest.raises(Reverted) as caught:
            yield
        assert caught.value.data == b""

    def mapping_slot(self, variable: str, *keys: Any) -> int:
        """Return the storage slot of a mapping's value, from the exported layout and the keys, outer one first."""
        layout = json.loads((Path(__file__).resolve().parents[3] / "docs" / "storage-layout.json").read_text())
        slot = next(entry["slot"] for entry in layout if entry["name"] == variable)
        for key in keys:
            word = key.ljust(32, b"\0") if isinstance(key, bytes) else int(str(key), 0).to_bytes(32, "big")
            slot = int.from_bytes(keccak(word + slot.to_bytes(32, "big")), "big")
        return int(slot)

    # ------------------------------------------------------------------ registries, by the council

    def party(self, of_class: int, country: bytes = b"DE") -> int:
        """Register a party and return its number."""
        self.govern("registerParty", of_class, country, hash_of(f"profile of class {of_class}"))
        return int(self.ledger.partyCount())

    def new_key(self, name: str, kind: int = ACCOUNT) -> Key:
        """Return a key that no party has yet; for a contract, deploy the wallet that its account owns."""
        owner = account_key(name)
        if kind == ACCOUNT:
            return owner
        wallet = self.deploy(self._wallets, owner.address)
        return Key(wallet.address, CONTRACT, secret_of(name))

    def key(self, party: int, name: str, kind: int = ACCOUNT, role: int = SIGN | ADMIN, **period: int) -> Key:
        """Add a key to a party and return it."""
        key = self.new_key(name, kind)
        not_before, not_after = period.get("not_before", 0), period.get("not_after", FOREVER)
        self.govern("addKey", party, key.address, kind, role, not_before, not_after)
        return key

    def schema(
        self,
        name: str,
        classes: int = ALL_CLASSES,
        outcomes: int = ALL_OUTCOMES,
        flags: int = SELF | ACCREDITED,
        validity: int = 0,
        backdating: int = 0,
    ) -> bytes:
        """Register a schema and return its hash."""
        rule = (classes, outcomes, flags, validity, backdating)
        self.govern("registerSchema", name, rule, hash_of("content of " + name))
        return hash_of(name)

    def accredit(self, party: int, schema: bytes, country: bytes = ANYWHERE, may_accredit: bool = False) -> None:
        """Let the council give an accreditation that holds now and without end."""
        self.govern("giveAccreditation", party, schema, country, 0, FOREVER, may_accredit)

    def registration(self, issuer: str, name: str, **changes: Any) -> dict[str, Any]:
        """Return the message that registers a site in Indonesia."""
        message = {
            "issuer": issuer,
            "nonce": next(self._nonces),
            "deadline": self.now() + DAY,
            "salt": hash_of("salt of " + name),
            "kind": 1,
            "country": b"ID",
            "controller": 0,
            "identityHash": hash_of("identity of " + name),
            "identifiers": [],
        }
        return message | changes

    def subject(self, name: str, **changes: Any) -> bytes:
        """Register a site of the council and return its id."""
        message = self.registration(NO_ADDRESS, name, **changes)
        self.govern("registerSubjectByCouncil", values_of("SubjectRegistration", message))
        return self.subject_id(COUNCIL_PARTY, message["salt"])

    @staticmethod
    def subject_id(registrar: int, salt: bytes) -> bytes:
        """Return the id of the subject that a registrar makes with a salt."""
        return bytes(keccak(encode(["uint64", "bytes32"], [registrar, salt])))

    # ------------------------------------------------------------------ signed messages

    def attestation(self, key: Key, subject: bytes, schema: bytes, **changes: Any) -> dict[str, Any]:
        """Return an attestation that is valid from yesterday for a year."""
        message = {
            "issuer": key.address,
            "nonce": next(self._nonces),
            "deadline": self.now() + DAY,
            "subject": subject,
            "schema": schema,
            "outcome": 1,
            "validFrom": self.now() - DAY,
            "validUntil": self.now() + 365 * DAY,
            "documentHash": hash_of("document"),
            "refUid": ZERO,
        }
        return message | changes

    def message(self, signer: Key, **fields: Any) -> dict[str, Any]:
        """Return the fields that all single signed messages share, with others added."""
        return {"issuer": signer.address, "nonce": next(self._nonces), "deadline": self.now() + DAY} | fields

    def signed(self, primary_type: str, message: dict[str, Any], key: Key) -> tuple[tuple[Any, ...], bytes]:
        """Return the struct as the ABI takes it, and the key's signature."""
        return values_of(primary_type, message), key.sign(self.domain, primary_type, message)

    def record(self, attestation: dict[str, Any], key: Key) -> Sent:
        """Relay one attestation."""
        return self.send("record", *self.signed("Attestation", attestation, key))

    def batch(self, attestations: list[dict[str, Any]], key: Key) -> tuple[list[tuple[Any, ...]], bytes]:
        """Return the arguments of `recordBatch`."""
        signature = key.sign(self.domain, "Batch", {"attestations": attestations})
        return [values_of("Attestation", attestation) for attestation in attestations], signature

    def uid(self, attestation: dict[str, Any]) -> bytes:
        """Return the attestation's uid by eth_account."""
        return self.domain.digest("Attestation", attestation)

    # ------------------------------------------------------------------ histories

    def events(self, from_block: int | None = None) -> list[tuple[str, dict[str, Any], int]]:
        """Return all events of the ledger in chain order: name, arguments, block time."""
        start = self._first_block if from_block is None else from_block
        contract = self.web3.eth.contract(address=self.ledger.address, abi=self.ledger.abi)
        decoders = {_topic(event): event for event in contract.events}
        logs = self.web3.eth.get_logs({"address": self.ledger.address, "fromBlock": start})
        times: dict[int, int] = {}
        found = []
        for log in logs:
            block = log["blockNumber"]
            if block not in times:
                times[block] = int(self.web3.eth.get_block(block)["timestamp"])
            decoded = decoders[bytes(log["topics"][0])]().process_log(log)
            found.append((decoded["event"], dict(decoded["args"]), times[block]))
        return found

    def events_of(self, transaction: Sent) -> list[tuple[str, dict[str, Any]]]:
        """Return names and arguments of one transaction's events, in order."""
        block = transaction.block_number
        return [(name, values) for name, values, _ in self.events(block)]

    def assert_heads(self) -> None:
        """Compare every head on chain with the one that the logs alone lead to."""
        heads = heads_from_logs(self.events())
        assert heads.subjects or heads.parties or heads.schemas != ZERO, "no history was touched"
        for subject, head in heads.subjects.items():
            assert bytes(self.ledger.subjectHead(subject)) == head
        for party, head in heads.parties.items():
            assert bytes(self.ledger.partyHead(party)) == head
        for party in heads.parties:
            assert bytes(self.ledger.issuedHead(party)) == heads.issued[party]
        assert bytes(self.ledger.schemasHead()) == heads.schemas


def _topic(event: Any) -> bytes:
    abi = event.abi
    return bytes(keccak(text=f"{abi['name']}({','.join(item['type'] for item in abi['inputs'])})"))
