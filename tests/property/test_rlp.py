import rlp
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.rlp import GREATEST_DEPTH, decode_rlp

items = st.recursive(st.binary(max_size=80), lambda inner: st.lists(inner, max_size=20), max_leaves=30)


def as_lists(item):
    return bytes(item) if isinstance(item, bytes | bytearray) else [as_lists(part) for part in item]


def depth_of(item):
    return 0 if isinstance(item, bytes) else 1 + max(map(depth_of, item), default=0)


def by_library(data):
    try:
        return as_lists(rlp.decode(data, strict=True))
    except rlp.exceptions.DecodingError:
        return None


def by_verifier(data):
    try:
        return decode_rlp(data, what="item")
    except InputError:
        return None


@given(items)
def test_decode_rlp_gives_what_was_encoded(item):
    if depth_of(item) <= GREATEST_DEPTH:
        assert decode_rlp(rlp.encode(item), what="item") == item
    else:
        assert by_verifier(rlp.encode(item)) is None


@given(st.binary(max_size=200))
def test_decode_rlp_of_any_bytes_agrees_with_the_library(data):
    expected = by_library(data)
    if expected is None or depth_of(expected) <= GREATEST_DEPTH:
        assert by_verifier(data) == expected


@given(items, st.integers(0), st.integers(0, 255))
def test_decode_rlp_of_changed_bytes_agrees_with_the_library(item, place, byte):
    data = bytearray(rlp.encode(item))
    data[place % len(data)] = byte
    expected = by_library(bytes(data))
    if expected is None or depth_of(expected) <= GREATEST_DEPTH:
        assert by_verifier(bytes(data)) == expected
