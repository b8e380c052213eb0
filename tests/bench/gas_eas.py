"""Measures the Ethereum Attestation Service from its own npm package, on the same chain.

Both ways it can be used: the six fields of an attestation as its schema encodes them, and packed as tightly as it
goes (one schema for each standard, the expiry in the service's own field, the rest in 73 bytes).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import encode_typed_data
from tests.bench.gas_chain import EPOCH, GasChain, Row

SYSTEM = "EAS 1.9.0"
CONTRACTS = Path("artifacts") / "contracts"
NO_ADDRESS = "0x" + "00" * 20
NO_UID = bytes(32)
DAY = 86_400
REPEATS = 5
SIX_FIELDS = (
    "bytes32 supplierId, bytes32 standardId, uint8 outcome, uint64 validFrom, uint64 validUntil, bytes32 evidenceHash"
)
PACKED = "bytes32 supplierId, uint8 outcome, uint64 validFrom, bytes32 evidenceHash"
ATTEST_FIELDS = (
    "address attester,bytes32 schema,address recipient,uint64 expirationTime,bool revocable,bytes32 refUID,bytes data,"
    "uint256 value,uint256 nonce,uint64 deadline"
)


class Service:
    """The service with both schemas, and a signer who has signed before."""

    def __init__(self, chain: GasChain, package: Path) -> None:
        self.chain = chain
        registry, _ = self._deploy(package, "SchemaRegistry")
        self.eas, self.deployment = self._deploy(package, "EAS", registry.address)
        self.schemas = {}
        for name, text in (("six fields", SIX_FIELDS), ("packed", PACKED)):
            receipt = chain.send(registry.functions.register(text, NO_ADDRESS, True))
            self.schemas[name] = registry.events.Registered().process_receipt(receipt)[0]["args"]["uid"]
        self.key = Account.from_key(chain.bytes32())
        self.nonce = 0

    def _deploy(self, package: Path, name: str, *arguments: Any) -> tuple[Any, Any]:
        artifact = json.loads((package / CONTRACTS / f"{name}.sol" / f"{name}.json").read_text(encoding="utf-8"))
        return self.chain.deploy(artifact["abi"], artifact["bytecode"], *arguments)

    def request(self, way: str) -> tuple[Any, ...]:
        """Return an attestation as the service takes it."""
        supplier, standard, evidence = (self.chain.bytes32() for _ in range(3))
        start, end = EPOCH - 100 * DAY, EPOCH + 265 * DAY
        if way == "packed":
            return NO_ADDRESS, end, True, NO_UID, supplier + b"\x01" + start.to_bytes(8, "big") + evidence, 0
        types = [field.split(" ")[0] for field in SIX_FIELDS.split(", ")]
        return NO_ADDRESS, 0, True, NO_UID, encode(types, [supplier, standard, 1, start, end, evidence]), 0

    def attest(self, way: str) -> Any:
        """Attest as the sender."""
        return self.chain.send(self.eas.functions.attest((self.schemas[way], self.request(way))))

    def attest_by_delegation(self, way: str) -> Any:
        """Attest as a signer whom another account relays."""
        request = self.request(way)
        signed = self._sign(way, request)
        call = self.eas.functions.attestByDelegation((self.schemas[way], request, signed, self.key.address, 0))
        return self.chain.send(call, self.chain.accounts[1])

    def multi_attest(self, way: str, size: int) -> Any:
        """Attest many times as the sender."""
        requests = [self.request(way) for _ in range(size)]
        return self.chain.send(self.eas.functions.multiAttest([(self.schemas[way], requests)]))

    def multi_attest_by_delegation(self, way: str, size: int) -> Any:
        """Attest many times as a signer whom another account relays; the service wants a signature for each."""
        requests = [self.request(way) for _ in range(size)]
        signed = [self._sign(way, request) for request in requests]
        many = [(self.schemas[way], requests, signed, self.key.address, 0)]
        return self.chain.send(self.eas.functions.multiAttestByDelegation(many), self.chain.accounts[1])

    def multi_revoke(self, way: str, size: int) -> Any:
        """Attest many times and revoke all of it; return the receipt of the revocations."""
        attested = self.eas.events.Attested().process_receipt(self.multi_attest(way, size))
        revocations = [(event["args"]["uid"], 0) for event in attested]
        return self.chain.send(self.eas.functions.multiRevoke([(self.schemas[way], revocations)]))

    def revoke(self, way: str) -> Any:
        """Attest and revoke; return the receipt of the revocation."""
        uid = self.eas.events.Attested().process_receipt(self.attest(way))[0]["args"]["uid"]
        return self.chain.send(self.eas.functions.revoke((self.schemas[way], (uid, 0))))

    def _sign(self, way: str, request: tuple[Any, ...]) -> tuple[int, bytes, bytes]:
        recipient, expiration, revocable, reference, data, value = request
        values = (self.key.address, self.schemas[way], recipient, expiration, revocable, reference, data, value)
        fields = [dict(zip(("type", "name"), field.split(" "), strict=True)) for field in ATTEST_FIELDS.split(",")]
        names = [field["name"] for field in fields]
        message = dict(zip(names, (*values, self.nonce, 0), strict=True))
        self.nonce += 1
        domain = {
            "name": "EAS",
            "version": self.eas.functions.version().call(),
            "chainId": self.chain.web3.eth.chain_id,
            "verifyingContract": self.eas.address,
        }
        signed = self.key.sign_message(encode_typed_data(domain, {"Attest": fields}, message))
        return signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def measure_eas(chain: GasChain, package: Path, sizes: list[int]) -> list[Row]:
    """Return the service's rows.

    Args:
        chain: Where to deploy it.
        package: Folder of the npm package.
        sizes: How many attestations in a batch.
    """
    service = Service(chain, package)
    rows = [chain.row(SYSTEM, "deploy", 1, [service.deployment])]
    for way in service.schemas:
        service.attest(way)
        service.attest_by_delegation(way)
        rows.append(chain.row(SYSTEM, f"attest, {way}", 1, [service.attest(way) for _ in range(REPEATS)]))
        relayed = [service.attest_by_delegation(way) for _ in range(REPEATS)]
        rows.append(chain.row(SYSTEM, f"attest by delegation, {way}", 1, relayed))
        rows.append(chain.row(SYSTEM, f"revoke, {way}", 1, [service.revoke(way) for _ in range(REPEATS)]))
        for size in sizes:
            batches = [service.multi_attest(way, size) for _ in range(3)]
            rows.append(chain.row(SYSTEM, f"batch of {size}, {way}", size, batches))
            delegated = [service.multi_attest_by_delegation(way, size)]
            rows.append(chain.row(SYSTEM, f"batch of {size} by delegation, {way}", size, delegated))
            revoked = [service.multi_revoke(way, size)]
            rows.append(chain.row(SYSTEM, f"batch of {size} revocations, {way}", size, revoked))
    return rows
