"""Reads vectors for tests, and turns their values into those of the verifier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from labour_ledger_verify.attestation import Attestation, Domain

HERE = Path(__file__).parent


def load(name: str) -> Any:
    """Return the content of a vector file."""
    return json.loads((HERE / name).read_bytes())


def unhex(text: str) -> bytes:
    """Return the bytes of `0x` and hexadecimal."""
    return bytes.fromhex(text.removeprefix("0x"))


def named(vectors: list[dict[str, Any]]) -> list[Any]:
    """Return pytest parameters that carry the names of the vectors."""
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def domain_of(vector: dict[str, str]) -> Domain:
    """Return the domain of a vector."""
    return Domain(int(vector["chainId"]), unhex(vector["verifyingContract"]))


def attestation_of(message: dict[str, str]) -> Attestation:
    """Return an attestation without the checks of its JSON form, as vectors go beyond what the ledger takes."""
    return Attestation(
        issuer=unhex(message["issuer"]),
        nonce=int(message["nonce"]),
        deadline=int(message["deadline"]),
        subject=unhex(message["subject"]),
        schema=unhex(message["schema"]),
        outcome=int(message["outcome"]),
        valid_from=int(message["validFrom"]),
        valid_until=int(message["validUntil"]),
        document_hash=unhex(message["documentHash"]),
        ref_uid=unhex(message["refUid"]),
    )
