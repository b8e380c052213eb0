"""A fresh council and ledger for each module."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.contracts.support.council_world import CouncilWorld


@pytest.fixture(scope="module")
def hall(
    module_isolation: None, Council: Any, LabourLedger: Any, OwnedWallet: Any, accounts: Any, web3: Any
) -> CouncilWorld:
    containers = SimpleNamespace(Council=Council, LabourLedger=LabourLedger, OwnedWallet=OwnedWallet)
    return CouncilWorld(containers, web3, accounts)


@pytest.fixture(scope="module")
def world(hall: CouncilWorld) -> CouncilWorld:
    """The isolation of each test waits for what is called so."""
    return hall
