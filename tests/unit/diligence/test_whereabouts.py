"""What became of a site: the registry's mark, statements and who made them, and what takes these back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.question_world import LEDGER, QuestionWorld, build_question_world
from tests.support.stores import empty_store_url

from labour_ledger.diligence.sites import SiteAnswer, site
from labour_ledger.store.session import Store, open_store

RELATION = "ledger/site-relation@1"


@pytest.fixture
def world() -> QuestionWorld:
    return build_question_world()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(empty_store_url("sqlite", tmp_path))
    yield opened
    opened.close()


def shown(world: QuestionWorld, store: Store, name: str) -> SiteAnswer:
    world.simulator.mine()
    world.index_into(store)
    with store.reading() as session:
        return site(session, LEDGER, world.subjects[name])


def test_site_of_which_nothing_is_said_is_open(world: QuestionWorld, store: Store) -> None:
    answer = shown(world, store, "farm")
    assert answer.whereabouts.to_json(answer.names) == {
        "place": "open",
        "words": None,
        "closedSince": None,
        "statement": None,
    }


def test_site_that_the_registry_noted_as_closed_says_since_when(world: QuestionWorld, store: Store) -> None:
    answer = shown(world, store, "store")
    found = answer.whereabouts.to_json(answer.names)
    assert (found["place"], found["closedSince"]) == ("closed", "2025-01-01T00:00:24Z")
    assert found["words"] == "noted as closed in the registry since 2025-01-01T00:00:24Z"


def test_site_that_was_reopened_is_open(world: QuestionWorld, store: Store) -> None:
    world.simulator.reopen_subject(world.subjects["store"])
    answer = shown(world, store, "store")
    assert (answer.whereabouts.place, answer.whereabouts.closed_since) == ("open", None)


def test_site_that_moved_says_where_to_and_who_says_so(world: QuestionWorld, store: Store) -> None:
    content = {"relation": "moved-to", "from": "2025-02-01", "otherSubject": f"0x{world.subjects['farm'].hex()}"}
    uid = world.say("move", "supplier", "mill", RELATION, content, as_controller=True)
    answer = shown(world, store, "mill")
    found = answer.whereabouts.to_json(answer.names)
    assert found["place"] == "moved"
    assert found["words"] == (
        f"moved to {world.handle('farm')} farm (fictitious) since 2025-02-01, says "
        f"supplier (fictitious) (party {world.parties['supplier']})"
    )
    statement = found["statement"]
    assert isinstance(statement, dict)
    assert (statement["method"], statement["uid"]) == ("self", f"0x{uid.hex()}")
    assert statement["other"] == {
        "id": f"0x{world.subjects['farm'].hex()}",
        "handle": world.handle("farm"),
        "name": "farm (fictitious)",
    }


def test_site_merged_into_one_that_is_not_registered_names_its_id(world: QuestionWorld, store: Store) -> None:
    content = {"relation": "merged-into", "otherSubject": "0x" + "5a" * 32}
    world.say("merge", "supplier", "mill", RELATION, content, as_controller=True)
    answer = shown(world, store, "mill")
    assert answer.whereabouts.place == "merged"
    assert answer.whereabouts.words(answer.names).startswith("merged into LL-")


def test_last_statement_counts_unless_it_says_that_the_site_is_open(world: QuestionWorld, store: Store) -> None:
    assert shown(world, store, "press").whereabouts.place == "closed"
    world.say("again", "registrar", "press", RELATION, {"relation": "reopened", "from": "2025-03-01"})
    assert shown(world, store, "press").whereabouts.place == "open"


def test_statement_that_its_own_party_revoked_does_not_count(world: QuestionWorld, store: Store) -> None:
    world.say("not by another", "workers", "press", "ledger/revocation@1", None, about="moved")
    assert shown(world, store, "press").whereabouts.place == "closed"
    world.say("taken back", "registrar", "press", "ledger/revocation@1", None, about="moved")
    assert shown(world, store, "press").whereabouts.place == "open"
