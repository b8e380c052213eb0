"""What holds of every question: its columns, its pages, its parameters, and the dates it can be asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.question_world import C029, LEDGER, QuestionWorld, build_question_world
from tests.support.stores import empty_store_url
from tests.unit.diligence.questions.conftest import Ask

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.questions import issuers, scope, watching
from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.catalogue import QUESTIONS, QuestionUnknown, question_named
from labour_ledger.diligence.questions.model import Kind, Question
from labour_ledger.diligence.questions.parameters import PARAMETERS
from labour_ledger.diligence.questions.scope import QuestionTooLarge
from labour_ledger.store.queries import PageTokenInvalid
from labour_ledger.store.session import open_store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_hex

TYPES = {
    Kind.TEXT: str,
    Kind.NUMBER: int,
    Kind.TRUTH: bool,
    Kind.TIME: str,
    Kind.DATE: str,
    Kind.HASH: str,
    Kind.TEXTS: tuple,
    Kind.COUNTS: dict,
}


def needed(world: QuestionWorld, question: Question) -> dict[str, str]:
    """Return what a question cannot be asked without."""
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
    return {name: values[name] for name in question.required}


def test_catalogue_numbers_every_question_once() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))
    assert len({question.name for question in QUESTIONS}) == len(QUESTIONS)
    assert question_named("5") is question_named("coverage")


def test_catalogue_takes_only_parameters_that_are_described() -> None:
    assert {name for question in QUESTIONS for name in question.parameters} == set(PARAMETERS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_answer_has_the_columns_that_the_catalogue_describes(
    asked: Ask, world: QuestionWorld, question: Question
) -> None:
    answer = asked(question.name, **needed(world, question))
    described = {column.name: TYPES[column.kind] for column in question.columns}
    for row in answer.rows:
        assert set(row.values) == set(described)
        for name, value in row.values.items():
            assert value is None or type(value) is described[name], (name, value)
    summary = {column.name: TYPES[column.kind] for column in question.summary}
    assert set(answer.summary) == set(summary)
    for name, value in answer.summary.items():
        assert value is None or type(value) is summary[name], (name, value)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_pages_of_an_answer_are_its_rows_in_order(asked: Ask, world: QuestionWorld, question: Question) -> None:
    whole = asked(question.name, **needed(world, question))
    keys = [row.key for row in whole.rows]
    assert keys == sorted(set(keys))
    paged: list[object] = []
    after = None
    while True:
        page = asked(question.name, after=after, limit=2, **needed(world, question))
        paged += [row.key for row in page.rows]
        assert len(page.rows) <= 2
        of_rows = tuple(dict.fromkeys(uid for row in page.rows for uid in row.uids))
        assert page.basis.uids[: len(of_rows)] == of_rows
        if page.next is None:
            break
        after = page.next
    assert paged == keys


@pytest.mark.parametrize("name", ["changes", "open-findings"])
def test_page_of_another_listing_is_refused(asked: Ask, name: str) -> None:
    with pytest.raises(PageTokenInvalid):
        asked(name, after="WyJ4Il0", limit=1, **({"severity": "minor"} if name == "open-findings" else {}))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"valid_at": "2031-01-01"}, "later than the block"),
        ({"known_at": "2031-01-01"}, "later than the block"),
        ({"valid_at": "yesterday"}, "not a date"),
        ({"days": "-1"}, "whole number"),
        ({"days": "1e3"}, "whole number"),
        ({"days": "99999999999999999999"}, "whole number"),
        ({"topic": "deception"}, "takes no topic"),
        ({"country": "IDN"}, "two letters"),
        ({"country": "Ñ1"}, "two letters"),
        ({"buyer": "a\x00b"}, "cannot be printed"),
        ({"site": "\ud800"}, "cannot be printed"),
        ({"standard": "ledger/dispute@1"}, "act on others"),
    ],
)
def test_parameter_that_cannot_be_used_is_refused(asked: Ask, values: dict[str, str], words: str) -> None:
    with pytest.raises(QuestionInvalid, match=words):
        asked("expiring", **values)


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("coverage", {"standard": C029}, "needs buyer"),
        ("evidence-gaps", {"topic": "weather"}, "none of its values"),
        ("remedies", {"since": "2025-13-01"}, "not a date"),
        ("remedies", {"until": "2025-01-01T08:00:00"}, "not a date"),
        ("issued-by", {"party": "two"}, "whole number"),
    ],
)
def test_question_without_what_it_needs_is_refused(asked: Ask, name: str, values: dict[str, str], words: str) -> None:
    with pytest.raises(QuestionInvalid, match=words):
        asked(name, **values)


def test_question_of_no_such_name_names_those_like_it(asked: Ask) -> None:
    with pytest.raises(QuestionUnknown) as refused:
        asked("expirin")
    assert refused.value.context["near"] == ["expiring"]


def test_date_before_the_first_block_is_answered_and_said(asked: Ask) -> None:
    answer = asked("expiring", known_at="2020-01-01")
    assert (answer.rows, answer.summary["sites"]) == ((), 0)
    assert any("Nothing was known on 2020-01-01" in note for note in answer.notes)


def test_question_about_more_sites_than_the_limit_is_refused(
    asked: Ask, world: QuestionWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "LARGEST_QUESTION", 3)
    for name, values in (
        ("grievance-channels", {}),
        ("coverage", {"buyer": world.handle("Brand"), "standard": C029}),
        ("shared-buyers", {"least": "1"}),
    ):
        with pytest.raises(QuestionTooLarge, match="more than 3 sites"):
            asked(name, **values)


def test_answer_of_more_records_than_the_limit_is_refused(
    asked: Ask, world: QuestionWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (scope, issuers, watching):
        monkeypatch.setattr(module, "MOST_RECORDS", 2)
    for name, values in (("changes", {}), ("issued-by", {"party": str(world.parties["auditor"])})):
        with pytest.raises(QuestionTooLarge, match="more than 2 records"):
            asked(name, **values)
    assert len(asked("changes", limit=2).rows) == 2


def test_retired_schema_is_answered_and_said(tmp_path: Path) -> None:
    world = build_question_world()
    world.simulator.retire_schema(schema_hash(C029))
    world.simulator.mine()
    store = open_store(empty_store_url("sqlite", tmp_path))
    try:
        world.index_into(store)
        with store.reading() as session:
            answer = ask(session, LEDGER, "coverage", {"buyer": world.handle("Brand"), "standard": C029})
    finally:
        store.close()
    assert answer.summary["covered"] == 2
    assert answer.notes[0].startswith("ilo/c029@1930 was retired on 2025-01-01T00:01:12Z")
