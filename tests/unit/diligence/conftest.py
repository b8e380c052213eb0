"""A small ledger, simulated and indexed, that questions can be asked about; on both kinds of store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator, small_ledger
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(empty_store_url(str(request.param), tmp_path), busy_timeout_s=0.2)
    yield opened
    opened.close()


@pytest.fixture
def ledger() -> LedgerKey:
    return LedgerKey(CHAIN_ID, CONTRACT)


@pytest.fixture
def simulator() -> LedgerSimulator:
    return LedgerSimulator()


@pytest.fixture
def names(simulator: LedgerSimulator, store: Store, ledger: LedgerKey) -> dict[str, bytes]:
    """Ids of the small ledger, by name; it is indexed."""
    found = dict(small_ledger(simulator))
    index(simulator, store, ledger)
    return found


@pytest.fixture
def session(names: dict[str, bytes], store: Store) -> Iterator[Session]:
    with store.reading() as opened:
        yield opened


def index(simulator: LedgerSimulator, store: Store, ledger: LedgerKey) -> None:
    """Bring the index up to the simulator's head."""
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
