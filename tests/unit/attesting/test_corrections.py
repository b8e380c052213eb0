from __future__ import annotations

import pytest

from labour_ledger.attesting.corrections import ChangeInvalid, changed_content

CONTENT = {"language": "en", "note": "a", "findings": [{"topic": "deception", "dueDate": "2026-06-02"}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("findings[0].dueDate=2026-09-01", {"findings": [{"topic": "deception", "dueDate": "2026-09-01"}]}),
        ("findings[0].severity=major", {"findings": [{**CONTENT["findings"][0], "severity": "major"}]}),  # type: ignore[dict-item]
        ("findings[1]={}", {"findings": [*CONTENT["findings"], {}]}),
        ("respondents=12", {"respondents": 12}),
        ("interviewsPrivate=true", {"interviewsPrivate": True}),
        ("note=12 exits = open", {"note": "12 exits = open"}),
        ("$.content.note=b", {"note": "b"}),
    ],
)
def test_changed_content_puts_a_value_in_its_place(change: str, expected: dict[str, object]) -> None:
    assert changed_content(CONTENT, [change]) == {**CONTENT, **expected}


def test_changed_content_leaves_the_old_one_as_it_was() -> None:
    changed_content(CONTENT, ["findings[0].topic=isolation"], ["note"])
    assert CONTENT["note"] == "a"
    assert CONTENT["findings"] == [{"topic": "deception", "dueDate": "2026-06-02"}]


@pytest.mark.parametrize(
    ("removal", "expected"),
    [
        ("note", {"language": "en", "findings": CONTENT["findings"]}),
        ("findings[0]", {"language": "en", "note": "a", "findings": []}),
    ],
)
def test_changed_content_leaves_out_what_is_removed(removal: str, expected: dict[str, object]) -> None:
    assert changed_content(CONTENT, (), [removal]) == expected


@pytest.mark.parametrize(
    "change",
    ["note", "findings[2]=x", "findings[0][0]=x", "nobody.here=x", "note.more=x", "findings.topic=x", "=x", "a b=x"],
)
def test_changed_content_of_no_place_is_refused(change: str) -> None:
    with pytest.raises(ChangeInvalid):
        changed_content(CONTENT, [change])


@pytest.mark.parametrize("removal", ["nothing", "findings[1]", ""])
def test_changed_content_removal_of_what_is_not_there_is_refused(removal: str) -> None:
    with pytest.raises(ChangeInvalid):
        changed_content(CONTENT, (), [removal])


def test_changed_content_value_that_looks_like_json_and_is_none_is_refused() -> None:
    with pytest.raises(ChangeInvalid, match="no JSON"):
        changed_content(CONTENT, ["findings[0]={topic}"])
