from __future__ import annotations

import pytest
from tests.support.question_world import C029, QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.registry.names import SubjectNotFound


def test_coverage_counts_each_tier_and_keeps_codes_apart(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("coverage", buyer=world.handle("Brand"), standard=C029)
    first, second = (row.values for row in answer.rows)
    assert (first["tier"], first["sites"], first["covered"], first["share"]) == (1, 4, 2, "50.0")
    assert first["sitesByCode"] == {"does_not_conform": 1, "conforms": 1, "self_declared": 1, "unknown": 1}
    assert first["worstKnown"] == "does_not_conform"
    assert (second["tier"], second["sites"], second["covered"]) == (2, 1, 0)
    assert (second["unregistered"], answer.summary["unregistered"]) == (1, 1)
    assert answer.proofs == (world.subjects["network"],)


def test_coverage_of_a_cyclic_network_counts_each_site_once_and_says_so(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("coverage", buyer=world.handle("mill"), standard=C029)
    assert (answer.summary["sites"], answer.summary["linksBack"], answer.summary["suppliesItself"]) == (1, 1, True)
    way = (world.handle("mill"), world.handle("farm"), world.handle("mill"))
    assert answer.summary["cycle"] == way
    assert any(f"A shortest way round: {', supplied by '.join(way)}." in note for note in answer.notes)


def test_coverage_of_a_buyer_without_links_is_of_nothing_not_zero(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("coverage", buyer=world.handle("store"), standard=C029)
    assert (answer.rows, answer.summary["sites"], answer.summary["share"]) == ((), 0, None)
    assert any("No link" in note for note in answer.notes)


def test_coverage_before_any_link_was_known_is_of_nothing(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("coverage", buyer=world.handle("Brand"), standard=C029, known_at="2025-01-01T00:00:24Z")
    assert answer.summary["sites"] == 0


def test_coverage_up_to_a_tier_leaves_out_those_beyond(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("coverage", buyer=world.handle("Brand"), standard=C029, tiers="1")
    assert column(answer, "tier") == [1]


def test_coverage_finds_a_buyer_by_its_whole_name(asked: Ask, world: QuestionWorld) -> None:
    by_name = asked("coverage", buyer="brand (fictitious)", standard=C029)
    assert by_name.rows == asked("coverage", buyer=world.handle("Brand"), standard=C029).rows


def test_coverage_of_an_unknown_buyer_is_refused(asked: Ask) -> None:
    with pytest.raises(SubjectNotFound, match="no single organisation"):
        asked("coverage", buyer="Nobody at all", standard=C029)


def test_worst_path_leads_to_the_gravest_site(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("worst-path", buyer=world.handle("Brand"), standard=C029)
    (row,) = answer.rows
    assert (row.values["site"], row.values["code"]) == (world.handle("refinery"), "does_not_conform")
    assert row.values["path"] == (
        f"{world.handle('Brand')} Brand (fictitious)",
        f"{world.handle('refinery')} refinery (fictitious)",
    )
    assert answer.summary["unknown"] == 2
    assert answer.missing


def test_worst_path_where_nothing_is_known_names_nobody(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("worst-path", buyer=world.handle("mill"), standard=C029)
    assert (answer.rows, answer.summary["worstKnown"]) == ((), "unknown")
