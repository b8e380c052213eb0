"""A smaller form of `make bench-refusal`, with seeds of its own."""

from tests.bench.bench_refusal import MOST_WRONGLY_REFUSED, slipped_through, wrongly_refused
from tests.support.planted_personal_data import KINDS, planted_cases
from tests.support.written_notes import ordinary_notes, personal_notes

from labour_ledger.schemas.personal_data import find_personal_data


def test_validate_content_planted_personal_data_is_refused_at_its_path() -> None:
    cases = list(planted_cases(8 * len(KINDS), seed=3))
    assert {case.kind for case in cases} == set(KINDS)
    assert [case.text for case in slipped_through(cases)] == []


def test_validate_content_ordinary_documents_are_hardly_ever_refused() -> None:
    assert len(wrongly_refused(120, seed=4)) < MOST_WRONGLY_REFUSED * 120 + 1


def test_planted_cases_same_seed_gives_the_same_cases() -> None:
    assert list(planted_cases(16, seed=5)) == list(planted_cases(16, seed=5))


def test_find_personal_data_in_notes_adjusted_to_misses_hardly_any() -> None:
    notes = [note.text for note in personal_notes() if note.adjusted]
    missed = [text for text in notes if not find_personal_data({"note": text})]
    assert len(notes) > 500
    assert len(missed) <= 0.03 * len(notes), missed


def test_find_personal_data_in_ordinary_notes_adjusted_to_refuses_hardly_any() -> None:
    notes = [note.text for note in ordinary_notes() if note.adjusted]
    refused = [text for text in notes if find_personal_data({"note": text})]
    assert len(notes) > 350
    assert len(refused) <= 0.01 * len(notes), refused


def test_written_notes_are_all_different() -> None:
    notes = [note.text for note in (*personal_notes(), *ordinary_notes())]
    assert len(set(notes)) == len(notes)
