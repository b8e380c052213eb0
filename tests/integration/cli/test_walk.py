"""The walk of docs/cli.md, word for word: what a reader types is what works."""

from __future__ import annotations

import re
import shlex
import socket
from pathlib import Path

import pytest

from labour_ledger.cli.invocation import Invocation
from labour_ledger.cli.local_ledger import local_ledger
from labour_ledger.cli.main import main

PAGE = Path(__file__).resolve().parents[3] / "docs" / "cli.md"
ASKS_FOR_A_PASSWORD = (["keys", "new"], ["sites", "import"], ["attest", "sign"])


def block(kind: str) -> str:
    """Return the only block of this kind in the walk."""
    walk = PAGE.read_text(encoding="utf-8").split("## From nothing to an answer")[1].split("\n## ")[0]
    (found,) = re.findall(rf"```{kind}\n(.*?)```", walk, re.DOTALL)
    return str(found)


def commands() -> list[list[str]]:
    text = block("console").replace("\\\n", " ")
    lines = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_walk_of_the_page_ends_with_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mills.csv").write_text(block("csv"), encoding="utf-8")
    (tmp_path / "audit.json").write_text(block("json"), encoding="utf-8")
    (tmp_path / "password").write_text("secret\n")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        monkeypatch.setenv("LABOUR_LEDGER_RPC_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
    first, *others = commands()
    assert first == ["run"]
    shown: dict[str, str] = {}
    with local_ledger(Invocation(None, as_json=False).settings()):
        for command in others:
            password = ["--password-file", "password"] if command[:2] in ASKS_FOR_A_PASSWORD else []
            assert main([*command, *password]) == 0, capsys.readouterr().err
            shown[command[0]] = capsys.readouterr().out
            assert main(["index", "sync"]) == 0  # what `run` does all the time
            capsys.readouterr()
    assert shown["status"].startswith("conforms: LL-")
    assert "Example Mill (fictitious), ilo/c029@1930" in shown["status"]
    assert "conforms under ilo/c029@1930" in shown["history"]
