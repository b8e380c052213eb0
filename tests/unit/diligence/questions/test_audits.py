from __future__ import annotations

from tests.support.question_world import QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column


def test_announced_only_leaves_out_sites_with_another_visit(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("announced-only")
    assert set(column(answer, "site")) == {world.handle(name) for name in ("mill", "refinery", "tannery")}


def test_unannounced_share_is_of_disclosed_visits(asked: Ask) -> None:
    answer = asked("unannounced-share")
    found = {row.values["announcement"]: (row.values["visits"], row.values["share"]) for row in answer.rows}
    assert found == {"announced": (3, "75.0"), "unannounced": (1, "25.0"), "not disclosed": (2, None)}
    assert answer.missing


def test_grievance_channels_put_sites_without_one_first(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("grievance-channels", buyer=world.handle("Brand"))
    assert column(answer, "channels") == [0, 0, 0, 0, 1]
    last = answer.rows[-1].values
    assert (last["site"], last["languages"], last["anonymous"]) == (world.handle("mill"), ("en", "id"), True)
    assert answer.summary["sitesWithout"] == 4


def test_grievance_channels_of_another_time_are_not_counted(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("grievance-channels", site=world.handle("mill"), valid_at="2024-12-31")
    assert answer.summary["sitesWithChannel"] == 0
