"""Blocks beyond the clocks of 32 bits, of 2038 and of 2106: the snapshot stands back, and the store answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.ledger_simulator import START_TIME
from tests.support.question_world import C029, LEDGER, build_question_world
from tests.support.stores import empty_store_url

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.status import format_time

LATE = {"last second of 2038": 2**31 - 1, "beyond 2038": 2**31 + 86_400, "beyond 2106": 2**32 + 86_400}
"""Times about the ends of clocks of 31 and 32 bits, Unix seconds."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(empty_store_url("sqlite", tmp_path))
    yield opened
    opened.close()


@pytest.mark.parametrize("time", LATE.values(), ids=LATE)
def test_questions_at_the_end_of_a_clock_are_answered_as_by_the_store(store: Store, time: int) -> None:
    world = build_question_world()
    world.say("late audit", "auditor", "mill", C029, None, outcome=3, days=100 * 365)
    world.simulator.block_time_s = time - world.simulator.head.timestamp
    late = world.simulator.mine()
    assert late.timestamp == time
    world.index_into(store)
    memory = SnapshotKeeper(store, LEDGER).refresh()
    values = {"buyer": world.handle("Brand"), "standard": C029}
    dates = ({}, {"valid_at": format_time(late.timestamp - 1)}, {"known_at": format_time(START_TIME + 70)})
    questions = [question.name for question in QUESTIONS if set(question.required) <= set(values)]
    assert {"coverage", "worst-path", "report-pack"} <= set(questions)
    with store.reading() as session:
        for name in questions:
            for date in dates:
                wanted = {key: text for key, text in {**values, **date}.items() if key in _parameters(name)}
                stored = ask(session, LEDGER, name, wanted, limit=None)
                assert ask(session, LEDGER, name, wanted, limit=None, tiers=memory) == stored
                assert stored.basis.block_time == late.timestamp


def _parameters(name: str) -> tuple[str, ...]:
    return next(question.parameters for question in QUESTIONS if question.name == name)
