"""`ask` and `export` on an indexed store: no node is needed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from tests.support.question_world import C029, QuestionWorld, build_question_world
from tests.unit.api.conftest import NOBODY

from labour_ledger.chain.deployment import save_deployment
from labour_ledger.cli.main import main
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.store.session import open_store
from labour_ledger_verify.hexadecimal import to_hex


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

    def run(self, *arguments: str, code: int = 0) -> str:
        """Return what a command printed; on stderr if it must fail."""
        self._capture.readouterr()
        found = main(["--home", str(self._home), *arguments])
        out, error = self._capture.readouterr()
        assert found == code, error
        return error if code else out

    def json(self, *arguments: str) -> Any:
        """Return the JSON that a command printed."""
        return json.loads(self.run("--json", *arguments))


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(home, capsys)


def test_ask_list_shows_every_question(shell: Shell) -> None:
    listed = shell.json("ask", "--list")
    assert [item["name"] for item in listed["items"]] == [question.name for question in QUESTIONS]
    text = shell.run("ask", "--list")
    assert all(question.name in text for question in QUESTIONS)


def test_ask_prints_the_answer_that_json_has(shell: Shell, world: QuestionWorld) -> None:
    arguments = ("ask", "site-status", "--site", world.handle("mill"), "--standard", C029)
    document = shell.json(*arguments)
    assert document["format"] == "labour-ledger/answer@1"
    assert document["summary"]["code"] == "conforms"
    text = shell.run(*arguments)
    assert "conforms" in text
    assert "decides" in text
    assert "rests on 1 record;" in text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_ask_shows_every_question_to_people(shell: Shell, world: QuestionWorld, question: Any) -> None:
    values = {
        "site": world.handle("mill"),
        "buyer": world.handle("Brand"),
        "standard": C029,
        "known_at": "2025-01-01T00:00:40Z",
        "record": to_hex(world.uids["mill audit"]),
        "party": "2",
        "country": "ID",
        "goods": "Palm Fruit",
        "topic": "debt-bondage",
        "since": "2024-12-31",
        "until": "2025-06-30",
    }
    given = [part for name in question.required for part in (f"--{name.replace('_', '-')}", values[name])]
    text = shell.run("ask", str(question.number), *given)
    assert text.startswith(f"{question.number}. {question.words}")
    assert "rule version" in text


def test_ask_coverage_draws_a_bar_for_each_tier(shell: Shell, world: QuestionWorld) -> None:
    text = shell.run("ask", "coverage", "--buyer", world.handle("Brand"), "--standard", C029)
    bars = [line for line in text.splitlines() if line.startswith("tier ") and "covered (" in line]
    assert len(bars) == 2
    assert "2 of 4 covered (50.0 %)" in bars[0]
    first, second = (sum(line.count(mark) for mark in "█#") for line in bars)
    assert (first, second) == (15, 0)


def test_ask_complete_history_is_a_timeline_with_the_status_as_known_then(shell: Shell, world: QuestionWorld) -> None:
    text = shell.run("ask", "complete-history", "--site", world.handle("mill"), "--standard", C029)
    lines = [line for line in text.splitlines() if "status from then on" in line]
    assert [line.rpartition(": ")[2] for line in lines] == ["unknown", "conforms"]


def test_ask_lists_the_records_that_an_answer_rests_on_by_page(shell: Shell, world: QuestionWorld) -> None:
    arguments = ("ask", "coverage", "--buyer", world.handle("Brand"), "--standard", C029)
    named = shell.json(*arguments)["basis"]["uids"]
    first = shell.json(*arguments, "--records", "--limit", "3")
    rest = shell.json(*arguments, "--records", "--cursor", first["next"])
    assert (first["format"], rest["next"]) == ("labour-ledger/answer-records@1", None)
    assert {uid for page in (first, rest) for item in page["items"] for uid in item["uids"]} == set(named)
    text = shell.run(*arguments, "--records", "--limit", "3")
    assert first["items"][0]["uids"][0] in text
    assert f"--cursor {first['next']}" in text


def test_ask_says_where_records_are_listed_that_are_too_many_to_name(
    shell: Shell, world: QuestionWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labour_ledger.diligence.questions.grounds.MOST_NAMED", 3)
    text = shell.run("ask", "coverage", "--buyer", world.handle("Brand"), "--standard", C029)
    assert "add --records" in text


@pytest.mark.parametrize("command", [("history",), ("sites", "history")])
def test_history_is_drawn_over_time_with_the_same_data_in_json(
    shell: Shell, world: QuestionWorld, command: tuple[str, ...]
) -> None:
    arguments = (*command, world.handle("mill"), "--timeline")
    text = shell.run(*arguments)
    document = shell.json(*arguments)
    (band,) = document["statuses"]
    assert band["standard"] == C029
    for period in band["periods"]:
        assert f"{period['since']}  {C029}, status from then on: {period['code']}" in text
    assert [line.split()[0] for line in text.splitlines() if "●" in line][:-1] == [
        item["recordedAt"] for item in document["items"]
    ]
    assert shell.json(*command, world.handle("mill"))["format"] == "labour-ledger/history@1"


def test_ask_goes_on_from_a_cursor(shell: Shell, world: QuestionWorld) -> None:
    arguments = ("ask", "grievance-channels", "--buyer", world.handle("Brand"), "--limit", "3")
    first = shell.json(*arguments)
    second = shell.json(*arguments, "--cursor", first["next"])
    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 2, None)
    assert first["next"] in shell.run(*arguments)
    assert len(shell.json(*arguments, "--all")["items"]) == 5


def test_ask_writes_all_rows_to_a_file(shell: Shell, world: QuestionWorld, tmp_path: Path) -> None:
    file = tmp_path / "channels.csv"
    arguments = ("ask", "grievance-channels", "--buyer", world.handle("Brand"), "--limit", "1", "-o", str(file))
    assert shell.json(*arguments)["rows"] == 5
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    assert len(rows) == 5
    assert f"{file}: 5 rows" in shell.run(*arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "ask-unclear"),
        (("expirin",), "question-unknown"),
        (("coverage", "--standard", C029), "question-invalid"),
        (("expiring", "--topic", "deception"), "question-invalid"),
        (("expiring", "--at", "2031-01-01"), "question-invalid"),
        (("coverage", "--buyer", "Nobody", "--standard", C029), "subject-not-found"),
        (("verify-file", "--bundle", "proof.json"), "ask-unclear"),
        (("expiring", "-o", "rows.xlsx"), "export-format-unclear"),
        (("expiring", "--records", "--all"), "ask-unclear"),
    ],
)
def test_ask_refuses_what_cannot_be_asked(shell: Shell, arguments: tuple[str, ...], code: str) -> None:
    assert f"[{code}]" in shell.run("ask", *arguments, code=2)


def test_export_writes_tables_and_networks(shell: Shell, world: QuestionWorld, tmp_path: Path) -> None:
    records = tmp_path / "records.parquet"
    assert shell.json("export", "records", "-o", str(records))["rows"] == 22
    assert pyarrow.parquet.read_table(records).num_rows == 22
    network = ("--buyer", world.handle("Brand"), "--standard", C029)
    picture = tmp_path / "network.svg"
    assert f"{picture}: 7 subjects" in shell.run("export", "network", *network, "-o", str(picture))
    graph = tmp_path / "network.xml"
    assert shell.json("export", "network", *network, "--format", "graphml", "-o", str(graph))["rows"] == 7


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("records", "-o", "x.svg"), "export-format-unclear"),
        (("records", "-o", "x.csv", "--buyer", "Brand"), "export-format-unclear"),
        (("network", "-o", "x.csv", "--buyer", "Brand", "--standard", C029), "export-format-unclear"),
        (("network", "-o", "x.svg", "--standard", C029), "question-invalid"),
        (("sites", "-o", "/nowhere/at/all/x.csv"), "file-unusable"),
    ],
)
def test_export_refuses_what_cannot_be_written(shell: Shell, arguments: tuple[str, ...], code: str) -> None:
    assert f"[{code}]" in shell.run("export", *arguments, code=2)
