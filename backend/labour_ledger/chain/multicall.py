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


def send_together(sender: TransactionSender, data: Sequence[bytes], *, in_flight: int = 1) -> list[Receipt]:
    """Make calls in order, in as few transactions as gas allows.

    Args:
        sender: Who sends.
        data: Call data of each.
        in_flight: Transactions to send before waiting for their receipts; where it is more than one, no call may
            depend on another.

    Returns:
        The receipts, in order.

    Raises:
        ContractRefusal: A call is refused; `item` is its place in `data`. Calls of earlier transactions were made, and
            of those sent at the same time.
        UnavailableError: A transaction was not accepted, is pending, or failed.
    """
    receipts: dict[int, Receipt] = {}
    together = CALLS_TOGETHER
    waiting = _parts(range(len(data)), together)
    while waiting:
        window, waiting = waiting[:in_flight], waiting[in_flight:]
        sent = sender.send_many([calls.multicall(_of(data, part)) for part in window], in_flight=in_flight)
        too_large: list[range] = []
        for part, outcome in zip(window, sent, strict=True):
            if isinstance(outcome, Receipt):
                receipts[part.start] = outcome
            elif outcome.name in _OUT_OF_GAS and len(part) > 1:
                too_large.append(part)
            else:
                place = first_refused(sender.node, sender.signer.address, _of(data, part))
                raise outcome.at_item(part.start + place)
        if too_large:
            together = max(1, min(len(part) for part in too_large) // 2)
            waiting = [smaller for part in (*too_large, *waiting) for smaller in _parts(part, together)]
    return [receipts[start] for start in sorted(receipts)]


def _parts(places: range, together: int) -> list[range]:
    return [places[start : start + together] for start in range(0, len(places), together)]


def _of(data: Sequence[bytes], part: range) -> Sequence[bytes]:
    return data[part.start : part.stop]


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
