import re
from pathlib import Path

import pytest

from labour_ledger_verify.errors import InputError, NotCheckable

from .make_vectors import find_drift
from .vectors import answer, labels_of, load_all

VECTORS = load_all()
PAGE = Path(__file__).parents[3] / "docs" / "status-rule.md"
ERRORS = {"input-error": InputError, "not-checkable-error": NotCheckable}
PRECEDENCE, DATES = "R38", "R40"


@pytest.mark.parametrize("vector", [v for v in VECTORS if "code" in v["expect"]], ids=lambda vector: vector["name"])
def test_evaluate_status_vector_gives_expected_answer(vector):
    expected = vector["expect"]
    labels = labels_of(vector)

    status = answer(vector)

    assert status.code == expected["code"], status.reasons
    assert sorted(flag.code for flag in status.flags) == expected["flags"]
    if "winning" in expected:
        assert [labels[uid] for uid in status.winning] == expected["winning"]
    if "conflicts" in expected:
        assert [[labels[worse], labels[better]] for worse, better in status.conflicts] == expected["conflicts"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" in v["expect"]], ids=lambda vector: vector["name"])
def test_evaluate_status_vector_is_refused(vector):
    with pytest.raises(ERRORS[vector["expect"]["error"]]):
        answer(vector)


@pytest.mark.parametrize("vector", [v for v in VECTORS if "code" in v["expect"]], ids=lambda vector: vector["name"])
def test_evaluate_status_reasons_name_rules_of_the_page_and_known_records(vector):
    rules = set(re.findall(r"\bR\d+\b", PAGE.read_text(encoding="utf-8")))
    status = answer(vector)
    labels = labels_of(vector)

    assert status.reasons
    for reason in status.reasons:
        assert reason.rule in rules
        assert set(reason.uids) <= set(labels)
        assert reason.text.endswith(".")


def test_vectors_cover_every_rule_of_the_page_on_both_sides():
    rules = set(re.findall(r"^\| (R\d+) ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) | {"R39"}
    sides = {tuple(vector["name"].split(":")[0].split()) for vector in VECTORS}
    missing = [(rule, side) for rule in sorted(rules) for side in ("for", "against") if (rule, side) not in sides]
    assert not missing


def test_vectors_cover_every_line_of_precedence():
    lines = re.findall(r"^\| (P\d+) \| `(\w+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = {
        (vector["name"].split(":")[0].split()[1], vector["expect"]["code"])
        for vector in VECTORS
        if vector["name"].startswith(PRECEDENCE)
    }
    assert found == set(lines)


def test_vectors_are_what_the_case_tables_give():
    assert find_drift() == []
