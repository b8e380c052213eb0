"""What an indexer or an auditor needs of a chain, whatever stands behind it.

`client` implements it through a node; tests may through memory. Reading changes nothing on the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

from labour_ledger_verify.history import HistoryKind

from .events import Block, LedgerEvent

BlockTag = Literal["latest", "safe", "finalized"]

HistoryName = tuple[HistoryKind, bytes]
"""A kind of history and its id: subject (32 bytes), party (8 bytes) for party and issued, empty for schemas."""


class ChainReader(Protocol):
    """The ledger on one chain, read at given blocks.

    Every method raises `NodeUnavailable` (or a subclass) when the node does not answer.
    """

    @property
    def contract(self) -> bytes:
        """The ledger's address, 20 bytes."""
        ...

    def chain_id(self) -> int:
        """Return the EIP-155 id that the node itself reports."""
        ...

    def block(self, which: int | BlockTag) -> Block | None:
        """Return a block, or None where the chain has none (yet)."""
        ...

    def blocks(self, first: int, last: int) -> list[Block]:
        """Return the blocks from `first` to `last`, both included; fewer where the chain ends before."""
        ...

    def events(self, from_block: int, to_block: int) -> list[LedgerEvent]:
        """Return the ledger's events of the blocks from `from_block` to `to_block`, both included, in chain order.

        Raises:
            LogUnreadable: A log of another contract, out of order, or unknown here.
            TooManyLogs: Ask for fewer blocks.
        """
        ...

    def history_head(self, kind: HistoryKind, history_id: bytes, block_number: int) -> bytes:
        """Return the head of a history after a block, 32 bytes; zero when it has no entry.

        Raises:
            StateUnavailable: The node does not keep the state of that block.
        """
        ...

    def history_heads(self, histories: Sequence[HistoryName], block_number: int) -> list[bytes]:
        """Return many heads after one block, in the order asked; as `history_head`."""
        ...

    def code_hash(self, block: int | BlockTag = "latest") -> bytes:
        """Return the keccak256 of the contract's code, as account proofs show it.

        Raises:
            NotDeployed: There is no code at the address.
        """
        ...


@runtime_checkable
class SharedNode(Protocol):
    """A reader whose node other processes may read from too."""

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Addresses of the node, and of others of the same chain to turn to; they may hold secrets."""
        ...

    @property
    def timeout_s(self) -> float:
        """Longest wait for one answer."""
        ...

    def observe(self, method: str, seconds: float, failed: bool) -> None:
        """Take note of an exchange with the node that another process had; threads may call it."""
        ...
