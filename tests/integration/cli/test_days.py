"""The days of a supplier, an auditor and a union, as docs tell them, run on a real ledger."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest
from eth_account import Account
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld
from tests.support.transcripts import run_page

from labour_ledger_verify import cli as verifier
from labour_ledger_verify.handle import handle_of

DOCS = Path(__file__).parents[3] / "docs"
LEAST_COMMANDS = 12
UNCLAIMED = {"supplier": 3}
"""Where a day begins with sites that nobody controls yet."""


@pytest.mark.parametrize("who", ["supplier", "auditor", "union"])
def test_day_of_prints_what_the_page_shows(
    who: str, desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
        program, *arguments = words
        assert program in ("labour-ledger", "labour-ledger-verify"), program
        nonlocal read_up_to
        if read_up_to < (newest := world.latest_block()):
            desk.run("index", "sync")  # as the follower of a running ledger does
            read_up_to = newest
        if program == "labour-ledger":
            _, out, error = desk.run(*arguments)
            return out + error
        desk.capture.readouterr()
        verifier.main(arguments)
        out, error = desk.capture.readouterr()
        return out + error

    first = UNCLAIMED.get(who, 0)
    names = {"site": handle_of(world.sites[first]), "other-site": handle_of(world.sites[first + 1])}
    assert (
        len(run_page(DOCS / f"day-of-a{'n' if who == 'auditor' else ''}-{who}.md", folder, run, names))
        >= LEAST_COMMANDS
    )
