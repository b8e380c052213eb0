"""Where two views of one chain part, and what replaces the blocks that were taken back; nothing is written here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from labour_ledger.chain.events import Block
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger_verify.hexadecimal import to_hex

from .errors import ChainMoved, LedgerReplaced, ReorganisedTooDeep
from .fetch import FetchedRange, RangeFetcher

_LEDGER_HINT = "The chain was started anew. Check the deployment file, then run `labour-ledger index rebuild`."
_DEPTH_HINT = (
    "Compare the node with another one. If the chain did change that far back, run `labour-ledger index rebuild`: it "
    "builds beside this index and then takes its place; readers keep this one until then."
)


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


def block_to_return_to(
    ledger: LedgerKey,
    cursor: Cursor,
    held: Sequence[tuple[int, bytes]],
    hash_on_chain: Callable[[int], bytes | None],
    window_blocks: int,
) -> tuple[int, bytes]:
    """Return the block that a reorganised index goes back to.

    Args:
        ledger: The ledger.
        cursor: How far its index has read.
        held: Number and hash of the blocks held, oldest first.
        hash_on_chain: As for `common_ancestor`.
        window_blocks: How far back a reorganisation is believed.

    Returns:
        Number and hash.

    Raises:
        LedgerReplaced: Not even the first block of the index is on the chain.
        ReorganisedTooDeep: The block is further back than the window. A chain with finality does not do that, and a
            node that lies could take the whole index back so.
    """
    ancestor = common_ancestor(held, hash_on_chain)
    if ancestor is None:
        number = held[0][0] if held else cursor.block_number
        raise LedgerReplaced(
            f"chain {ledger.chain_id} no longer has block {number} that the index of {to_hex(ledger.contract)} began "
            "with",
            hint=_LEDGER_HINT,
        )
    if ancestor[0] < cursor.block_number - window_blocks:
        raise ReorganisedTooDeep(
            f"the node's chain leaves the index after block {ancestor[0]}, more than {window_blocks} blocks before its "
            f"last block {cursor.block_number}; nothing was changed",
            hint=_DEPTH_HINT,
            context={"commonBlock": ancestor[0], "blockNumber": cursor.block_number, "windowBlocks": window_blocks},
        )
    return ancestor


def fetch_replacement(fetcher: RangeFetcher, after: Block, up_to: int, headers_from: int) -> list[FetchedRange]:
    """Fetch all blocks that take the place of those taken back.

    They are few: at most as many as the header window, so that they are held at once and written at once.

    Args:
        fetcher: Of the node.
        after: The block that both chains share.
        up_to: The last block wanted.
        headers_from: Every header from this block on is wanted.

    Raises:
        ChainMoved: The chain changed meanwhile; read again.
        NodeUnavailable: The node does not answer.
    """
    ranges: list[FetchedRange] = []
    last = after
    while last.number < up_to:
        fetched = fetcher.fetch(last.number + 1, up_to, headers_from=headers_from)
        if fetched.first_parent != last.hash:
            raise ChainMoved(f"block {fetched.first} does not follow block {last.number} that was read before it")
        ranges.append(fetched)
        last = fetched.last
    return ranges
