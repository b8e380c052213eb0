"""The supply chain of the questions, indexed once for all tests of a module, on both kinds of store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.question_world import LEDGER, QuestionWorld, build_question_world
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.model import Answer
from labour_ledger.store.session import Store, open_store

Ask = Callable[..., Answer]


@pytest.fixture(scope="package")
def world() -> QuestionWorld:
    return build_question_world()


@pytest.fixture(scope="package", params=KINDS)
def answering_store(
    request: pytest.FixtureRequest, world: QuestionWorld, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    url = empty_store_url(str(request.param), tmp_path_factory.mktemp("questions"))
    opened = open_store(url, busy_timeout_s=0.2)
    world.index_into(opened)
    yield opened
    opened.close()


@pytest.fixture
def own_store(world: QuestionWorld, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own, for what it writes."""
    opened = open_store(empty_store_url("sqlite", tmp_path))
    world.index_into(opened)
    yield opened
    opened.close()


@pytest.fixture
def asked(answering_store: Store) -> Iterator[Ask]:
    """Ask a question by its name, with its parameters as texts."""
    with answering_store.reading() as session:

        def answer(name: str, *, after: str | None = None, limit: int | None = None, **values: str) -> Answer:
            return ask(session, LEDGER, name, values, after=after, limit=limit)

        yield answer


def column(answer: Answer, name: str) -> list[object]:
    """Return a column of an answer's table."""
    return [row.values[name] for row in answer.rows]
