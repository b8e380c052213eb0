"""Every answer names the records that it rests on, or says where they are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.support.question_world import C029, LEDGER, QuestionWorld
from tests.unit.diligence.questions.conftest import Ask
from tests.unit.diligence.questions.test_asking import needed

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.questions import grounds
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.model import Question
from labour_ledger.diligence.questions.resting import RecordsPage, records_of_answer
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.store.queries import PageTokenInvalid
from labour_ledger.store.queries.page_tokens import encode_token
from labour_ledger.store.session import Store

RESTS_ON_NO_RECORD = {"verify-file"}
"""It says how to check a file, of whatever ledger."""
Listed = Callable[..., RecordsPage]


@pytest.fixture
def listed(answering_store: Store) -> Iterator[Listed]:
    with answering_store.reading() as session:

        def page(name: str, *, after: str | None = None, limit: int = 1000, **values: str) -> RecordsPage:
            return records_of_answer(session, LEDGER, name, values, after=after, limit=limit)

        yield page


def asked_of_a_buyer(world: QuestionWorld, question: Question) -> dict[str, str]:
    """Return parameters by which a question has something to find."""
    values = needed(world, question)
    return values | {"buyer": world.handle("Brand")} if "buyer" in question.parameters else values


def all_records(listed: Listed, name: str, limit: int, values: dict[str, str]) -> list[bytes]:
    found: list[bytes] = []
    after = None
    while True:
        page = listed(name, after=after, limit=limit, **values)
        assert len(page.grounds) <= limit
        assert set(page.basis.uids) == {uid for ground in page.grounds for uid in ground.uids}
        found += [uid for ground in page.grounds for uid in ground.uids]
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_answer_names_the_records_that_it_rests_on(asked: Ask, world: QuestionWorld, question: Question) -> None:
    answer = asked(question.name, **asked_of_a_buyer(world, question))
    assert answer.names_all
    assert bool(answer.basis.uids) is (question.name not in RESTS_ON_NO_RECORD)
    assert {uid for row in answer.rows for uid in row.uids} <= set(answer.basis.uids)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_records_of_an_answer_are_those_of_its_basis_page_by_page(
    asked: Ask, listed: Listed, world: QuestionWorld, question: Question
) -> None:
    values = asked_of_a_buyer(world, question)
    named = set(asked(question.name, **values).basis.uids)
    assert set(all_records(listed, question.name, 1000, values)) == named
    assert set(all_records(listed, question.name, 4, values)) == named


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_answer_from_memory_rests_on_the_same_records(
    answering_store: Store, asked: Ask, world: QuestionWorld, question: Question
) -> None:
    from labour_ledger.diligence.questions.asking import ask

    values = asked_of_a_buyer(world, question)
    memory = SnapshotKeeper(answering_store, LEDGER).refresh()
    with answering_store.reading() as session:
        remembered = ask(session, LEDGER, question.name, values, limit=None, tiers=memory)
        records = records_of_answer(session, LEDGER, question.name, values, limit=1000, tiers=memory)
    assert remembered == asked(question.name, **values)
    assert set(records.basis.uids) <= set(remembered.basis.uids)


def test_answer_that_rests_on_too_many_records_says_where_they_are_listed(
    asked: Ask, listed: Listed, world: QuestionWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"buyer": world.handle("Brand"), "standard": C029}
    whole = asked("coverage", **values)
    monkeypatch.setattr(grounds, "MOST_NAMED", 3)
    answer = asked("coverage", **values)
    assert (answer.names_all, answer.basis.uids) == (False, ())
    assert answer.rows[0].values == whole.rows[0].values
    assert answer.to_json()["records"] == {"allNamed": False, "href": answer.records_href}
    assert answer.records_href.startswith("/v1/questions/coverage/records?buyer=LL-")
    assert set(all_records(listed, "coverage", 2, values)) == set(whole.basis.uids)


def test_records_of_coverage_are_told_apart_by_tier_and_by_link(listed: Listed, world: QuestionWorld) -> None:
    page = listed("coverage", buyer=world.handle("Brand"), standard=C029)
    parts = [ground.part for ground in page.grounds]
    assert parts == sorted(parts, reverse=True)
    assert set(parts) == {"tier 1", "links"}


@pytest.mark.parametrize("after", ["nonsense", encode_token(-1, ""), encode_token(1, "xyz"), encode_token("rows", "")])
def test_page_of_records_that_is_of_another_listing_is_refused(
    listed: Listed, world: QuestionWorld, after: str
) -> None:
    with pytest.raises(PageTokenInvalid):
        listed("coverage", buyer=world.handle("Brand"), standard=C029, after=after)


def test_page_of_less_than_one_record_is_refused(listed: Listed, world: QuestionWorld) -> None:
    with pytest.raises(QuestionInvalid, match="less than one"):
        listed("coverage", buyer=world.handle("Brand"), standard=C029, limit=0)
