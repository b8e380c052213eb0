"""The API over real HTTP, on a home folder beside the shared world."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from eth_account import Account
from fastapi import FastAPI
from tests.support.described_answers import require_described
from tests.support.ledger_world import FAR_FUTURE, WORLD_START, LedgerWorld

from labour_ledger.api.app import create_app
from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.attesting.sign import sign_draft, sign_drafts
from labour_ledger.chain.council import AccreditationGrant
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.config import Settings, load_settings
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.keccak import keccak256

C029 = "ilo/c029@1930"
AUDIT = load_schema(C029).examples[0]
DECLARATION = load_schema(C029).examples[1]
_DESCRIPTION: dict[str, Any] = {}


def wallet(name: str, typed: dict[str, Any]) -> str:
    """Return the signature that a wallet gives over typed data; it hashes by itself, by another library."""
    key = Account.from_key(keccak256(f"key of {name}".encode()))
    return to_hex(bytes(key.sign_typed_data(full_message=typed).signature))


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of this machine; yield its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        assert server.started
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@dataclass
class Api:
    """The running service and the world beneath it."""

    http: httpx2.Client
    world: LedgerWorld
    home: Path
    settings: Settings

    def draft(self, issuer: str, site: int = 0, content: Mapping[str, Any] = AUDIT, **terms: Any) -> Draft:
        """Draft an attestation under C029 that conforms, unless told otherwise."""
        return draft_attestation(
            C029,
            self.world.sites[site],
            content,
            domain=self.world.deployment.domain,
            issuer=self.world.parties[issuer].signer.address,
            now=self.world.chain.timestamp(),
            terms=Terms(**{"outcome": 1, **terms}),
        )

    def signed(self, issuer: str, *args: Any, **terms: Any) -> dict[str, Any]:
        """Draft and sign one attestation."""
        return sign_draft(self.draft(issuer, *args, **terms), self.world.parties[issuer].signer).to_json()

    def batch(self, issuer: str, drafts: list[Draft]) -> dict[str, Any]:
        """Sign drafts together."""
        return sign_drafts(drafts, self.world.parties[issuer].signer).to_json()

    def submit(self, file: object) -> httpx2.Response:
        """Post a signed file."""
        return self.http.post("/v1/attestations", json=file)

    def dry_run(self, body: object) -> list[dict[str, Any]]:
        """Post a dry run and return the answers."""
        response = self.http.post("/v1/attestations/dry-run", json=body)
        assert response.status_code == 200, response.text
        answers: list[dict[str, Any]] = response.json()["items"]
        return answers

    def address(self, name: str) -> str:
        """Return the address of a party's key."""
        return to_checksum_address(self.world.parties[name].signer.address)

    def post(self, path: str, form: object, status: int = 200) -> dict[str, Any]:
        """Post JSON; return the answer, which must be the one expected, and as it is described."""
        response = self.http.post(path, json=form)
        assert response.status_code == status, response.text
        return self._described(response)

    def _described(self, response: httpx2.Response) -> dict[str, Any]:
        found: dict[str, Any] = response.json()
        if not _DESCRIPTION:  # the same of every app, and slow to make
            _DESCRIPTION.update(self.http.get("/openapi.json").json())
        require_described(_DESCRIPTION, response.request.method, response.url.path, response.status_code, found)
        return found

    def refused(self, path: str, form: object, status: int, code: str) -> dict[str, Any]:
        """Post what must be refused; check that nothing reached the ledger; return the problem."""
        before = self.world.latest_block()
        problem = self.post(path, form, status)
        assert problem["code"] == code, problem
        assert problem["detail"]
        assert self.world.latest_block() == before
        return problem

    def recorded(self, prepared: dict[str, Any], name: str) -> str:
        """Sign what was prepared with a party's wallet, submit it, and return its uid."""
        done = self.post(
            "/v1/attestations", {**prepared["file"], "signature": wallet(name, prepared["typedData"])}, 201
        )
        assert done["uids"] == [prepared["uid"]]
        self.index()
        return str(prepared["uid"])

    def index(self) -> None:
        """Bring the index up to the chain's head."""
        index_into(self.settings.store_url, self.world)

    def get(self, path: str, **parameters: str) -> dict[str, Any]:
        """Return an answer that must be one."""
        response = self.http.get(path, params=parameters)
        assert response.status_code == 200, response.text
        return self._described(response)


@pytest.fixture(scope="session")
def indexed_store(built_world: LedgerWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the world as it was built, indexed; a copy of it is what indexing anew would give."""
    file = tmp_path_factory.mktemp("indexed") / "ledger.db"
    index_into(f"sqlite:///{file}", built_world)
    return file


def index_into(store_url: str, world: LedgerWorld) -> None:
    """Bring the index of a store up to the head of a world's chain."""
    store = open_store(store_url, create=True)
    ledger = LedgerKey(world.deployment.chain_id, world.deployment.contract)
    Synchroniser(store, world.client, ledger, start_block=world.deployment.block_number).catch_up()
    store.close()


@pytest.fixture
def api(world: LedgerWorld, indexed_store: Path, tmp_path: Path) -> Iterator[Api]:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(f'rpc_url = "{world.chain.url}"\n')
    save_deployment(world.deployment, home / "deployment.json")
    settings = load_settings({"LABOUR_LEDGER_HOME": str(home)})
    shutil.copyfile(indexed_store, settings.store_url.removeprefix("sqlite:///"))
    with served(create_app(settings)) as address, httpx2.Client(base_url=address, timeout=60) as http:
        yield Api(http, world, home, settings)


@pytest.fixture
def accreditor(api: Api) -> str:
    """Let the government accredit others in Indonesia; return its name."""
    number = api.world.parties["government"].number
    grant = AccreditationGrant(number, schema_hash(C029), WORLD_START, FAR_FUTURE, country=b"ID", may_accredit=True)
    api.world.council.give_accreditations([grant])
    return "government"
