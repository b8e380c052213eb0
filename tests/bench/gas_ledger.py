"""Measures the ledger: records and registrations by a relayer, with every check and both histories."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

from tests.bench.gas_chain import EPOCH, GasChain, Row
from web3 import Web3

from labour_ledger.chain.signed_types import SubjectRegistration
from labour_ledger.chain.signing import LocalSigner, sign_batch, sign_typed
from labour_ledger_verify.attestation import Attestation, Domain
from labour_ledger_verify.attestation import schema_hash as hash_of

ROOT = Path(__file__).resolve().parents[2]
ARTIFACT = ROOT / "backend" / "labour_ledger" / "chain" / "artifacts" / "LabourLedger.json"
SYSTEM = "labour-ledger"
DAY = 86_400
DEADLINE = EPOCH + 30 * DAY
AUDITOR, SIGN, ACCOUNT, SITE = 6, 1, 1, 1
FOREVER = 2**48 - 1
SCHEMA, REVOCATION, REGISTRATION = "ilo/c029@1930", "ledger/revocation@1", "ledger/site-registration@1"
COUNCIL_PARTY, NOBODY = 0, bytes(20)
REPEATS = 5


class Ledger:
    """A ledger with one auditor who has recorded before: its heads, and a word of its nonces, are in use."""

    def __init__(self, chain: GasChain) -> None:
        self.chain = chain
        artifact = json.loads(ARTIFACT.read_text(encoding="utf-8"))
        self.contract, self.deployment = chain.deploy(artifact["abi"], artifact["bytecode"], chain.accounts[0])
        self.domain = Domain(chain.web3.eth.chain_id, bytes.fromhex(self.contract.address[2:]))
        self.key = LocalSigner(chain.bytes32())
        self.nonce = 256
        functions = self.contract.functions
        chain.send(functions.registerParty(AUDITOR, b"DE", chain.bytes32()))
        chain.send(functions.addKey(1, self.key.address, ACCOUNT, SIGN, 0, FOREVER))
        rule = (0x3FE, 0x3F, 3, 1000 * DAY, 500 * DAY)
        for schema in (SCHEMA, REVOCATION, REGISTRATION):
            chain.send(functions.registerSchema(schema, rule, chain.bytes32()))
            chain.send(functions.giveAccreditation(1, hash_of(schema), b"ID", 0, FOREVER, False))

    def register_many(self, count: int) -> tuple[list[bytes], Any]:
        """Register sites as the council in one transaction; return their ids and the receipt."""
        registrations = [self._registration(NOBODY, 0, 0) for _ in range(count)]
        calls = [self.contract.encode_abi("registerSubjectByCouncil", [astuple(one)]) for one in registrations]
        subjects = [_subject_id(COUNCIL_PARTY, one.salt) for one in registrations]
        return subjects, self.chain.send(self.contract.functions.multicall(calls))

    def register_signed(self, identifiers: int) -> Any:
        """Let the relayer register a site that a registrar signed, with so many identifiers."""
        self.nonce += 1
        registration = self._registration(self.key.address, self.nonce, DEADLINE, identifiers)
        signature = sign_typed(self.key, self.domain, registration)
        call = self.contract.functions.registerSubject(astuple(registration), signature)
        return self.chain.send(call, self.chain.accounts[1])

    def _registration(self, issuer: bytes, nonce: int, deadline: int, identifiers: int = 0) -> SubjectRegistration:
        salt, identity = self.chain.bytes32(), self.chain.bytes32()
        names = tuple(self.chain.bytes32() for _ in range(identifiers))
        return SubjectRegistration(issuer, nonce, deadline, salt, SITE, b"ID", 0, identity, names)

    def attestation(self, subject: bytes, schema: str = SCHEMA) -> Attestation:
        """Return an attestation with the next nonce."""
        self.nonce += 1
        return Attestation(
            issuer=self.key.address,
            nonce=self.nonce,
            deadline=DEADLINE,
            subject=subject,
            schema=hash_of(schema),
            outcome=1,
            valid_from=EPOCH - 100 * DAY,
            valid_until=EPOCH + 265 * DAY,
            document_hash=self.chain.bytes32(),
            ref_uid=self.chain.bytes32(),
        )

    def record(self, subject: bytes, schema: str = SCHEMA) -> Any:
        """Let the relayer record one attestation."""
        attestation = self.attestation(subject, schema)
        signature = sign_typed(self.key, self.domain, attestation)
        call = self.contract.functions.record(astuple(attestation), signature)
        return self.chain.send(call, self.chain.accounts[1])

    def batch(self, subjects: list[bytes], schema: str = SCHEMA) -> Any:
        """Let the relayer record one attestation for each subject, under one signature."""
        attestations = [self.attestation(subject, schema) for subject in subjects]
        signature = sign_batch(self.key, self.domain, attestations)
        call = self.contract.functions.recordBatch([astuple(one) for one in attestations], signature)
        return self.chain.send(call, self.chain.accounts[1])


def _subject_id(registrar: int, salt: bytes) -> bytes:
    return bytes(Web3.keccak(registrar.to_bytes(32, "big") + salt))


def measure_ledger(chain: GasChain, sizes: list[int]) -> list[Row]:
    """Return the ledger's rows.

    Args:
        chain: Where to deploy it.
        sizes: How many attestations in a batch.
    """
    ledger = Ledger(chain)
    sites, _ = ledger.register_many(max(sizes))
    first = chain.row(SYSTEM, "record, first of its issuer and nonce word", 1, [ledger.record(sites[0])])
    rows = [chain.row(SYSTEM, "deploy", 1, [ledger.deployment]), *_registrations(chain, ledger), first]
    rows.append(chain.row(SYSTEM, "record, relayed", 1, [ledger.record(sites[0]) for _ in range(REPEATS)]))
    new = [site for _ in range(REPEATS) for site in ledger.register_many(1)[0]]
    rows.append(chain.row(SYSTEM, "record, relayed, on a new subject", 1, [ledger.record(site) for site in new]))
    revocations = [ledger.record(sites[0], REVOCATION) for _ in range(REPEATS)]
    rows.append(chain.row(SYSTEM, "record a revocation, relayed", 1, revocations))
    for size in sizes:
        rows += _batches(chain, ledger, sites[:size])
    return rows


def _registrations(chain: GasChain, ledger: Ledger) -> list[Row]:
    rows = [
        chain.row(SYSTEM, f"register a site, relayed, identifiers: {count}", 1, _signed_registrations(ledger, count))
        for count in (0, 1, 3)
    ]
    by_council = [ledger.register_many(1)[1] for _ in range(REPEATS)]
    rows.append(chain.row(SYSTEM, "register a site, by the council", 1, by_council))
    rows.append(chain.row(SYSTEM, "register 100 sites, by the council", 100, [ledger.register_many(100)[1]]))
    return rows


def _signed_registrations(ledger: Ledger, identifiers: int) -> list[Any]:
    return [ledger.register_signed(identifiers) for _ in range(REPEATS)]


def _batches(chain: GasChain, ledger: Ledger, sites: list[bytes]) -> list[Row]:
    """Measure batches of one size; the first of a kind is left out, as it meets heads and nonce words unused."""
    size = len(sites)
    new, _ = ledger.register_many(size)
    ledger.batch(sites)
    return [
        chain.row(SYSTEM, f"batch of {size} on as many sites", size, [ledger.batch(sites) for _ in range(3)]),
        chain.row(SYSTEM, f"batch of {size} on as many new sites", size, [ledger.batch(new)]),
        chain.row(SYSTEM, f"batch of {size} on one site", size, [ledger.batch(sites[:1] * size) for _ in range(3)]),
        chain.row(SYSTEM, f"batch of {size} revocations", size, [ledger.batch(sites, REVOCATION) for _ in range(3)]),
    ]
