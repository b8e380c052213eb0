import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from labour_ledger.store.columns import UNSIGNED_64, UNSIGNED_256

DIALECT = sqlite.dialect()


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_big_endian_keeps_order_and_value(left: int, right: int) -> None:
    stored_left, stored_right = UNSIGNED_64.encode(left), UNSIGNED_64.encode(right)
    assert (stored_left < stored_right) == (left < right)
    assert UNSIGNED_64.process_result_value(stored_left, DIALECT) == left


@pytest.mark.parametrize("value", [-1, 2**64])
def test_big_endian_out_of_range_is_refused(value: int) -> None:
    with pytest.raises(OverflowError):
        UNSIGNED_64.encode(value)


def test_big_endian_of_nothing_is_nothing() -> None:
    assert UNSIGNED_256.process_bind_param(None, DIALECT) is None
    assert UNSIGNED_256.process_result_value(None, DIALECT) is None
    assert len(UNSIGNED_256.process_bind_param(1, DIALECT) or b"") == 32
