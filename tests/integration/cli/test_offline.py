"""Signed on a machine without a network, submitted on another: one has keys and no chain, the other the reverse."""

from __future__ import annotations

import json
import shutil
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.integration.cli.test_sheet_import import HEADER, row
from tests.support.ledger_world import LedgerWorld

from labour_ledger.schemas.catalogue import load_schema

C029 = "ilo/c029@1930"


def test_attest_signed_without_a_network_is_submitted_without_a_key(
    desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Desk(tmp_path / "vault", desk.password_file, desk.capture)
    vault.home.mkdir()
    shutil.copy(desk.home / "deployment.json", vault.home)  # which ledger is meant; a public file
    shutil.copytree(desk.home / "keys", vault.home / "keys")
    shutil.rmtree(desk.home / "keys")
    content = tmp_path / "content.json"
    content.write_text(json.dumps(load_schema(C029).examples[1]))
    draft, signed = tmp_path / "draft.json", tmp_path / "signed.json"
    site = f"0x{world.sites[0].hex()}"
    options = ("--schema", C029, "--outcome", "conforms", "--key", "supplier", "--content", content)
    clock = world.chain.timestamp()
    with monkeypatch.context() as unplugged:
        unplugged.setattr(socket.socket, "connect", refuse)
        unplugged.setattr(socket.socket, "connect_ex", refuse)
        unplugged.setattr(time, "time", lambda: float(clock))  # the world's chain is in the past
        assert vault.run("attest", "draft", site, *options, "-o", draft)[0] == 0
        assert vault.run("attest", "sign", draft, "--key", "supplier", *vault.password(), "-o", signed)[0] == 0
        assert vault.run("attest", "submit", signed)[0] == 4  # the network is really gone
    (submission,) = desk.json("attest", "submit", signed)["submissions"]
    assert submission["alreadyRecorded"] is False
    desk.run("index", "sync")
    assert desk.json("status", site, "--schema", C029)["status"]["code"] == "self_declared"


def test_attest_sign_sheet_without_a_network_is_submitted_elsewhere(
    desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, sheet, signed = world.chain.timestamp(), tmp_path / "audits.csv", tmp_path / "signed.jsonl"
    rows = [row(f"0x{world.sites[number % 5].hex()}", f"visit {number}") for number in range(120)]
    with monkeypatch.context() as unplugged:
        unplugged.setattr(socket.socket, "connect", refuse)
        unplugged.setattr(socket.socket, "connect_ex", refuse)
        unplugged.setattr(time, "time", lambda: float(clock))
        options = ("attest", "sign-sheet", sheet, "--key", "auditor", *desk.password(), "-o", signed)
        sheet.write_text(HEADER + "".join(rows) + row("LL-7K3M-92QF"))
        refused = desk.json(*options, "--refused", tmp_path / "refused.csv", code=2)
        assert ([found["row"] for found in refused["problems"]], refused["signed"]) == ([122], [])
        assert not signed.exists()
        assert (tmp_path / "refused.csv").exists()
        sheet.write_text(HEADER + "".join(rows))
        assert desk.json(*options)["batches"] == 2
    submissions = desk.json("attest", "submit", signed)["submissions"]
    assert sum(len(item["uids"]) for item in submissions) == 120


def refuse(*_: Any) -> None:
    raise OSError("Network is unreachable")
