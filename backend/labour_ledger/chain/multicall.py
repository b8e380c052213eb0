"""Many calls in few transactions: how many go together, and which one is at fault.

The contract makes the calls of one transaction all or none, so a refusal must be traced back to its call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from . import calls
from .node import ContractNode
from .refusals import ContractRefusal
from .transactions import Receipt, TransactionSender

CALLS_TOGETHER: Final = 64
"""First attempt; a subject with two identifiers takes some 200,000 gas, and a transaction at most 2^24."""


_OUT_OF_GAS: Final = ("", "FailedCall")
"""What a node or the contract says when gas ran out outside or inside one of the calls."""


def send_together(sender: TransactionSender, data: Sequence[bytes]) -> list[Receipt]:
    """Make calls in order, in as few transactions as gas allows.

    Args:
        sender: Who sends.
        data: Call data of each.

    Returns:
        The receipts, in order.

    Raises:
        ContractRefusal: A call is refused; `item` is its place in `data`. Calls of earlier transactions were made.
    """
    receipts: list[Receipt] = []
    start, together = 0, CALLS_TOGETHER
    while start < len(data):
        part = data[start : start + together]
        try:
            receipts.append(sender.send(calls.multicall(part)))
        except ContractRefusal as refusal:
            if refusal.name in _OUT_OF_GAS and len(part) > 1:
                together = len(part) // 2
                continue
            raise refusal.at_item(start + first_refused(sender.node, sender.signer.address, part)) from None
        start += len(part)
    return receipts


def first_refused(node: ContractNode, caller: bytes, part: Sequence[bytes]) -> int:
    """Return the place of the call that makes its part fail: the first with which the calls up to it fail."""
    passing, failing = 0, len(part)
    while failing - passing > 1:
        middle = (passing + failing) // 2
        try:
            node.call(calls.multicall(part[:middle]), sender=caller)
        except ContractRefusal:
            failing = middle
        else:
            passing = middle
    return failing - 1
