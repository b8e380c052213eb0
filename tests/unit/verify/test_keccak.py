import hashlib

import pytest

from labour_ledger_verify.keccak import address_word, bytes_word, keccak256, uint_word


def test_keccak256_is_that_of_ethereum_and_not_sha3():
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"") != hashlib.sha3_256(b"").digest()


def test_words_are_padded_as_the_abi_says():
    assert uint_word(258) == bytes(30) + b"\1\2"
    assert address_word(b"\1" * 20) == bytes(12) + b"\1" * 20
    assert bytes_word(b"FR") == b"FR" + bytes(30)


@pytest.mark.parametrize("value", [-1, 2**256])
def test_uint_word_out_of_range_is_refused(value):
    with pytest.raises(OverflowError):
        uint_word(value)
