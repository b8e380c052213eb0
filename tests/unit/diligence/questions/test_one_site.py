from __future__ import annotations

import pytest
from tests.support.question_world import C029, QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.registry.names import SubjectNotFound
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import HistoryKind

BEFORE_THE_AUDIT = "2025-01-01T00:00:40Z"


def test_site_status_names_the_record_that_decides_and_its_end(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("site-status", site=world.handle("mill"), standard=C029)
    assert answer.summary["code"] == "conforms"
    assert answer.summary["standsUntil"] == "2025-01-31T00:00:00Z"
    assert column(answer, "part") == ["decides"]
    assert answer.basis.uids == (world.uids["mill audit"],)
    assert answer.proofs == (world.subjects["mill"],)


def test_status_as_known_shows_what_became_known_later(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("status-as-known", site=world.handle("refinery"), standard=C029, known_at=BEFORE_THE_AUDIT)
    assert answer.summary["code"] == "unknown"
    assert answer.summary["codeAsKnownNow"] == answer.summary["codeToday"] == "does_not_conform"
    assert answer.summary["changed"] is True
    assert column(answer, "uid") == [to_hex(world.uids["refinery audit"])]


def test_status_as_known_of_what_did_not_change_says_so(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("status-as-known", site=world.handle("farm"), standard=C029, known_at=BEFORE_THE_AUDIT)
    assert (answer.summary["changed"], answer.rows) == (False, ())


def test_complete_history_pages_and_its_head_is_that_of_the_chain(asked: Ask, world: QuestionWorld) -> None:
    first = asked("complete-history", site=world.handle("mill"), limit=2)
    assert first.next is not None
    rest = asked("complete-history", site=world.handle("mill"), after=first.next)
    whole = asked("complete-history", site=world.handle("mill"))
    assert [row.key for row in (*first.rows, *rest.rows)] == [row.key for row in whole.rows]
    assert first.summary == rest.summary
    assert whole.summary["entries"] == len(whole.rows)
    head = world.simulator.history_head(HistoryKind.SUBJECT, world.subjects["mill"], world.simulator.head.number)
    assert whole.summary["head"] == to_hex(head)


def test_complete_history_shows_the_status_as_it_was_known_after_each_entry(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("complete-history", site=world.handle("mill"), standard=C029)
    codes = [str(code) for code in column(answer, "codeThen")]
    assert codes[0] == "unknown"
    assert codes[-1] == "conforms"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"site": "LL-0000-0000", "standard": C029}, SubjectNotFound),
        ({"site": "ff" * 32, "standard": C029}, SubjectNotFound),
    ],
)
def test_site_status_of_what_is_not_there_is_refused(
    asked: Ask, values: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        asked("site-status", **values)


def test_site_status_under_a_schema_whose_records_act_is_refused(asked: Ask, world: QuestionWorld) -> None:
    with pytest.raises(QuestionInvalid, match="act on others"):
        asked("site-status", site=world.handle("mill"), standard="ledger/dispute@1")
