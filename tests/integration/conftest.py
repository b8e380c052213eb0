"""The shared world of integration tests: built once, and put back after each test."""

from collections.abc import Iterator

import pytest
from tests.support.ledger_world import LedgerWorld, start_world


@pytest.fixture(scope="session")
def built_world() -> Iterator[LedgerWorld]:
    world = start_world()
    yield world
    world.close()


@pytest.fixture
def world(built_world: LedgerWorld) -> Iterator[LedgerWorld]:
    snapshot = built_world.chain.rpc.request("evm_snapshot")
    yield built_world
    built_world.chain.rpc.request("evm_revert", snapshot)
