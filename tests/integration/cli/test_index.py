from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld
from tests.support.stores import empty_store_url

from labour_ledger.cli import index_follow
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store


def test_index_rebuild_gives_the_same_dump(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1))
    first = desk.json("index", "sync")
    assert first["records"] == 1
    assert desk.run("index", "dump", tmp_path / "one.jsonl")[0] == 0
    assert desk.json("index", "rebuild") == first
    code, out, error = desk.run("index", "dump")
    assert code == 0
    assert out == (tmp_path / "one.jsonl").read_text()
    assert "sha256" in error


def test_index_audit_finds_a_dropped_log(desk: Desk, world: LedgerWorld) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1))
    desk.run("index", "sync")
    assert desk.json("index", "audit")["complete"] is True
    connection = sqlite3.connect(desk.home / "labour-ledger.db")
    with connection:
        connection.execute("DELETE FROM index_record")
    connection.close()
    report = desk.json("index", "audit", code=1)
    assert {difference["history"] for difference in report["differences"]} == {"subject", "issued"}
    code, out, _ = desk.run("index", "audit")
    assert code == 1
    assert "index rebuild" in out


def test_index_follow_reads_what_comes_until_stopped(
    desk: Desk, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StopsAtOnce(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return True

    monkeypatch.setattr(index_follow, "stop_signal", lambda: contextlib.nullcontext(StopsAtOnce()))
    code, _, error = desk.run("index", "follow")
    assert code == 0
    assert "other entries" in error


def test_index_follow_shows_figures_on_its_own_port_and_its_state_in_a_file(
    desk: Desk, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (desk.home / "config.toml").write_text(f'rpc_url = "{world.chain.url}"\nmetrics_port = {port}\n')
    seen: dict[str, str] = {}

    class LooksThenStops(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                seen["figures"] = answer.read().decode()
            seen["state"] = json.loads((desk.home / "index-follow.json").read_text())["state"]
            return True

    monkeypatch.setattr(index_follow, "stop_signal", lambda: contextlib.nullcontext(LooksThenStops()))
    code, _, error = desk.run("index", "follow")
    assert (code, seen["state"]) == (0, "following")
    assert f"http://127.0.0.1:{port}/metrics" in error
    assert 'labour_ledger_state{state="following"} 1.0' in seen["figures"]
    assert "labour_ledger_rpc_seconds_count" in seen["figures"]
    assert not (desk.home / "index-follow.json").exists()


def test_index_follow_has_the_whole_index_audited(
    desk: Desk, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    attestation = world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1)
    world.record("auditor", attestation)
    desk.run("index", "sync")
    connection = sqlite3.connect(desk.home / "labour-ledger.db")
    with connection:
        connection.execute("DELETE FROM index_record")
    connection.close()
    note = desk.home / "index-audit.json"
    give_up_at = time.monotonic() + 60

    class StopsAfterTheAudit(threading.Event):
        looks_left = 3

        def wait(self, timeout: float | None = None) -> bool:
            time.sleep(0.1)
            if note.exists():
                self.looks_left -= 1
            return self.looks_left == 0 or time.monotonic() > give_up_at

    monkeypatch.setattr(index_follow, "stop_signal", lambda: contextlib.nullcontext(StopsAfterTheAudit()))
    assert desk.run("index", "follow")[0] == 0
    assert json.loads(note.read_text())["differences"] == 2
    desk.run("index", "rebuild")
    assert not note.exists()


def test_index_follow_with_the_port_of_its_figures_taken_says_so(desk: Desk, world: LedgerWorld) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = f'rpc_url = "{world.chain.url}"\nmetrics_port = {taken.getsockname()[1]}\n'
        (desk.home / "config.toml").write_text(settings)
        code, _, error = desk.run("index", "follow")
    assert code == 5
    assert "[address-taken]" in error


def test_index_follow_while_the_node_is_down_names_it_and_goes_on_looking(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.home / "config.toml").write_text('rpc_url = "http://127.0.0.1:9"\n')
    looks = iter((False, False, True))

    class StopsThirdTime(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return next(looks)

    monkeypatch.setattr(index_follow, "stop_signal", lambda: contextlib.nullcontext(StopsThirdTime()))
    code, _, error = desk.run("index", "follow")
    assert code == 0
    assert error.count("node-unavailable: ") == 1


def test_index_audit_with_proofs_names_the_log_at_fault_and_leaves_a_note(desk: Desk, world: LedgerWorld) -> None:
    attestation = world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1)
    world.record("auditor", attestation)
    desk.run("index", "sync")
    assert desk.json("index", "audit", "--prove")["proven"] is True
    assert "proven from the header of block 0x" in desk.run("index", "audit", "--prove")[1]
    connection = sqlite3.connect(desk.home / "labour-ledger.db")
    with connection:
        connection.execute("UPDATE index_record SET recorded_at = recorded_at + 1")
    connection.close()
    report = desk.json("index", "audit", "--prove", code=1)
    uid = "0x" + attestation.uid(world.deployment.domain.separator).hex()
    assert {(log["fault"], log["uid"]) for found in report["differences"] for log in found["logs"]} == {
        ("altered", uid)
    }
    assert json.loads((desk.home / "index-audit.json").read_text())["differences"] == 2


def test_index_migrate_makes_the_store_and_may_be_repeated(desk: Desk) -> None:
    for _ in range(2):
        assert desk.json("index", "migrate")["store"].endswith("labour-ledger.db")


def test_index_dump_to_a_place_that_cannot_be_written_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.run("index", "sync")
    (tmp_path / "folder").mkdir()
    code, _, error = desk.run("index", "dump", tmp_path / "folder")
    assert code == 2
    assert "[file-unusable]" in error
    assert [file.name for file in tmp_path.iterdir() if "unfinished" in file.name] == []


def test_doctor_everything_in_order_is_exit_0(desk: Desk) -> None:
    desk.run("index", "sync")
    findings = desk.json("doctor")["findings"]
    assert [finding["state"] for finding in findings] == ["ok"] * 9
    assert desk.run("doctor")[0] == 0


def test_doctor_names_what_is_missing_and_what_to_do(desk: Desk) -> None:
    (desk.home / "config.toml").write_text('rpc_url = "http://127.0.0.1:9"\n')
    found = {item["name"]: item for item in desk.json("doctor", code=1)["findings"]}
    assert found["anvil"]["state"] == "ok"
    for name in ("store", "node and ledger"):
        assert found[name]["state"] == "problem"
        assert found[name]["whatToDo"]


def test_doctor_index_not_built_is_a_problem(desk: Desk) -> None:
    desk.run("index", "migrate")
    found = {item["name"]: item for item in desk.json("doctor", code=1)["findings"]}
    assert "index sync" in found["index"]["whatToDo"]


def test_doctor_settings_unreadable_ends_there(desk: Desk) -> None:
    (desk.home / "config.toml").write_text("mood = 1\n")
    assert desk.json("doctor", code=1)["findings"][-1]["name"] == "settings"


def test_index_partition_on_sqlite_says_where_it_pays(desk: Desk, world: LedgerWorld) -> None:
    code, _, error = desk.run("index", "partition", "--blocks", "1000")
    assert code == 5
    assert "SQLite" in error
    assert "Large ledgers" in error


def test_index_sync_and_audit_take_nodes_from_the_command_line(desk: Desk, world: LedgerWorld) -> None:
    (desk.home / "config.toml").write_text('rpc_url = "http://127.0.0.1:9"\n')
    nodes = ["--rpc", "http://127.0.0.1:9", "--rpc", world.chain.url]
    assert desk.json("index", "sync", *nodes)["entries"]
    assert desk.json("index", "audit", *nodes)["complete"] is True
    assert desk.run("index", "sync")[0] == 4


def test_index_partition_on_postgresql_says_how_many(
    desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABOUR_LEDGER_STORE_URL", empty_store_url("postgresql", tmp_path))
    desk.json("index", "sync")
    first = desk.run("index", "dump")[1]
    assert desk.json("index", "partition", "--blocks", "1000")["partitions"] == 2
    assert desk.run("index", "dump")[1] == first


def test_index_rebuild_beside_another_rebuild_is_refused(desk: Desk, world: LedgerWorld) -> None:
    desk.json("index", "sync")
    store = open_store(f"sqlite:///{desk.home / 'labour-ledger.db'}")
    claim = store.writer_claim(LedgerKey(world.deployment.chain_id, world.deployment.contract).beside)
    assert claim.is_held()
    assert desk.json("index", "rebuild", code=4)["code"] == "store-locked"
    claim.release()
    assert desk.json("index", "rebuild")["entries"]
    store.close()
