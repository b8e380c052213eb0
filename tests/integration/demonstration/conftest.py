"""The demonstration, run once for all tests that look at what it left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labour_ledger.cli.main import main


@dataclass(frozen=True)
class Performed:
    """The report of a demonstration and the folder it left."""

    home: Path
    report: dict[str, Any]

    def stage(self, name: str) -> dict[str, Any]:
        return next(stage for stage in self.report["stages"] if stage["stage"] == name)


@pytest.fixture(scope="session")
def perform(tmp_path_factory):
    def run(*options: str) -> Performed:
        home = tmp_path_factory.mktemp("demonstration") / "home"
        with pytest.MonkeyPatch.context() as patch:
            output = []
            patch.setattr("sys.stdout", _Written(output))
            assert main(["--home", str(home), "--json", "demo", *options]) == 0
        return Performed(home, json.loads("".join(output)))

    return run


@pytest.fixture(scope="session")
def performed(perform):
    return perform()


class _Written:
    """Stands for stdout and keeps what is written."""

    def __init__(self, output: list[str]) -> None:
        self._output = output

    def write(self, text: str) -> int:
        self._output.append(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is buffered."""

    def isatty(self) -> bool:
        return False
