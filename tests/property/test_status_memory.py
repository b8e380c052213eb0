"""What a memory of statuses answers is what `site_status` says, to the byte, whatever happened in between."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT
from tests.support.status_world import StatusWorld
from tests.support.stores import empty_store_url

from labour_ledger.diligence.status import site_status
from labour_ledger.diligence.status_memory import StatusMemory
from labour_ledger.diligence.status_memory.question import read_question
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.errors import LabourLedgerError
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
SCHEMAS = ("ilo/c029@1930", "ilo/c138@1973", "ilo/c182@1999", "ledger/revocation@1")


def slow(store: Store, name: str, schema_id: str, **words) -> bytes | None:
    try:
        with store.reading() as session:
            subject = find_subject(session, LEDGER, name)
            found = site_status(session, LEDGER, subject, schema_id=schema_id, **words).to_json()
    except LabourLedgerError:
        return None
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def ask(memory: StatusMemory, asked: list[tuple[str, str, dict[str, Any]]]) -> list[bytes | None]:
    """Ask several questions, those together that are not known yet."""
    questions = [read_question(name, schema_id, **words) for name, schema_id, words in asked]
    unknown = [question for question in questions if question is not None and not memory.has(question)]
    if unknown:
        memory.take(memory.read(unknown))
    return [None if question is None else memory.answer(question) for question in questions]


def compare(store: Store, memory: StatusMemory, world: StatusWorld, questions: int) -> tuple[int, int]:
    """Return how many answers there are, and how many of them the memory gives."""
    answers = prompt = 0
    # as whoever asks does: a look first, then what is known of the state that it saw
    memory.take(memory.read([]))
    while questions > 0:
        asked = [question_of(world) for _ in range(world.random.choice([1, 1, 4]))]
        questions -= len(asked)
        for (name, schema_id, words), found in zip(asked, ask(memory, asked), strict=True):
            expected = slow(store, name, schema_id, **words)
            assert found is None or found == expected
            answers += expected is not None
            prompt += found is not None
    return answers, prompt


def question_of(world: StatusWorld) -> tuple[str, str, dict[str, Any]]:
    words = {
        "valid_at_text": world.any_date(),
        "known_at_text": world.any_date(),
        "with_records": world.random.random() < 0.8,
    }
    return world.random.choice([*world.names, "LL-0000-0000", "0x00"]), world.random.choice(SCHEMAS), words


def live(kind: str, directory: Path, seed: int, changes: int, most_bytes: int = 2**20) -> tuple[int, int]:
    store = open_store(empty_store_url(kind, directory))
    reader = store.status_reader()
    try:
        world = StatusWorld(seed)
        world.go_on(20)
        Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()
        memory = StatusMemory(reader, LEDGER, most_bytes=most_bytes)
        counts = [compare(store, memory, world, 12)]
        for _ in range(changes):
            world.live_on(store, LEDGER)
            counts.append(compare(store, memory, world, 12))
        assert memory.nbytes <= most_bytes
    finally:
        reader.close()
        store.close()
    return sum(answers for answers, _ in counts), sum(prompt for _, prompt in counts)


@pytest.mark.parametrize("seed", range(4))
def test_memory_over_a_random_life_on_sqlite_answers_as_the_store_does(seed: int, tmp_path: Path) -> None:
    answers, prompt = live("sqlite", tmp_path, seed, changes=10)
    assert prompt > answers * 0.4


@pytest.mark.parametrize("seed", [100, 101])
def test_memory_over_a_random_life_on_postgresql_answers_as_the_store_does(seed: int, tmp_path: Path) -> None:
    answers, prompt = live("postgresql", tmp_path, seed, changes=10)
    assert prompt > answers * 0.4


def test_memory_that_holds_next_to_nothing_answers_as_the_store_does(tmp_path: Path) -> None:
    answers, prompt = live("sqlite", tmp_path, 7, changes=6, most_bytes=30_000)
    assert 0 < prompt <= answers
