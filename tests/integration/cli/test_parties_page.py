"""The page about parties, keys and sites, run on a real ledger."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest
from eth_account import Account
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld
from tests.support.transcripts import run_page

from labour_ledger_verify.handle import handle_of

PAGE = Path(__file__).parents[3] / "docs" / "parties-keys-sites.md"
UNCLAIMED = 3
LEAST_COMMANDS = 20


def test_page_prints_what_it_shows(
    desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    encrypt = Account.encrypt
    monkeypatch.setattr(Account, "encrypt", lambda key, password, kdf, iterations: encrypt(key, password, kdf, 2))
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "secret")
    read_up_to = -1

    def run(words: list[str]) -> str:
        nonlocal read_up_to
        if read_up_to < (newest := world.latest_block()):
            desk.run("index", "sync")  # as the follower of a running ledger does
            read_up_to = newest
        _, out, error = desk.run(*words[1:])
        return out + error

    assert len(run_page(PAGE, folder, run, {"site": handle_of(world.sites[UNCLAIMED])})) >= LEAST_COMMANDS
