"""The supply chain of the questions, indexed once, to export from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import Session
from tests.support.question_world import QuestionWorld, build_question_world
from tests.support.stores import empty_store_url

from labour_ledger.store.session import Store, open_store


@pytest.fixture(scope="package")
def world() -> QuestionWorld:
    return build_question_world()


@pytest.fixture(scope="package")
def exporting_store(world: QuestionWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(empty_store_url("sqlite", tmp_path_factory.mktemp("exports")))
    world.index_into(opened)
    yield opened
    opened.close()


@pytest.fixture
def session(exporting_store: Store) -> Iterator[Session]:
    with exporting_store.reading() as opened:
        yield opened
