"""Signed samples for tests of the verifier; keys are public and everything is fictitious."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from coincurve import PrivateKey

from labour_ledger_verify.attestation import Attestation, Domain, schema_hash
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signed_file import SignedAttestation, SignedBatch, SignedFile

DOMAIN = Domain(31337, bytes(range(100, 120)))
NOW = 1_780_000_000
SCHEMA_ID = "ilo/c029@1930"
SUBJECT = keccak256(b"a site")


def private_key(number: int = 1) -> PrivateKey:
    return PrivateKey(keccak256(b"sample key %d" % number))


def address_of(key: PrivateKey) -> bytes:
    return keccak256(key.public_key.format(compressed=False)[1:])[12:]


ISSUER, OTHER = address_of(private_key(1)), address_of(private_key(2))


def sign(digest: bytes, number: int = 1) -> bytes:
    signature = private_key(number).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes((signature[64] + 27,))


def make_document(**changes: Any) -> dict[str, Any]:
    content = {"generated": True, "result": "B"}
    fixed = {"v": 1, "schema": SCHEMA_ID, "subject": "0x" + SUBJECT.hex(), "salt": "0x" + "07" * 32, "content": content}
    return fixed | changes


def make_attestation(document: dict[str, Any] | None = None, **changes: Any) -> Attestation:
    attestation = Attestation(
        issuer=ISSUER,
        nonce=2**60 + 1,
        deadline=NOW + 86_400,
        subject=SUBJECT,
        schema=schema_hash(SCHEMA_ID),
        outcome=2,
        valid_from=NOW - 1_000,
        valid_until=NOW + 1_000,
        document_hash=bytes(32) if document is None else document_hash(document),
        ref_uid=bytes(32),
    )
    return replace(attestation, **changes)


def make_signed(document: dict[str, Any] | None = None, **changes: Any) -> SignedAttestation:
    attestation = make_attestation(document, **changes)
    return SignedAttestation(DOMAIN, attestation, sign(attestation.uid(DOMAIN.separator)), document)


def make_batch(documents: list[dict[str, Any] | None]) -> SignedBatch:
    attestations = tuple(make_attestation(document, nonce=place) for place, document in enumerate(documents))
    unsigned = SignedBatch(DOMAIN, attestations, b"", tuple(documents))
    return replace(unsigned, signature=sign(unsigned.digest()))


def as_bytes(signed: SignedFile) -> bytes:
    return json.dumps(signed.to_json()).encode()


def trust_json(*signers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    fixed: dict[str, Any] = {
        "format": "labour-ledger/trust@1",
        "chainId": DOMAIN.chain_id,
        "contract": "0x" + DOMAIN.verifying_contract.hex(),
    }
    return fixed | ({"signers": list(signers)} if signers else {}) | changes
