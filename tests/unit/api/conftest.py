"""The app over a small simulated ledger; no node answers, as none is needed to answer from the index."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator, small_ledger

from labour_ledger.api.app import create_app
from labour_ledger.chain.deployment import Deployment, save_deployment
from labour_ledger.config import Settings
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store


@dataclass
class Service:
    """The running app and what it stands on."""

    client: TestClient
    store: Store
    settings: Settings
    simulator: LedgerSimulator
    names: dict[str, bytes]

    def index(self) -> None:
        """Bring the index up to the simulator's head."""
        Synchroniser(self.store, self.simulator, LEDGER, start_block=1).catch_up()

    def get(self, path: str, **headers: str) -> dict[str, object]:
        """Return the JSON of an answer that must be one."""
        response = self.client.get(path, headers=headers)
        assert response.status_code == 200, response.text
        found: dict[str, object] = response.json()
        return found


LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
NOBODY = Deployment(CHAIN_ID, CONTRACT, bytes(20), 1, bytes(32), bytes(32), bytes(32))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose node is a port where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    deployment_file = tmp_path / "deployment.json"
    save_deployment(NOBODY, deployment_file)
    return Settings(
        home=tmp_path,
        store_url=f"sqlite:///{tmp_path / 'ledger.db'}",
        rpc_url=f"http://127.0.0.1:{port}",
        deployment_file=deployment_file,
        keystore_dir=tmp_path / "keys",
        rpc_timeout_s=2.0,
    )


@pytest.fixture
def empty_service(settings: Settings) -> Iterator[Service]:
    """The app over a store without an index."""
    store = open_store(settings.store_url, create=True)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Service(client, store, settings, LedgerSimulator(), {})
    store.close()


@pytest.fixture
def service(empty_service: Service) -> Service:
    """The app over the small ledger."""
    empty_service.names.update(small_ledger(empty_service.simulator))
    empty_service.index()
    return empty_service
