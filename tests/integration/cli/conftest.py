"""A home folder of the command line beside the shared world: keys of its parties, a store, a deployment record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.support.ledger_world import LedgerWorld

from labour_ledger.attesting.keys import import_private_key
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.cli.main import main
from labour_ledger_verify.keccak import keccak256


@dataclass
class Desk:
    """Runs the command line in one home folder."""

    home: Path
    password_file: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run a command; return its exit code, stdout and stderr."""
        self.capture.readouterr()
        code = main(["--home", str(self.home), *(str(argument) for argument in arguments)])
        out, error = self.capture.readouterr()
        return code, out, error

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        """Run a command with --json; return what it printed, after checking the exit code."""
        found, out, error = self.run(*arguments, "--json")
        assert found == code, error
        return json.loads(out if out else error)

    def password(self) -> Sequence[str | Path]:
        """Return the options that give the password."""
        return ("--password-file", self.password_file)


@pytest.fixture
def desk(tmp_path: Path, world: LedgerWorld, capsys: pytest.CaptureFixture[str]) -> Desk:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(f'rpc_url = "{world.chain.url}"\n')
    save_deployment(world.deployment, home / "deployment.json")
    for name in world.parties:
        label = name.replace("_", "-")
        import_private_key(home / "keys", keccak256(f"key of {name}".encode()), "secret", label=label, work_factor=2)
    password_file = tmp_path / "password"
    password_file.write_text("secret\n")
    return Desk(home, password_file, capsys)
