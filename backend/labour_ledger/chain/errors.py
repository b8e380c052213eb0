"""What can go wrong between the backend and a node, before the contract itself refuses anything.

```
UnavailableError
├─ NodeUnavailable        no answer, or not one of a node
│   ├─ NodeBusy           the node asks to wait
│   ├─ TooManyLogs        the node refuses a range of blocks for its size
│   └─ StateUnavailable   the node no longer has the state of a block
├─ TransactionNotAccepted the node does not take it
├─ TransactionPending     sent, and not in a block within the time allowed
├─ TransactionFailed      in a block, and failed there for a reason that can no longer be seen
├─ WrongChain             the node serves another chain
├─ NotDeployed            no contract at the address, or another one
└─ LogUnreadable          a log is not one of this ledger
```

Refusals of the contract are in `refusals`.
"""

from __future__ import annotations

from labour_ledger.errors import UnavailableError
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex


class NodeUnavailable(UnavailableError):
    """The node gives no answer, or not one of a node."""

    code = "node-unavailable"


class NodeBusy(NodeUnavailable):
    """The node asks to wait: too many requests, or it is not up to them now (HTTP 429 and 503)."""

    code = "node-busy"

    def __init__(self, message: str, *, retry_after_s: float | None) -> None:
        super().__init__(message, hint="Ask less often (setting rpc_requests_per_s), or name further nodes (rpc_urls).")
        self.retry_after_s = retry_after_s


class TooManyLogs(NodeUnavailable):
    """The node refuses to answer for so many blocks or logs at once."""

    code = "too-many-logs"


class StateUnavailable(NodeUnavailable):
    """The node does not have the state of a block, or not any longer."""

    code = "state-unavailable"


class TransactionPending(UnavailableError):
    """A transaction was sent and is in no block yet; it may still get in."""

    code = "transaction-pending"

    def __init__(self, transaction_hash: bytes, waited_s: float) -> None:
        super().__init__(
            f"transaction {to_hex(transaction_hash)} is in no block after {waited_s:g} s",
            hint="It may still get in. Look again before sending anything anew; the same signature cannot count twice.",
            context={"transactionHash": to_hex(transaction_hash)},
        )
        self.transaction_hash = transaction_hash


class TransactionFailed(UnavailableError):
    """A transaction failed in its block, and repeating the call shows no refusal."""

    code = "transaction-failed"

    def __init__(self, transaction_hash: bytes, block_number: int) -> None:
        super().__init__(
            f"transaction {to_hex(transaction_hash)} failed in block {block_number}; nothing of it was recorded",
            hint="The ledger changed while it was under way, or the gas ran out. Send it again.",
            context={"transactionHash": to_hex(transaction_hash), "blockNumber": block_number},
        )


class WrongChain(UnavailableError):
    """The node serves another chain than the one expected."""

    code = "wrong-chain"

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(
            f"the node serves chain {found}, not chain {expected}",
            hint="Point the RPC address at a node of the right chain, or choose that chain's deployment file.",
            context={"expected": expected, "found": found},
        )
        self.expected = expected
        self.found = found


class NotDeployed(UnavailableError):
    """There is no ledger at the address, or its code is not the one expected."""

    code = "not-deployed"

    def __init__(self, contract: bytes, problem: str) -> None:
        super().__init__(
            f"contract {to_checksum_address(contract)}: {problem}",
            hint="Check the address in the deployment file, and that the chain was not started anew since.",
            context={"contract": to_checksum_address(contract)},
        )
        self.contract = contract


class LogUnreadable(UnavailableError):
    """A log does not come from this ledger, or says what no version known here can say."""

    code = "log-unreadable"


class TransactionNotAccepted(UnavailableError):
    """The node does not take a transaction into its pool; those sent before it may still get into a block."""

    code = "transaction-not-accepted"

    def __init__(self, sender: bytes, reason: str) -> None:
        super().__init__(
            f"the node does not accept a transaction of {to_checksum_address(sender)}: {reason}",
            hint="Check that this account, which pays the gas, holds enough ether and sends from one place at a time.",
            context={"sender": to_checksum_address(sender)},
        )
