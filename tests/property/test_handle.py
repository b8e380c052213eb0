import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conformance.sources import reference
from tests.property.verify_strategies import words

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.handle import ALPHABET, handle_of, is_handle, parse_handle, subject_range

PLACES = [3, 4, 5, 6, 8, 9, 10, 11]


@given(words)
def test_handle_of_read_back_gives_the_subject_range(subject):
    handle = handle_of(subject)
    assert handle == reference.handle(subject)
    assert is_handle(handle)
    low, high = subject_range(handle)
    assert low <= subject <= high
    assert parse_handle(handle.lower().replace("0", "o").replace("1", "i")) == parse_handle(handle)


@given(words, st.sampled_from(PLACES), st.sampled_from(ALPHABET))
def test_parse_handle_finds_any_wrong_character(subject, place, character):
    handle = handle_of(subject)
    assume(handle[place] != character)
    with pytest.raises(InputError, match="mistyped"):
        parse_handle(handle[:place] + character + handle[place + 1 :])


@given(words, st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_parse_handle_finds_any_two_exchanged_characters(subject, first, second):
    handle = handle_of(subject)
    assume(handle[first] != handle[second])
    letters = list(handle)
    letters[first], letters[second] = letters[second], letters[first]
    with pytest.raises(InputError, match="mistyped"):
        parse_handle("".join(letters))


def spelled(text):
    return text.strip().upper().replace("-", "")[2:9].translate(str.maketrans("OIL", "011"))


@given(st.text(max_size=14) | st.text(ALPHABET + "oilu-", min_size=8, max_size=8).map(lambda tail: f"LL-{tail}"))
def test_parse_handle_of_anything_is_its_first_35_bits_or_an_input_error(text):
    try:
        number = parse_handle(text)
    except InputError:
        return
    assert handle_of((number << 221).to_bytes(32, "big")).replace("-", "")[2:9] == spelled(text)
