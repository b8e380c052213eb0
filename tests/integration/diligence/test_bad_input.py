"""Bad input to every question, over HTTP and on the command line: a clear answer, or a refusal that says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.support.question_world import C138, QuestionWorld, build_question_world
from tests.unit.api.conftest import NOBODY
from tests.unit.diligence.questions.test_asking import needed

from labour_ledger.api.app import create_app
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.cli.main import main
from labour_ledger.config import Settings
from labour_ledger.diligence.questions import partial, scope
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.model import Question
from labour_ledger.store.session import open_store
from labour_ledger_verify.attestation import schema_hash

OPTIONS = {"valid_at": "--at", "known_at": "--known-at"}
ABOUT_CHAINS = [question for question in QUESTIONS if "buyer" in question.parameters]
OF_DIRECT_SUPPLIERS = {"shared-buyers", "quantities", "changed-suppliers"}
DATED = [question for question in QUESTIONS if "known_at" in question.parameters]
UNDER_A_STANDARD = [question for question in QUESTIONS if "standard" in question.parameters]
ABOUT_MANY = [question for question in QUESTIONS if {"buyer", "country"} & set(question.parameters)]


def by_name(question: Question) -> str:
    return question.name


@dataclass
class Both:
    """The service and the command line over one store."""

    client: TestClient
    home: Path
    world: QuestionWorld
    capture: pytest.CaptureFixture[str]

    def ask(self, question: Question, **values: str) -> list[dict[str, Any]]:
        """Return the answer that each gives."""
        answers = [self._over_http(question, values), self._on_the_command_line(question, values)]
        assert [outcome for outcome, _ in answers] == [200, 0], answers
        return [answer for _, answer in answers]

    def refusal(self, question: Question, **values: str) -> list[tuple[int, str]]:
        """Return the status or exit code, and the code, with which each refuses; a refusal says what to do next."""
        answers = [self._over_http(question, values), self._on_the_command_line(question, values)]
        assert all(answer["hint"] for _, answer in answers)
        return [(outcome, answer["code"]) for outcome, answer in answers]

    def _over_http(self, question: Question, values: dict[str, str]) -> tuple[int, dict[str, Any]]:
        parameters = {**needed(self.world, question), **values}
        response = self.client.get(f"/v1/questions/{question.name}", params=parameters)
        return response.status_code, response.json()

    def _on_the_command_line(self, question: Question, values: dict[str, str]) -> tuple[int, dict[str, Any]]:
        parameters = {**needed(self.world, question), **values}
        given = [part for name, text in parameters.items() for part in (OPTIONS.get(name, f"--{name}"), text)]
        self.capture.readouterr()
        code = main(["--home", str(self.home), "--json", "ask", question.name, *given])
        out, error = self.capture.readouterr()
        return code, json.loads(out or error)


@pytest.fixture(scope="module")
def world() -> QuestionWorld:
    """The supply chain of the questions, with a standard that was retired."""
    found = build_question_world()
    found.simulator.retire_schema(schema_hash(C138))
    found.simulator.mine()
    return found


@pytest.fixture(scope="module")
def settings(world: QuestionWorld, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("bad")
    save_deployment(NOBODY, home / "deployment.json")
    found = Settings(
        home=home,
        store_url=f"sqlite:///{home / 'labour-ledger.db'}",
        rpc_url="http://127.0.0.1:9",
        deployment_file=home / "deployment.json",
        keystore_dir=home / "keys",
    )
    store = open_store(found.store_url, create=True)
    world.index_into(store)
    store.close()
    return found


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def both(client: TestClient, settings: Settings, world: QuestionWorld, capsys: pytest.CaptureFixture[str]) -> Both:
    return Both(client, settings.home, world, capsys)


@pytest.mark.parametrize("question", ABOUT_CHAINS, ids=by_name)
def test_question_about_a_chain_that_supplies_itself_is_answered_and_names_a_way_round(
    both: Both, question: Question
) -> None:
    mill, farm = both.world.handle("mill"), both.world.handle("farm")
    for answer in both.ask(question, buyer=mill):
        said = " ".join(answer["notes"])
        names_it = f"A shortest way round: {mill}, supplied by {farm}, supplied by {mill}." in said
        assert names_it is (question.name not in OF_DIRECT_SUPPLIERS)


@pytest.mark.parametrize("question", ABOUT_CHAINS, ids=by_name)
def test_question_about_an_unknown_buyer_is_refused(both: Both, question: Question) -> None:
    for buyer in ("Nobody at all", "LL-7K3M-92QF"):
        assert both.refusal(question, buyer=buyer) == [(404, "subject-not-found"), (2, "subject-not-found")]


@pytest.mark.parametrize("question", DATED, ids=by_name)
def test_question_for_a_date_before_the_first_block_is_answered_and_says_that_nothing_was_known(
    both: Both, question: Question
) -> None:
    dates = {name: "2000-01-01" for name in ("valid_at", "known_at") if name in question.parameters}
    for answer in both.ask(question, **dates):
        assert any("Nothing was known on 2000-01-01" in note for note in answer["notes"])
        assert answer["basis"]["knownAt"] == "2000-01-01T23:59:59Z"


@pytest.mark.parametrize("question", DATED, ids=by_name)
def test_question_for_a_date_after_the_last_block_is_refused(both: Both, question: Question) -> None:
    for name in {"valid_at", "known_at"} & set(question.parameters):
        for date in ("2025-01-02", "2110-01-01"):
            assert both.refusal(question, **{name: date}) == [(422, "question-invalid"), (2, "question-invalid")]


@pytest.mark.parametrize("question", UNDER_A_STANDARD, ids=by_name)
def test_question_under_a_retired_standard_is_answered_and_says_since_when(both: Both, question: Question) -> None:
    for answer in both.ask(question, standard=C138):
        assert answer["notes"][0].startswith(f"{C138} was retired on 2025-01-01T00:01:12Z")


@pytest.mark.parametrize("question", ABOUT_MANY, ids=by_name)
def test_question_about_too_many_sites_is_refused(
    both: Both, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "LARGEST_QUESTION", 0)
    monkeypatch.setattr(partial, "LARGEST_QUESTION", 1)
    wanted = {"buyer": both.world.handle("Brand")} if "buyer" in question.parameters else {"country": "ID"}
    assert both.refusal(question, **wanted) == [(422, "question-too-large"), (2, "question-too-large")]
