from __future__ import annotations

from typing import Any

import pytest

from labour_ledger.chain.signing import LocalSigner
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.attestation import Domain

NOW = 1_790_000_000
SUBJECT = bytes.fromhex("11" * 32)


@pytest.fixture
def domain() -> Domain:
    return Domain(31337, bytes.fromhex("5f" * 20))


@pytest.fixture
def signer() -> LocalSigner:
    return LocalSigner(bytes.fromhex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"))


@pytest.fixture
def assessment() -> dict[str, Any]:
    """A valid content of a convention's schema, without findings."""
    return dict(load_schema("ilo/c029@1930").examples[1])
