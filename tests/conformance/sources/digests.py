"""Vectors of signed types, identifiers and signatures."""

from __future__ import annotations

from random import Random
from typing import Any

from coincurve import PrivateKey
from eth_abi.abi import encode
from eth_hash.auto import keccak

from . import reference
from .values import PROFILES, SEED, value, values

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
DOMAINS = (
    {"chainId": "31337", "verifyingContract": "0x5fbdb2315678afecb367f032d93f642f64180aa3"},
    {"chainId": "1", "verifyingContract": "0x00000000000000000000000000000000000000ff"},
    {"chainId": str(2**53 - 1), "verifyingContract": "0xffffffffffffffffffffffffffffffffffffffff"},
)
_DIGEST_ORIGIN = (
    "Made by tests/conformance/make_vectors.py: type string from docs/history-format.md 2.2, values from a fixed seed, "
    "hashes by eth_account, equal to those of the generic EIP-712 encoder in tests/conformance/sources/reference.py."
)


def private_key(number: int) -> PrivateKey:
    """Return a test key; its secret is public, so nothing else may be signed with it."""
    return PrivateKey(keccak(f"labour-ledger test key {number}".encode()))


def address_of(key: PrivateKey) -> str:
    """Return the address of a key in lower case."""
    return "0x" + keccak(key.public_key.format(compressed=False)[1:])[12:].hex()


def sign(key: PrivateKey, digest: bytes) -> bytes:
    """Return r, s and v (27 or 28) over a digest, by RFC 6979 and therefore always the same."""
    signature = key.sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes((signature[64] + 27,))


def signed_types() -> dict[str, Any]:
    """Return one file for each signed type."""
    files = {}
    types = reference.signed_types()
    for name, type_string in types.items():
        random = Random(f"{SEED} {name}")
        fields = reference.split_type(type_string)[1]
        vectors = []
        for place, profile in enumerate(PROFILES):
            domain = DOMAINS[place % len(DOMAINS)]
            if name == "Batch":
                inner = reference.split_type(types["Attestation"])[1]
                message = {"attestations": [values(inner, profile, random) for _ in range(1 + place % 4)]}
            else:
                message = values(fields, profile, random)
            vectors.append(_digest_vector(f"{profile}", type_string, domain, message))
        files[f"signed-types/{name}.json"] = {
            "origin": _DIGEST_ORIGIN,
            "type": type_string,
            "typeHash": "0x" + keccak(type_string.encode()).hex(),
            "vectors": vectors,
        }
    return files


def _digest_vector(name: str, type_string: str, domain: dict[str, str], message: dict[str, Any]) -> dict[str, Any]:
    separator, struct_hash, digest = reference.digest_by_eth_account(type_string, domain, message)
    assert struct_hash == reference.struct_hash(type_string, message)
    assert digest == reference.digest(type_string, domain, message)
    return {
        "name": name,
        "domain": domain,
        "message": message,
        "domainSeparator": "0x" + separator.hex(),
        "structHash": "0x" + struct_hash.hex(),
        "digest": "0x" + digest.hex(),
    }


def identifiers() -> dict[str, Any]:
    """Return names on chain made from texts, parties and salts."""
    random = Random(f"{SEED} identifiers")
    schemas = ["ilo/c029@1930", "ilo/c182@1999", "sai/sa8000@2014", "ledger/revocation@1", "ledger/same-as@1"]
    pairs = [
        ("os", "CN2021250D1DTN7"),
        ("uml", "PO1000001234"),
        ("gln", "4012345000009"),
        ("lei", "529900T8BM49AURSDO55"),
    ]
    salts = [(0, "0x" + "00" * 32), (1, "0x" + "00" * 32), (2**64 - 1, "0x" + "ff" * 32)]
    salts += [(random.randrange(1, 1000), value("bytes32", "random", random)) for _ in range(5)]
    return {
        "identifiers/identifiers.json": {
            "origin": "Made by tests/conformance/make_vectors.py: eth_abi and eth_hash over the texts of this file.",
            "schemas": [{"id": text, "schema": "0x" + keccak(text.encode()).hex()} for text in schemas],
            "identifiers": [
                {"scheme": scheme, "value": text, "identifier": "0x" + keccak(f"{scheme}:{text}".encode()).hex()}
                for scheme, text in pairs
            ],
            "subjects": [
                {
                    "registrarParty": str(party),
                    "salt": salt,
                    "subject": "0x" + keccak(encode(["uint64", "bytes32"], [party, bytes.fromhex(salt[2:])])).hex(),
                }
                for party, salt in salts
            ],
        }
    }


def signatures() -> dict[str, Any]:
    """Return signatures over digests: good ones, and every form that is refused."""
    vectors = []
    for number in range(4):
        key, digest = private_key(number), keccak(f"digest {number}".encode())
        good, issuer = sign(key, digest), address_of(key)
        r, s, v = good[:32], int.from_bytes(good[32:64], "big"), good[64]
        high_s = (CURVE_ORDER - s).to_bytes(32, "big")
        cases = {
            "good": (digest, good, None),
            "high-s": (digest, r + high_s + bytes((55 - v,)), "signature-false"),
            "recovery-0-or-1": (digest, good[:64] + bytes((v - 27,)), "signature-false"),
            "recovery-other-parity": (digest, good[:64] + bytes((55 - v,)), "signature-false"),
            "recovery-of-eip-155": (digest, good[:64] + bytes((v + 10,)), "signature-false"),
            "64-bytes": (digest, good[:64], "signature-false"),
            "compact-eip-2098": (digest, r + ((v - 27) << 255 | s).to_bytes(32, "big"), "signature-false"),
            "66-bytes": (digest, good + b"\0", "signature-false"),
            "empty": (digest, b"", "signature-false"),
            "r-zero": (digest, bytes(32) + good[32:], "signature-false"),
            "s-zero": (digest, r + bytes(32) + good[64:], "signature-false"),
            "r-beyond-the-order": (digest, CURVE_ORDER.to_bytes(32, "big") + good[32:], "signature-false"),
            "s-half-the-order-plus-1": (
                digest,
                r + (CURVE_ORDER // 2 + 1).to_bytes(32, "big") + good[64:],
                "signature-false",
            ),
            "garbage": (digest, Random(f"{SEED} garbage {number}").randbytes(64) + b"\x1b", "signature-false"),
            "other-digest": (keccak(digest), good, "signature-false"),
            "other-key": (digest, sign(private_key(number + 10), digest), "signature-false"),
        }
        vectors += [
            {
                "name": f"{name}-{number}",
                "digest": "0x" + over.hex(),
                "signature": "0x" + signature.hex(),
                "issuer": issuer,
                "code": code,
            }
            for name, (over, signature, code) in cases.items()
        ]
    origin = "Made by tests/conformance/make_vectors.py: libsecp256k1 (RFC 6979) with test keys; code null means good."
    return {"signatures/signatures.json": {"origin": origin, "vectors": vectors}}
