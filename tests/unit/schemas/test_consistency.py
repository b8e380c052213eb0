"""Rules between fields: periods, and sums that would reveal a small group."""

import copy
from typing import Any

import pytest

from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.consistency import WORKER_VOICE, find_inconsistencies
from labour_ledger.schemas.content import DocumentInvalid, validate_content


def survey(respondents: int, *cells: tuple[str, int]) -> dict[str, Any]:
    content = copy.deepcopy(dict(load_schema(WORKER_VOICE).examples[0]))
    content["respondents"] = respondents
    content["questions"][0]["answers"] = [{"answer": answer, "respondents": count} for answer, count in cells]
    return content


@pytest.mark.parametrize(
    ("start", "end"),
    [("performedFrom", "performedUntil"), ("plannedFrom", "plannedUntil"), ("from", "until")],
)
def test_find_inconsistencies_with_a_reversed_period_names_its_end(start: str, end: str) -> None:
    content = {"inner": [{start: "2026-03-02", end: "2026-03-01"}]}

    found = find_inconsistencies("ilo/c029@1930", content)

    assert [(item.path, item.message) for item in found] == [
        (f"$.content.inner[0].{end}", f"must not be before {start}")
    ]


@pytest.mark.parametrize("until", ["2026-03-02", "2026-03-03"])
def test_find_inconsistencies_with_an_ordered_period_finds_nothing(until: str) -> None:
    assert find_inconsistencies("ilo/c029@1930", {"from": "2026-03-02", "until": until}) == []


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (survey(24, ("yes", 20)), "can be worked out"),
        (survey(21, ("yes", 20)), "can be worked out"),
        (survey(20, ("yes", 20)), "tells what each"),
        (survey(20, ("yes", 15), ("no", 6)), "add up to more"),
        (survey(20, ("yes", 5), ("yes", 5)), "twice"),
    ],
)
def test_find_inconsistencies_in_a_revealing_survey_says_why(content: dict[str, Any], part: str) -> None:
    found = find_inconsistencies(WORKER_VOICE, content)

    assert len(found) == 1
    assert part in found[0].message
    assert found[0].path.startswith("$.content.questions[0].answers")


@pytest.mark.parametrize(
    "content",
    [survey(25, ("yes", 20)), survey(25, ("yes", 20), ("no", 5)), survey(10, ("yes", 5))],
)
def test_find_inconsistencies_in_a_safe_survey_finds_nothing(content: dict[str, Any]) -> None:
    validate_content(WORKER_VOICE, content)

    assert find_inconsistencies(WORKER_VOICE, content) == []


@pytest.mark.parametrize("content", [survey(9, ("yes", 5)), survey(20, ("yes", 4), ("no", 16)), survey(20)])
def test_validate_content_of_a_survey_below_the_least_figures_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(DocumentInvalid):
        validate_content(WORKER_VOICE, content)


def test_validate_content_of_a_survey_with_free_text_is_refused() -> None:
    with pytest.raises(DocumentInvalid):
        validate_content(WORKER_VOICE, {**survey(25, ("yes", 20)), "note": "They said more."})


def test_validate_content_of_a_survey_at_a_small_site_is_refused() -> None:
    with pytest.raises(DocumentInvalid):
        validate_content(WORKER_VOICE, {**survey(15, ("yes", 10)), "workforce": "10-24"})
