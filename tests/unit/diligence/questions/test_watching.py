from __future__ import annotations

from tests.support.question_world import QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column


def test_changes_from_a_cursor_on_show_everything_once(asked: Ask) -> None:
    seen: list[object] = []
    cursor = None
    while True:
        page = asked("changes", after=cursor, limit=7)
        seen += [row.key for row in page.rows]
        cursor = str(page.summary["cursor"])
        if page.next is None:
            break
    whole = asked("changes")
    assert seen == [row.key for row in whole.rows]
    assert len(set(seen)) == len(seen)
    assert asked("changes", after=cursor, limit=7).rows == ()


def test_changes_of_a_buyer_are_those_of_its_sites_and_network(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("changes", buyer=world.handle("Brand"))
    expected = {world.handle(name) for name in ("mill", "refinery", "press", "store", "farm", "network")}
    assert set(column(answer, "subject")) == expected


def test_changes_say_what_happened_to_parties_and_schemas(asked: Ask) -> None:
    words = "\n".join(str(said) for said in column(asked("changes"), "words"))
    for part in ("Schema ilo/c029@1930 registered", "registered as auditor, DE", "Key 0x", "the council accredited"):
        assert part in words


def test_changes_since_a_later_day_are_none(asked: Ask) -> None:
    answer = asked("changes", since="2025-01-02")
    assert (answer.rows, answer.summary["changes"], answer.summary["cursor"]) == ((), 0, None)


def test_same_site_shows_joins_and_whether_they_count(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("same-site")
    pairs = {(row.values["site"], row.values["other"], row.values["effective"]) for row in answer.rows}
    assert pairs == {
        (world.handle("mill"), world.handle("twin"), True),
        (world.handle("twin"), world.handle("mill"), True),
    }


def test_watch_list_hits_without_a_list_say_that_nothing_was_imported(asked: Ask) -> None:
    answer = asked("watch-list-hits")
    assert answer.rows == ()
    assert answer.missing[0].startswith("No watch list was imported")
    assert answer.summary["screened"] == 9
