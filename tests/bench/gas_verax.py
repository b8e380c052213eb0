"""Measures the Verax attestation registry from its own npm package, on the same chain.

Its compiled contracts are in the package. Each registry stands behind a proxy, as on its networks; the plainest proxy
there is, which is in its favour. A portal lets through what its modules accept: measured are one without any module,
where the sender is the attester, and one with the package's module that checks a signature (and no replay).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import encode_defunct
from tests.bench.gas_chain import EPOCH, GasChain, Row
from web3 import Web3

SYSTEM = "Verax 9.0.0"
ROOT = Path(__file__).resolve().parents[2]
PROXY = ROOT / "node_modules/@openzeppelin/contracts/build/contracts/ERC1967Proxy.json"
REGISTRIES = ("AttestationRegistry", "ModuleRegistry", "PortalRegistry", "SchemaRegistry")
DAY = 86_400
REPEATS = 5
SIX_FIELDS = ["bytes32", "bytes32", "uint8", "uint64", "uint64", "bytes32"]
PAYLOAD = "(bytes32,uint64,bytes,bytes)"
WAYS = ("six fields", "packed")


class Registry:
    """The registries, wired to each other, with one portal that checks nothing and one that checks a signature."""

    def __init__(self, chain: GasChain, package: Path) -> None:
        self.chain = chain
        self.package = package
        self.deployed = 0
        router = self._behind_proxy("Router")
        parts = {name: self._behind_proxy(name) for name in REGISTRIES}
        for name, part in parts.items():
            chain.send(getattr(router.functions, f"update{name}")(part.address))
            chain.send(part.functions.updateRouter(router.address))
        self.portals = parts["PortalRegistry"]
        chain.send(self.portals.functions.setIssuer(chain.accounts[0]))
        self.schema = self._schema(parts["SchemaRegistry"])
        module = self._deploy("ECDSAModuleV2", self.portals.address)
        chain.send(parts["ModuleRegistry"].functions.register("signature", "checks a signature", module.address))
        self.open, self.signed = self._portal([]), self._portal([module.address])
        self.key = Account.from_key(chain.bytes32())
        chain.send(module.functions.setAuthorizedSigners(self.signed.address, [self.key.address], [True]))
        self.attestations = parts["AttestationRegistry"]

    def _artifact(self, name: str) -> tuple[Any, str]:
        artifact = json.loads((self.package / "build" / f"{name}.json").read_text(encoding="utf-8"))
        return artifact["abi"], artifact["bytecode"]["object"]

    def _deploy(self, name: str, *arguments: Any) -> Any:
        contract, receipt = self.chain.deploy(*self._artifact(name), *arguments)
        self.deployed += receipt["gasUsed"]
        return contract

    def _behind_proxy(self, name: str) -> Any:
        # The portal registry takes whether it is a test network, where anybody may have a portal.
        behind = self._deploy(name, *([False] if name == "PortalRegistry" else []))
        proxy = json.loads(PROXY.read_text(encoding="utf-8"))
        start = behind.encode_abi("initialize", [])
        contract, receipt = self.chain.deploy(proxy["abi"], proxy["bytecode"], behind.address, start)
        self.deployed += receipt["gasUsed"]
        return self.chain.web3.eth.contract(address=contract.address, abi=behind.abi)

    def _schema(self, schemas: Any) -> bytes:
        text = "(bytes32 supplierId, bytes32 standardId, uint8 outcome, uint64 validFrom, uint64 validUntil)"
        self.chain.send(schemas.functions.createSchema("audit", "an audit", "context", text))
        return bytes(Web3.keccak(text=text))

    def _portal(self, modules: list[str]) -> Any:
        call = self.portals.functions.deployDefaultPortal(modules, "portal", "a portal", True, "owner")
        registered = self.portals.events.PortalRegistered().process_receipt(self.chain.send(call))
        abi, _ = self._artifact("DefaultPortal")
        return self.chain.web3.eth.contract(address=registered[0]["args"]["portalAddress"], abi=abi)

    def payload(self, way: str) -> tuple[Any, ...]:
        """Return an attestation as a portal takes it."""
        supplier, standard, evidence = (self.chain.bytes32() for _ in range(3))
        start, end = EPOCH - 100 * DAY, EPOCH + 265 * DAY
        if way == "packed":
            return self.schema, end, supplier, b"\x01" + start.to_bytes(8, "big") + evidence
        return self.schema, 0, supplier, encode(SIX_FIELDS, [supplier, standard, 1, start, end, evidence])

    def attest(self, way: str) -> Any:
        """Attest as the sender."""
        return self.chain.send(self.open.functions.attestV2(self.payload(way), []))

    def attest_signed(self, way: str) -> Any:
        """Attest as another account, with the signature of the portal's signer."""
        payload = self.payload(way)
        signature = self._sign(payload)
        return self.chain.send(self.signed.functions.attestV2(payload, [signature]), self.chain.accounts[1])

    def _sign(self, payload: tuple[Any, ...]) -> bytes:
        message = encode_defunct(bytes(Web3.keccak(encode([PAYLOAD], [payload]))))
        return bytes(self.key.sign_message(message).signature)

    def bulk_attest(self, way: str, size: int) -> Any:
        """Attest many times as the sender."""
        payloads = [self.payload(way) for _ in range(size)]
        return self.chain.send(self.open.functions.bulkAttestV2(payloads, [[] for _ in payloads]))

    def bulk_attest_signed(self, way: str, size: int) -> Any:
        """Attest many times as another account, with a signature for each."""
        payloads = [self.payload(way) for _ in range(size)]
        signatures = [[self._sign(payload)] for payload in payloads]
        return self.chain.send(self.signed.functions.bulkAttestV2(payloads, signatures), self.chain.accounts[1])

    def revoke(self, way: str, size: int) -> Any:
        """Attest and revoke as the portal's owner; return the receipt of the revocations."""
        receipt = self.bulk_attest(way, size)
        registered = self.attestations.events.AttestationRegistered().process_receipt(receipt)
        ids = [event["args"]["attestationId"] for event in registered]
        functions = self.open.functions
        return self.chain.send(functions.revoke(ids[0]) if size == 1 else functions.bulkRevoke(ids))


def measure_verax(chain: GasChain, package: Path, sizes: list[int]) -> list[Row]:
    """Return the registry's rows.

    Args:
        chain: Where to deploy it.
        package: Folder of the npm package `@verax-attestation-registry/verax-contracts`.
        sizes: How many attestations in a batch.
    """
    registry = Registry(chain, package)
    rows = [Row(SYSTEM, "deploy, seven contracts and their proxies", 1, registry.deployed)]
    for way in WAYS:
        registry.attest(way)
        single = [registry.attest(way) for _ in range(REPEATS)]
        signed = [registry.attest_signed(way) for _ in range(REPEATS)]
        rows.append(chain.row(SYSTEM, f"attest, {way}", 1, single))
        rows.append(chain.row(SYSTEM, f"attest with a signature, {way}", 1, signed))
        rows.append(chain.row(SYSTEM, f"revoke, {way}", 1, [registry.revoke(way, 1) for _ in range(REPEATS)]))
        for size in sizes:
            batch, delegated = registry.bulk_attest(way, size), registry.bulk_attest_signed(way, size)
            rows.append(chain.row(SYSTEM, f"batch of {size}, {way}", size, [batch]))
            rows.append(chain.row(SYSTEM, f"batch of {size} with signatures, {way}", size, [delegated]))
            rows.append(chain.row(SYSTEM, f"batch of {size} revocations, {way}", size, [registry.revoke(way, size)]))
    return rows
