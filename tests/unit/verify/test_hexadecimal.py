import pytest

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex

# from the text of EIP-55
CHECKSUMMED = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)


@pytest.mark.parametrize("text", CHECKSUMMED)
def test_to_checksum_address_is_that_of_eip_55(text):
    assert to_checksum_address(parse_address(text.lower(), "here")) == text
    assert parse_address(text, "here") == parse_address(text.lower(), "here")


@pytest.mark.parametrize("text", CHECKSUMMED)
def test_parse_address_wrong_checksum_is_refused(text):
    with pytest.raises(InputError, match="checksum") as raised:
        parse_address("0x" + text[2:].swapcase(), "here")
    assert "mistyped" in raised.value.hint


@pytest.mark.parametrize("value", ["", "0x", "0x" + "0" * 39, "0x" + "0" * 41, "0" * 40, "0x" + "g" * 40, None, 5])
def test_parse_address_other_forms_are_refused(value):
    with pytest.raises(InputError, match=r"^here: must be an address"):
        parse_address(value, "here")


@pytest.mark.parametrize("data", [b"", b"\0", bytes(range(256))])
def test_to_hex_read_back_is_the_same(data):
    assert parse_hex(to_hex(data), None, "here") == data


@pytest.mark.parametrize("value", ["", "0x0", "0xAB", "ab", "0x 0", "0xab\n", 5, None])
def test_parse_hex_other_forms_are_refused(value):
    with pytest.raises(InputError, match=r"^here: must be 0x and lower-case"):
        parse_hex(value, None, "here")


def test_parse_hex_other_length_is_refused():
    with pytest.raises(InputError, match=r"^here: must be 3 bytes, found 2"):
        parse_hex("0xabcd", 3, "here")
