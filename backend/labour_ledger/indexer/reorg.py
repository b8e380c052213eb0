"""Where two views of one chain part. Pure: it is given hashes, and a way to ask for them, and touches nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence


def common_ancestor(
    held: Sequence[tuple[int, bytes]], hash_on_chain: Callable[[int], bytes | None]
) -> tuple[int, bytes] | None:
    """Return the newest block that is held and still on the chain.

    A block fixes all blocks before it by its parent hash, so once two chains differ they never agree again, and a
    search by halves finds the last agreement.

    Args:
        held: Number and hash of the blocks held, oldest first; there may be gaps.
        hash_on_chain: Gives the hash of a block on the chain now, None where the chain has none of that number.

    Returns:
        Number and hash, or None when not even the oldest block is on the chain.
    """

    def differs(place: int) -> bool:
        number, block_hash = held[place]
        return hash_on_chain(number) != block_hash

    first_differing = bisect_left(range(len(held)), True, key=differs)
    return held[first_differing - 1] if first_differing else None
