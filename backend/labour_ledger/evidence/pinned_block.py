"""The block that a bundle proves: one that the index has read and the chain still has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.reader import BlockTag
from labour_ledger.store.queries import block_at, get_cursor
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger_verify.header import Header

from .errors import BundleInvalid, IndexBehind

LONGEST_NUMBER: Final = 19
"""So many digits stay below 2^63, which is what a store can hold."""
_TAGS: Final[Mapping[str, BlockTag]] = {"latest": "latest", "safe": "safe", "finalized": "finalized"}


@dataclass(frozen=True, slots=True)
class PinnedBlock:
    """A block's number and time, and its hash as the index knows it (None: the index does not hold its header)."""

    number: int
    timestamp: int
    indexed_hash: bytes | None


def parse_block(text: str) -> int | BlockTag:
    """Read what people type for a block: its number, or `latest`, `safe` or `finalized`.

    Raises:
        BundleInvalid: Another text.
    """
    if text in _TAGS:
        return _TAGS[text]
    if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER:
        return int(text)
    raise BundleInvalid(f"{text[:40]!r} names no block", hint="Write its number, or latest, safe or finalized.")


def pin_block(session: Session, reader: LedgerClient, ledger: LedgerKey, block: int | BlockTag) -> PinnedBlock:
    """Return the block to prove.

    Args:
        session: A reading session.
        reader: The ledger through a node.
        ledger: The ledger in the store.
        block: Its number, or how final it must be; `latest` is the last block that the index has read.

    Raises:
        IndexBehind: The index has not read the block or does not know it, or the node does not have it.
        BundleInvalid: The block is older than the ledger.
    """
    cursor = get_cursor(session, ledger)
    if cursor is None:
        raise IndexBehind("this ledger has no index yet", hint="Run `labour-ledger index sync` first.")
    chosen = block if isinstance(block, int) else _newest(cursor, block)
    if chosen > cursor.block_number:
        raise IndexBehind(
            f"the index has read up to block {cursor.block_number}, not yet block {chosen}",
            hint="Run `labour-ledger index sync`, or choose an older block.",
            context={"indexed": cursor.block_number, "asked": chosen},
        )
    if chosen < cursor.start_block:
        raise BundleInvalid(
            f"block {chosen} is older than the ledger, which was deployed in block {cursor.start_block}",
            hint="Choose a block from then on.",
            context={"deployed": cursor.start_block, "asked": chosen},
        )
    if chosen == cursor.block_number:
        return PinnedBlock(chosen, cursor.block_time, cursor.block_hash)
    held = block_at(session, ledger, chosen)
    if held is not None:
        return PinnedBlock(chosen, held.timestamp, held.hash)
    found = reader.block(chosen)
    if found is None:
        raise IndexBehind(
            f"the node has no block {chosen}, which the index has read",
            hint="The node may still be syncing, or serve another chain: run `labour-ledger doctor`.",
        )
    return PinnedBlock(chosen, found.timestamp, None)


def _newest(cursor: Cursor, tag: BlockTag) -> int:
    if tag == "latest":
        return cursor.block_number
    newest = cursor.finalized_block if tag == "finalized" else cursor.safe_block
    if newest is None:
        raise IndexBehind(
            f"the node does not say which block is {tag}",
            hint="Name a block by its number, or use a node that follows the chain's consensus.",
        )
    return min(newest, cursor.block_number)


def refuse_other_block(header: Header, pinned: PinnedBlock) -> None:
    """Check that the node's block is the one that the index has read.

    Raises:
        IndexBehind: The chain has replaced it.
    """
    if pinned.indexed_hash not in (None, header.hash):
        raise IndexBehind(
            f"the chain has replaced block {pinned.number} since the index read it",
            hint="Run `labour-ledger index sync`, then build the bundle again.",
            context={"blockNumber": pinned.number},
        )
