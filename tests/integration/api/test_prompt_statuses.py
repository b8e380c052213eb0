"""Statuses over real HTTP, many at once, while another writes: what the store says, to the byte, on both stores."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from tests.integration.api.conftest import served
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT
from tests.support.status_world import StatusWorld
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.api.app import create_app
from labour_ledger.api.statuses import LOOKS_EVERY_S
from labour_ledger.chain.deployment import Deployment, save_deployment
from labour_ledger.config import Settings
from labour_ledger.diligence.status import site_status
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.errors import LabourLedgerError
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
STANDARDS = ("ilo/c029@1930", "ilo/c138@1973")
NOBODY = Deployment(CHAIN_ID, CONTRACT, bytes(20), 1, bytes(32), bytes(32), bytes(32))


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The store as another process than the service has it."""
    url = empty_store_url(str(request.param), tmp_path)
    (tmp_path / "url").write_text(url, encoding="utf-8")
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def address(store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a service on the same store."""
    save_deployment(NOBODY, tmp_path / "deployment.json")
    settings = Settings(
        home=tmp_path,
        store_url=(tmp_path / "url").read_text(encoding="utf-8"),
        rpc_url="http://127.0.0.1:9",
        deployment_file=tmp_path / "deployment.json",
        keystore_dir=tmp_path / "keys",
    )
    with served(create_app(settings)) as found:
        yield found


def said_by_the_store(store: Store, name: str, schema_id: str) -> dict[str, object] | None:
    try:
        with store.reading() as session:
            subject = find_subject(session, LEDGER, name)
            return site_status(session, LEDGER, subject, schema_id=schema_id).to_json()
    except LabourLedgerError:
        return None


def test_statuses_over_http_are_those_of_the_store_whatever_another_process_writes(store: Store, address: str) -> None:
    world = StatusWorld(17)
    world.go_on(20)
    Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()
    with httpx2.Client(base_url=address, trust_env=False) as http, ThreadPoolExecutor(8) as threads:

        def asked(question: tuple[str, str]) -> httpx2.Response:
            return http.get(f"/v1/sites/{question[0]}/status", params={"schema": question[1]})

        for _ in range(4):
            world.live_on(store, LEDGER)
            time.sleep(2 * LOOKS_EVERY_S)
            questions = [(name, schema_id) for name in world.names for schema_id in STANDARDS]
            for question, response in zip(questions, threads.map(asked, questions), strict=True):
                expected = said_by_the_store(store, *question)
                assert (response.status_code == 200) == (expected is not None), (question, response.text)
                assert expected is None or response.json() == expected


def test_blocks_that_arrive_never_go_back_and_show_at_last(store: Store, address: str) -> None:
    world = StatusWorld(18)
    world.go_on(5)
    synchroniser = Synchroniser(store, world.simulator, LEDGER, start_block=1)
    synchroniser.catch_up()
    with httpx2.Client(base_url=address, trust_env=False) as http, ThreadPoolExecutor(8) as threads:

        def block_number(name: str) -> int:
            found: int = http.get(f"/v1/sites/{name}/status?schema={STANDARDS[0]}").json()["basis"]["block"]["number"]
            return found

        ids = [name for name in world.names if len(name) == 66]
        seen = 0
        for _ in range(10):
            world.simulator.mine()
            synchroniser.catch_up()
            before = seen
            for number in threads.map(block_number, ids):
                assert before <= number <= world.simulator.head.number
                seen = max(seen, number)
        while block_number(ids[0]) < world.simulator.head.number:
            time.sleep(LOOKS_EVERY_S)
