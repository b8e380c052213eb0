"""A smaller form of `make bench-refusal`, with seeds of its own."""

from tests.bench.bench_refusal import MOST_WRONGLY_REFUSED, slipped_through, wrongly_refused
from tests.support.planted_personal_data import KINDS, planted_cases


def test_validate_content_planted_personal_data_is_refused_at_its_path() -> None:
    cases = list(planted_cases(8 * len(KINDS), seed=3))
    assert {case.kind for case in cases} == set(KINDS)
    assert [case.text for case in slipped_through(cases)] == []


def test_validate_content_ordinary_documents_are_hardly_ever_refused() -> None:
    assert len(wrongly_refused(120, seed=4)) < MOST_WRONGLY_REFUSED * 120 + 1


def test_planted_cases_same_seed_gives_the_same_cases() -> None:
    assert list(planted_cases(16, seed=5)) == list(planted_cases(16, seed=5))
