from __future__ import annotations

import pytest
from tests.support.question_world import QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.diligence.errors import QuestionInvalid


def test_shared_buyers_of_a_site_are_counted_and_named(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("shared-buyers", site=world.handle("mill"))
    (row,) = answer.rows
    assert row.values["buyers"] == 3
    assert row.values["buyerNames"] == ("Brand (fictitious)", "Other Brand (fictitious)", "farm (fictitious)")


def test_shared_buyers_of_all_sites_have_at_least_so_many(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("shared-buyers", least="2")
    assert column(answer, "site") == [world.handle("mill")]
    assert (answer.summary["sites"], answer.summary["sitesShared"], answer.summary["mostBuyers"]) == (5, 1, 3)


def test_shared_buyers_of_one_buyers_sites_count_those_alone(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("shared-buyers", buyer=world.handle("Brand"), least="1")
    assert (answer.summary["sites"], len(answer.rows)) == (4, 4)
    assert answer.proofs[0] == world.subjects["network"]


def test_gone_but_supplying_finds_noted_and_recorded_closures(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("gone-but-supplying", buyer=world.handle("Brand"))
    found = {row.values["site"]: row.values for row in answer.rows}
    assert set(found) == {world.handle("store"), world.handle("press")}
    assert found[world.handle("store")]["notedClosed"] is True
    assert found[world.handle("press")]["relation"] == "closed"
    assert found[world.handle("press")]["since"] == "2024-05-01"


def test_changed_suppliers_are_added_dropped_and_kept(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("changed-suppliers", buyer=world.handle("Brand"), since="2024-12-31", until="2025-06-30")
    assert [(row.values["change"], row.values["site"]) for row in answer.rows] == [("dropped", world.handle("tannery"))]
    assert {name: answer.summary[name] for name in ("before", "after", "added", "dropped", "kept")} == {
        "before": 5,
        "after": 4,
        "added": 0,
        "dropped": 1,
        "kept": 4,
    }


def test_changed_suppliers_before_the_first_link_are_all_added(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("changed-suppliers", buyer=world.handle("Brand"), since="1999-12-31", until="2025-06-30")
    assert (answer.summary["before"], answer.summary["added"]) == (0, 4)


def test_changed_suppliers_backwards_in_time_are_refused(asked: Ask, world: QuestionWorld) -> None:
    with pytest.raises(QuestionInvalid, match="until"):
        asked("changed-suppliers", buyer=world.handle("Brand"), since="2025-06-30", until="2025-06-30")
