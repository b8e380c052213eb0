from __future__ import annotations

import pytest
from tests.support.question_world import QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column


@pytest.mark.parametrize(
    ("name", "needs"),
    [("worst-path", "standard"), ("report-pack", ""), ("quantities", ""), ("country-plan", "country")],
)
def test_questions_that_lack_data_say_what_is_missing(asked: Ask, world: QuestionWorld, name: str, needs: str) -> None:
    values = {"buyer": world.handle("Brand")} if name != "country-plan" else {"country": "ID"}
    if needs == "standard":
        values["standard"] = "ilo/c029@1930"
    assert asked(name, **values).missing


def test_quantities_list_links_with_goods_and_no_quantity(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("quantities", buyer=world.handle("Brand"))
    assert answer.summary["linksByGoods"] == {"1511": 4}
    assert set(column(answer, "quantity")) == {None}
    assert answer.proofs == (world.subjects["network"],)


def test_country_plan_counts_sites_by_code(asked: Ask) -> None:
    answer = asked("country-plan", country="id", standard="ilo/c029@1930")
    (row,) = answer.rows
    assert row.values["sitesByCode"] == {"conforms": 1, "self_declared": 1, "unknown": 3}


def test_report_pack_counts_what_is_held_and_what_is_not(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("report-pack", buyer=world.handle("Brand"))
    parts = {row.values["part"]: (row.values["held"], row.values["gaps"]) for row in answer.rows}
    assert parts["supply chain: sites, by tier"] == (5, 1)
    assert parts["grievance channels"] == (1, 0)
    assert parts["sites with a negative finding that stands"] == (2, 0)


def test_verify_file_points_at_the_verifier(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("verify-file", site=world.handle("mill"))
    assert answer.summary["fetch"] == f"labour-ledger bundle {world.handle('mill')} -o bundle.json"
    assert len(answer.rows) == 8
