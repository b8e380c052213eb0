"""A fresh ledger for each module, and an untouched copy of it for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.contracts.support.sending import deploy, forget_reverted
from tests.contracts.support.world import ACCOUNT, CONTRACT, World


@pytest.fixture(scope="module")
def world(module_isolation: None, LabourLedger: Any, OwnedWallet: Any, accounts: Any, web3: Any) -> World:
    ledger = deploy(web3, LabourLedger, accounts[0], sender=accounts[1])
    return World(ledger, web3, council=accounts[0], relayer=accounts[9], wallets=OwnedWallet)


@pytest.fixture(autouse=True)
def isolation(request: pytest.FixtureRequest, web3: Any) -> Iterator[None]:
    """Every test starts from its module's state.

    brownie's own fixture does the same, but goes through all it remembers of transactions and contracts each time.
    """
    if "world" in request.fixturenames:
        request.getfixturevalue("world")
    snapshot = web3.provider.make_request("evm_snapshot", [])["result"]
    yield
    assert web3.provider.make_request("evm_revert", [snapshot])["result"]
    forget_reverted(web3)


@pytest.fixture(params=[ACCOUNT, CONTRACT], ids=["account", "contract"])
def kind(request: pytest.FixtureRequest) -> int:
    """Both kinds of key."""
    kind: int = request.param
    return kind
