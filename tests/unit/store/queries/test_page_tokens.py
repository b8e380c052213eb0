from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.store.queries.page_tokens import PageTokenInvalid, decode_token, encode_token


@given(st.text(), st.integers(-(2**53), 2**53))
def test_decode_token_of_encoded_gives_the_parts(text: str, number: int) -> None:
    token = encode_token(text, number)
    assert decode_token(token, (str, int)) == [text, number]
    assert token.isascii()
    assert not set(token) & set("+/=&?# ")


@given(st.text())
def test_decode_token_of_anything_else_is_refused_or_fits(text: str) -> None:
    with suppress(PageTokenInvalid):
        assert [type(part) for part in decode_token(text, (int,))] == [int]


def test_decode_token_of_another_listing_is_refused() -> None:
    with pytest.raises(PageTokenInvalid, match="another listing"):
        decode_token(encode_token("a", "b"), (int,))
