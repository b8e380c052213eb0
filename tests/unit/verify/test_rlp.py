import pytest
import rlp

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.rlp import GREATEST_DEPTH, decode_byte_strings, decode_rlp, decode_uint

LONG = b"x" * 56


@pytest.mark.parametrize(
    "value",
    [b"", b"\0", b"\x7f", b"\x80", b"a" * 55, LONG, b"x" * 70_000, [], [b"a", [b"", [LONG]]], [LONG] * 300],
)
def test_decode_rlp_is_that_of_the_rlp_library(value):
    assert decode_rlp(rlp.encode(value), what="item") == value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cut short"),
        (b"\x83ab", "cut short"),
        (b"\xc3\x83ab", "cut short"),
        (b"\xb9\x01", "cut short"),
        (b"\xb8\x40a", "cut short"),
        (b"\x80\x80", "1 bytes after the end"),
        (b"\x81\x7f", "a single byte has a longer"),
        (b"\xb8\x37" + b"a" * 55, "a length has a longer"),
        (b"\xb9\x00\x38" + LONG, "a length has a longer"),
        (b"\xc2\xc1\x81", "cut short"),
    ],
)
def test_decode_rlp_other_encodings_are_refused(data, message):
    with pytest.raises(InputError, match=f"^item: .*{message}"):
        decode_rlp(data, what="item")


def test_decode_rlp_nested_deeper_than_needed_is_refused():
    nested = []
    for _ in range(GREATEST_DEPTH - 1):
        nested = [nested]
    assert decode_rlp(rlp.encode(nested), what="item") == nested
    with pytest.raises(InputError, match="nested too deeply"):
        decode_rlp(rlp.encode([nested]), what="item")


def test_decode_byte_strings_are_returned_flat():
    assert decode_byte_strings(rlp.encode([b"a", b""]), what="item") == [b"a", b""]


@pytest.mark.parametrize("value", [b"abc", [b"a", []]])
def test_decode_byte_strings_other_shapes_are_refused(value):
    with pytest.raises(InputError, match="must be an RLP list"):
        decode_byte_strings(rlp.encode(value), what="item")


@pytest.mark.parametrize("number", [0, 1, 127, 128, 2**256 - 1])
def test_decode_uint_is_big_endian(number):
    assert decode_uint(rlp.decode(rlp.encode(number)), what="item") == number


@pytest.mark.parametrize("data", [b"\0", b"\0\1", b"\1" * 33])
def test_decode_uint_other_forms_are_refused(data):
    with pytest.raises(InputError, match="not an RLP integer"):
        decode_uint(data, what="item")
