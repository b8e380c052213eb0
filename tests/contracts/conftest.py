"""A fresh ledger for each module, and an untouched copy of it for each test."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.world import ACCOUNT, CONTRACT, World


@pytest.fixture(scope="module")
def world(module_isolation: None, LabourLedger: Any, OwnedWallet: Any, accounts: Any, web3: Any) -> World:
    ledger = LabourLedger.deploy(accounts[0], {"from": accounts[1]})
    return World(ledger, web3, council=accounts[0], relayer=accounts[9], wallets=OwnedWallet)


@pytest.fixture(autouse=True)
def isolation(fn_isolation: None) -> None:
    """Every test starts from its module's state."""


@pytest.fixture(params=[ACCOUNT, CONTRACT], ids=["account", "contract"])
def kind(request: pytest.FixtureRequest) -> int:
    """Both kinds of key."""
    kind: int = request.param
    return kind
