"""`sites find` and `sites show` on an indexed store: no node is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.question_world import QuestionWorld, build_question_world
from tests.unit.api.conftest import NOBODY

from labour_ledger.chain.deployment import save_deployment
from labour_ledger.cli.main import main
from labour_ledger.store.session import open_store


@pytest.fixture(scope="module")
def world() -> QuestionWorld:
    return build_question_world()


@pytest.fixture(scope="module")
def home(world: QuestionWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    save_deployment(NOBODY, folder / "deployment.json")
    store = open_store(f"sqlite:///{folder / 'labour-ledger.db'}", create=True)
    world.index_into(store)
    store.close()
    return folder


class Shell:
    """Runs commands in one home folder."""

    def __init__(self, home: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._home, self._capture = home, capture

    def run(self, *arguments: str) -> str:
        """Return what a command printed."""
        self._capture.readouterr()
        assert main(["--home", str(self._home), *arguments]) == 0
        return self._capture.readouterr().out

    def json(self, *arguments: str) -> Any:
        """Return the JSON that a command printed."""
        return json.loads(self.run("--json", *arguments))


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(home, capsys)


def test_sites_show_says_first_that_a_site_is_gone(shell: Shell, world: QuestionWorld) -> None:
    lines = shell.run("sites", "show", world.handle("press")).splitlines()
    assert lines[1].startswith("CLOSED, no longer the place named here: closed since 2024-05-01, says registrar")
    noted = shell.run("sites", "show", world.handle("store")).splitlines()
    assert noted[1] == (
        "CLOSED, no longer the place named here: noted as closed in the registry since 2025-01-01T00:00:24Z"
    )
    assert shell.json("sites", "show", world.handle("press"))["whereabouts"]["place"] == "closed"


def test_sites_show_of_an_open_site_says_who_controls_it_and_what_it_is_the_same_as(
    shell: Shell, world: QuestionWorld
) -> None:
    text = shell.run("sites", "show", world.handle("mill"))
    assert "no longer" not in text
    assert f"supplier (fictitious) (party {world.parties['supplier']}) since 2025-01-01T00:00:24Z" in text
    assert world.handle("twin") in text
    assert "unclaimed" in shell.run("sites", "show", world.handle("farm"))


def test_sites_find_finds_an_alias_and_shows_it(shell: Shell, world: QuestionWorld) -> None:
    farm = world.handle("farm")
    shell.run("sites", "alias", farm, "Fazenda São João", "--by", "registry desk", "--reason", "its name in a list")
    found = shell.json("sites", "find", "sao joao")
    assert [item["handle"] for item in found["items"]] == [farm]
    assert found["items"][0]["alsoKnownAs"] == ["Fazenda São João"]
    text = shell.run("sites", "find", "sao joao")
    assert farm in text
    assert "Fazenda São João" in text
    assert "also known as" in shell.run("sites", "show", farm)


def test_sites_find_marks_those_that_are_closed(shell: Shell, world: QuestionWorld) -> None:
    (line,) = [line for line in shell.run("sites", "find", "store").splitlines() if world.handle("store") in line]
    assert "noted as closed" in line
