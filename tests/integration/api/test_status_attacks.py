"""A database that is taken away, and a file that another one takes the place of: statuses stay those of the store."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import psycopg
from tests.integration.api.conftest import served
from tests.integration.api.test_prompt_statuses import LEDGER, NOBODY, STANDARDS, said_by_the_store
from tests.support.status_world import StatusWorld
from tests.support.stores import empty_store_url

from labour_ledger.api.app import create_app
from labour_ledger.api.statuses import LOOKS_EVERY_S
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.config import Settings
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.session import open_store


def settings_of(directory: Path, url: str) -> Settings:
    save_deployment(NOBODY, directory / "deployment.json")
    return Settings(
        home=directory,
        store_url=url,
        rpc_url="http://127.0.0.1:9",
        deployment_file=directory / "deployment.json",
        keystore_dir=directory / "keys",
    )


def end_other_connections(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_lost_connections_leave_no_old_answer_and_no_request_without_one(tmp_path: Path) -> None:
    url = empty_store_url("postgresql", tmp_path)
    world = StatusWorld(23)
    world.go_on(15)
    store = open_store(url)
    Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()
    with (
        served(create_app(settings_of(tmp_path, url))) as address,
        httpx2.Client(base_url=address, trust_env=False, timeout=20) as http,
        ThreadPoolExecutor(8) as threads,
    ):
        ids = [name for name in world.names if len(name) == 66]

        def asked(name: str) -> httpx2.Response:
            return http.get(f"/v1/sites/{name}/status?schema={STANDARDS[0]}")

        for _ in range(4):
            store.close()
            pending = [threads.submit(asked, name) for name in ids * 3]
            end_other_connections(url)
            assert {one.result().status_code for one in pending} <= {200, 404, 503}
            store = open_store(url)
            world.live_on(store, LEDGER)
            time.sleep(2 * LOOKS_EVERY_S)
            # the pool notices a connection that was ended when it uses it
            for name in ids:
                response, expected = asked(name), said_by_the_store(store, name, STANDARDS[0])
                assert response.status_code == (404 if expected is None else 200), response.text
                assert expected is None or response.json() == expected
    store.close()


def index_of(world: StatusWorld, url: str) -> None:
    store = open_store(url)
    Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()
    store.close()


def test_file_put_in_the_place_of_another_is_answered_from(tmp_path: Path) -> None:
    world = StatusWorld(29)
    world.go_on(15)
    url, file = empty_store_url("sqlite", tmp_path), tmp_path / "next.db"
    index_of(world, url)
    in_use = Path(url.removeprefix("sqlite:///"))
    with (
        served(create_app(settings_of(tmp_path, url))) as address,
        httpx2.Client(base_url=address, trust_env=False, timeout=20) as http,
    ):
        for change in (world.go_on, world.simulator.reorg, world.go_on):
            change(3)
            world.simulator.mine(4)
            made = empty_store_url("sqlite", tmp_path)
            index_of(world, made)
            Path(made.removeprefix("sqlite:///")).replace(file)
            file.replace(in_use)
            store = open_store(url)
            for name in (name for name in world.names if len(name) == 66):
                for records in ("all", "none"):
                    response = http.get(f"/v1/sites/{name}/status?schema={STANDARDS[0]}&records={records}")
                    expected = said_by_the_store(store, name, STANDARDS[0])
                    assert response.status_code == (404 if expected is None else 200), response.text
                    if expected is not None:
                        found = response.json()
                        assert (found["status"], found["basis"]) == (expected["status"], expected["basis"])
            store.close()
