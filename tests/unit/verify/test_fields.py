import pytest

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.fields import exact_fields, parse_list, parse_number, parse_text


def test_exact_fields_with_and_without_optional_ones_are_returned():
    assert exact_fields({"a": 1}, ("a",), "here", optional=("b",)) == {"a": 1}
    assert exact_fields({"a": 1, "b": 2}, ("a",), "here", optional=("b",)) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "must be an object"),
        ({}, "missing a"),
        ({"a": 1, "z": 1, "c": 1}, "unknown field c, z"),
        ({"z": 1}, "missing a"),
    ],
)
def test_exact_fields_other_shapes_are_named(value, message):
    with pytest.raises(InputError, match=f"^here: {message}"):
        exact_fields(value, ("a",), "here")


@pytest.mark.parametrize("value", [1, 2, 3])
def test_parse_number_within_bounds_is_returned(value):
    assert parse_number(value, "here", lowest=1, highest=3) == value


@pytest.mark.parametrize("value", [0, 4, True, "1", None, 1.0])
def test_parse_number_others_are_refused(value):
    with pytest.raises(InputError, match=r"^here: must be a whole number from 1 to 3"):
        parse_number(value, "here", lowest=1, highest=3)


def test_parse_list_up_to_its_length_is_returned():
    assert parse_list([1, 2], "here", most=2) == [1, 2]


@pytest.mark.parametrize(
    ("value", "message"), [({}, "must be a list"), ("ab", "must be a list"), ([1, 2, 3], "3 items, at most 2")]
)
def test_parse_list_others_are_refused(value, message):
    with pytest.raises(InputError, match=f"^here: {message}"):
        parse_list(value, "here", most=2)


def test_parse_text_is_returned():
    assert parse_text("ab", "here", longest=2) == "ab"


@pytest.mark.parametrize("value", ["", "abc", 1, None])
def test_parse_text_others_are_refused(value):
    with pytest.raises(InputError, match=r"^here: must be text of 1 to 2 characters"):
        parse_text(value, "here", longest=2)
