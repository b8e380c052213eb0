import re
from pathlib import Path

import pytest
from tests.unit.verify.samples import SUBJECT

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.handle import handle_of, is_handle, parse_handle, subject_range


def test_handle_of_read_back_gives_the_first_35_bits():
    assert parse_handle(handle_of(SUBJECT)) == int.from_bytes(SUBJECT, "big") >> 221


@pytest.mark.parametrize(
    ("text", "expected"), [("LL-7K3M-92QF", True), (" ll7k3m92qf ", True), ("os:CN2021", False), ("LL", False)]
)
def test_is_handle_looks_at_the_form_only(text, expected):
    assert is_handle(text) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("LL-7K3M", "is not a handle"), ("LL-7K3M-92QU", "U is not used"), ("LL-0000-0001", "was mistyped")],
)
def test_parse_handle_others_are_refused(text, message):
    with pytest.raises(InputError, match=message):
        parse_handle(text)


def test_subject_range_holds_the_subject_and_names_one_handle():
    low, high = subject_range(handle_of(SUBJECT))
    assert low <= SUBJECT <= high
    assert handle_of(low) == handle_of(high) == handle_of(SUBJECT)
    after = (int.from_bytes(high, "big") + 1).to_bytes(32, "big")
    assert handle_of(after) != handle_of(SUBJECT)


def test_parse_handle_takes_the_example_of_the_documentation():
    page = (Path(__file__).parents[3] / "docs" / "history-format.md").read_text(encoding="utf-8")
    examples = set(re.findall(r"LL-[0-9A-Z]{4}-[0-9A-Z]{4}", page))
    assert examples == {"LL-7K3M-92QF"}
    assert parse_handle(examples.pop()) >= 0
