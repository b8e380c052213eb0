"""Fixtures for tests that run on both kinds of store; a conftest imports those it offers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator, small_ledger
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store


@pytest.fixture(params=KINDS)
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store_url(store_kind: str, tmp_path: Path) -> str:
    return empty_store_url(store_kind, tmp_path)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url, busy_timeout_s=0.2)
    yield opened
    opened.close()


@pytest.fixture
def ledger() -> LedgerKey:
    return LedgerKey(CHAIN_ID, CONTRACT)


@dataclass(frozen=True)
class IndexedLedger:
    """A store with the index of a small simulated ledger."""

    store: Store
    ledger: LedgerKey
    simulator: LedgerSimulator
    ids: Mapping[str, bytes]


@pytest.fixture
def indexed(store: Store, ledger: LedgerKey) -> IndexedLedger:
    simulator = LedgerSimulator()
    ids = small_ledger(simulator)
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
    return IndexedLedger(store, ledger, simulator, ids)
