from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.indexer.reorg import common_ancestor


@given(st.sets(st.integers(0, 300), max_size=60), st.integers(0, 301), st.integers(0, 301))
def test_common_ancestor_is_the_newest_block_both_have(numbers: set[int], parting: int, length: int) -> None:
    held = [(number, b"ours %d" % number) for number in sorted(numbers)]
    asked: list[int] = []

    def hash_on_chain(number: int) -> bytes | None:
        asked.append(number)
        if number >= length:
            return None
        return b"ours %d" % number if number < parting else b"theirs %d" % number

    shared = [block for block in held if block[0] < min(parting, length)]
    assert common_ancestor(held, hash_on_chain) == (shared[-1] if shared else None)
    assert len(asked) <= len(held).bit_length()


def test_common_ancestor_of_nothing_held_is_none() -> None:
    assert common_ancestor([], lambda _: b"") is None
