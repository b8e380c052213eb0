"""The held-out sentences of `make bench-refusal` are what they are said to be, found or not."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.bench.refusal_unseen import COLUMNS, FIRST_ORDINARY, FIRST_PERSONAL, unseen_figures, unseen_sentences

SENTENCES = unseen_sentences()
PERSONAL_KINDS = {
    "name",
    "kinship",
    "initials",
    "phone",
    "identity-number",
    "account",
    "birth",
    "lodging",
    "case",
    "health",
    "membership",
    "handle",
    "single-worker",
}
CLEAN_KINDS = {"company", "place", "product", "law", "reference", "measure", "amount", "clause", "date", "aggregate"}


def kinds(expected: str) -> set[str]:
    return {sentence.kind for sentence in SENTENCES if sentence.expected == expected}


def test_unseen_sentences_are_120_to_refuse_and_60_to_accept_by_language() -> None:
    assert Counter((sentence.expected, sentence.language) for sentence in SENTENCES) == {
        ("refused", "en"): 70,
        ("refused", "fr"): 25,
        ("refused", "es"): 25,
        ("accepted", "en"): 30,
        ("accepted", "fr"): 15,
        ("accepted", "es"): 15,
    }


def test_unseen_sentences_hold_every_class_and_no_other() -> None:
    assert kinds("refused") == PERSONAL_KINDS
    assert kinds("accepted") == CLEAN_KINDS


def test_unseen_sentences_of_personal_data_have_each_class_in_each_language() -> None:
    found = {(sentence.kind, sentence.language) for sentence in SENTENCES if sentence.expected == "refused"}
    assert found == {(kind, language) for kind in PERSONAL_KINDS for language in ("en", "fr", "es")}


def test_unseen_sentences_of_both_sets_are_all_different() -> None:
    texts = [*FIRST_PERSONAL, *FIRST_ORDINARY, *(sentence.text for sentence in SENTENCES)]
    assert len(texts) == 260
    assert len({re.sub(r"\W+", " ", text.casefold()).strip() for text in texts}) == 260


def test_unseen_sentences_fit_a_note_and_say_why() -> None:
    assert [sentence for sentence in SENTENCES if sentence.text != " ".join(sentence.text.split())] == []
    assert [sentence for sentence in SENTENCES if not 20 <= len(sentence.text) <= 200] == []
    assert [sentence for sentence in SENTENCES if len(sentence.why) < 10] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text\twhy\n", "the columns are"),
        ("\t".join(COLUMNS) + "\nrefused\tname\ten\ta text\n", "row 2 has 4 cells"),
    ],
)
def test_unseen_sentences_of_another_table_are_not_read(tmp_path: Path, text: str, message: str) -> None:
    table = tmp_path / "table.tsv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        unseen_sentences(table)


def test_unseen_figures_count_by_class_and_show_no_sentence() -> None:
    french = {sentence.text for sentence in SENTENCES if sentence.language == "fr"}
    lines = list(unseen_figures(lambda language, text: language == "fr" and text in french))
    assert lines[:2] == ["unseen, first set: 0 of 40 refused", "unseen, first set: 0 of 40 wrongly refused"]
    assert "unseen, second set: 25 of 120 refused" in lines
    assert "unseen, second set: 15 of 60 wrongly refused" in lines
    assert f"  {'name':16} {4:3} of 18" in lines
    shown = "\n".join(lines)
    assert not [sentence.text for sentence in SENTENCES if sentence.text in shown]
