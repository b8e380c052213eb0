"""Sending transactions from one account: gas, nonces, signing, receipts.

Each call is estimated first, which is also its dry run: what the contract would refuse is never paid for. Knows nothing
of what the calls mean. One account should send from one place; within a process, threads may share a sender.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from eth_account.typed_transactions.typed_transaction import TypedTransaction

from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

from .errors import TransactionFailed, TransactionNotAccepted, TransactionPending
from .node import ContractNode, parse_data, parse_number
from .refusals import ContractRefusal, decode_refusal
from .rpc import Json, RpcRefusal
from .signing import Signer

LARGEST_GAS: Final = 2**24
"""Most gas that one transaction may ask for (EIP-7825)."""
IN_FLIGHT: Final = 16
"""Transactions sent before the receipts of the first are awaited; nodes commonly hold 64 of one account."""
DEFAULT_RECEIPT_TIMEOUT_S: Final = 120.0

_FIRST_POLL_S: Final = 0.02
_LONGEST_POLL_S: Final = 1.0
_DYNAMIC_FEE_TYPE: Final = 2


_Accepted = tuple[bytes | None, bytes, int]
"""Whom a call is for (None creates a contract), its data, and the gas it may use."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction that is in a block and succeeded.

    Attributes:
        transaction_hash: 32 bytes.
        block_number: Of its block.
        block_hash: Of its block, 32 bytes.
        gas_used: Gas units.
        contract: Address of the contract it created, or None.
        logs: As JSON-RPC gives them.
    """

    transaction_hash: bytes
    block_number: int
    block_hash: bytes
    gas_used: int
    contract: bytes | None
    logs: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class _Fees:
    chain_id: int
    nonce: int
    priority_fee_wei: int
    largest_fee_wei: int


class TransactionSender:
    """An account that sends calls to one contract, and pays for them."""

    def __init__(
        self, node: ContractNode, signer: Signer, *, receipt_timeout_s: float = DEFAULT_RECEIPT_TIMEOUT_S
    ) -> None:
        """Prepare to send.

        Args:
            node: The contract and the way to it.
            signer: The account that sends and pays.
            receipt_timeout_s: Longest wait for a transaction to get into a block.
        """
        self.node = node
        self.signer = signer
        self._receipt_timeout_s = receipt_timeout_s
        self._sending = threading.Lock()

    def send(self, data: bytes, *, batch: bool = False) -> Receipt:
        """Make one call and wait for its block.

        Args:
            data: Call data.
            batch: Whether the item index of a refusal means something.

        Raises:
            ContractRefusal: The contract refuses; nothing was sent.
            UnavailableError: The transaction was not accepted, is pending, or failed.
        """
        outcome = self.send_many([data], batch=batch)[0]
        if isinstance(outcome, ContractRefusal):
            raise outcome
        return outcome

    def send_many(
        self, calls: Sequence[bytes], *, batch: bool = False, in_flight: int = IN_FLIGHT
    ) -> list[Receipt | ContractRefusal]:
        """Make many calls, several under way at once, and wait for all.

        Each is estimated on the state before its window of `in_flight` calls, so calls of one window must not depend on
        one another.

        Args:
            calls: Call data of each.
            batch: Whether the item index of refusals means something.
            in_flight: How many to send before waiting for their receipts.

        Returns:
            For each call, in order: its receipt, or the refusal for which it was not sent.

        Raises:
            UnavailableError: A transaction was not accepted, is pending, or failed; those before it may be recorded.
        """
        outcomes: list[Receipt | ContractRefusal] = []
        for start in range(0, len(calls), in_flight):
            outcomes.extend(self._send_window(calls[start : start + in_flight], batch))
        return outcomes

    def create(self, code: bytes) -> Receipt:
        """Create a contract and wait for its block.

        Args:
            code: Creation code with encoded constructor arguments.

        Raises:
            ContractRefusal: The constructor reverts.
            UnavailableError: The transaction was not accepted, is pending, or failed.
        """
        gas = self._gas_of(self.node.rpc.ask("eth_estimateGas", self._request(None, code)), batch=False)
        hashes = self._broadcast([(None, code, gas)])
        return self._wait(hashes, [code])[0]

    def _send_window(self, calls: Sequence[bytes], batch: bool) -> list[Receipt | ContractRefusal]:
        to = self.node.contract
        answers = self.node.rpc.ask_many([("eth_estimateGas", [self._request(to, data)]) for data in calls])
        refused: dict[int, ContractRefusal] = {}
        accepted: list[_Accepted] = []
        for position, (data, answer) in enumerate(zip(calls, answers, strict=True)):
            try:
                accepted.append((to, data, self._gas_of(answer, batch=batch)))
            except ContractRefusal as refusal:
                refused[position] = refusal
        sent: list[Receipt] = []
        for part in self._fitting(accepted):
            sent += self._wait(self._broadcast(part), [data for _, data, _ in part], batch=batch)
        receipts = iter(sent)
        return [refused[position] if position in refused else next(receipts) for position in range(len(calls))]

    def _fitting(self, transactions: Sequence[_Accepted]) -> Iterator[Sequence[_Accepted]]:
        """Yield transactions in parts that fit into a block: a chain that mines when asked may leave out the others."""
        if len(transactions) < 2:
            yield transactions
            return
        block = self.node.rpc.request("eth_getBlockByNumber", "latest", False)
        room = most = parse_number(block["gasLimit"])
        start = 0
        for place, (_, _, gas) in enumerate(transactions):
            if gas > room and place > start:
                yield transactions[start:place]
                start, room = place, most
            room -= gas
        yield transactions[start:]

    def _request(self, to: bytes | None, data: bytes) -> Json:
        request = {"from": to_hex(self.signer.address), "data": to_hex(data), "gas": hex(LARGEST_GAS)}
        return request if to is None else {"to": to_hex(to), **request}

    def _gas_of(self, answer: Json | RpcRefusal, *, batch: bool) -> int:
        if isinstance(answer, RpcRefusal) and "gas" in answer.message.lower() and not answer.revert_data:
            raise decode_refusal(b"")
        needed = parse_number(self.node.unless_reverted(answer, "eth_estimateGas", batch=batch))
        # other transactions may change what a call meets before it gets into a block
        return min(needed + needed // 5, LARGEST_GAS)

    def _broadcast(self, transactions: Sequence[_Accepted]) -> list[bytes]:
        if not transactions:
            return []
        with self._sending:
            fees = self._fees()
            raw = [
                _sign(self.signer, fees, fees.nonce + place, to, data, gas)
                for place, (to, data, gas) in enumerate(transactions)
            ]
            answers = self.node.rpc.ask_many([("eth_sendRawTransaction", [to_hex(item)]) for item in raw])
        for answer in answers:
            if isinstance(answer, RpcRefusal):
                raise TransactionNotAccepted(self.signer.address, answer.message)
        return [keccak256(item) for item in raw]

    def _fees(self) -> _Fees:
        chain_id, nonce, priority_fee, block = self.node.rpc.request_many(
            [
                ("eth_chainId", []),
                ("eth_getTransactionCount", [to_hex(self.signer.address), "pending"]),
                ("eth_maxPriorityFeePerGas", []),
                ("eth_getBlockByNumber", ["latest", False]),
            ]
        )
        priority_fee_wei = parse_number(priority_fee)
        # the base fee can rise by an eighth a block: twice is enough for six full blocks (EIP-1559)
        largest_fee_wei = 2 * parse_number(block["baseFeePerGas"]) + priority_fee_wei
        return _Fees(parse_number(chain_id), parse_number(nonce), priority_fee_wei, largest_fee_wei)

    def _wait(self, hashes: Sequence[bytes], calls: Sequence[bytes], *, batch: bool = False) -> list[Receipt]:
        answers: dict[bytes, Json] = {}
        give_up_at = time.monotonic() + self._receipt_timeout_s
        poll_s = _FIRST_POLL_S
        while True:
            missing = [item for item in hashes if item not in answers]
            found = self.node.rpc.request_many([("eth_getTransactionReceipt", [to_hex(item)]) for item in missing])
            answers.update((item, answer) for item, answer in zip(missing, found, strict=True) if answer is not None)
            if len(answers) == len(hashes):
                break
            if time.monotonic() > give_up_at:
                raise TransactionPending(next(item for item in hashes if item not in answers), self._receipt_timeout_s)
            time.sleep(poll_s)
            poll_s = min(poll_s * 2, _LONGEST_POLL_S)
        return [self._receipt(item, answers[item], data, batch) for item, data in zip(hashes, calls, strict=True)]

    def _receipt(self, transaction_hash: bytes, answer: Json, data: bytes, batch: bool) -> Receipt:
        block_number = parse_number(answer["blockNumber"])
        if parse_number(answer["status"]) != 1:
            # what refused it most likely still does: the repeated call then raises it by name
            self.node.call(data, sender=self.signer.address, block=block_number, batch=batch)
            raise TransactionFailed(transaction_hash, block_number)
        created = answer.get("contractAddress")
        return Receipt(
            transaction_hash=transaction_hash,
            block_number=block_number,
            block_hash=parse_data(answer["blockHash"]),
            gas_used=parse_number(answer["gasUsed"]),
            contract=parse_data(created) if created else None,
            logs=tuple(answer["logs"]),
        )


def _sign(signer: Signer, fees: _Fees, nonce: int, to: bytes | None, data: bytes, gas: int) -> bytes:
    fields = {
        "type": _DYNAMIC_FEE_TYPE,
        "chainId": fees.chain_id,
        "nonce": nonce,
        "maxPriorityFeePerGas": fees.priority_fee_wei,
        "maxFeePerGas": fees.largest_fee_wei,
        "gas": gas,
        "to": b"" if to is None else to,
        "value": 0,
        "data": data,
        "accessList": [],
    }
    signature = signer.sign_digest(bytes(TypedTransaction.from_dict(fields).hash()))
    signed = {
        **fields,
        "r": int.from_bytes(signature[:32], "big"),
        "s": int.from_bytes(signature[32:64], "big"),
        "v": signature[64] - 27,
    }
    return bytes(TypedTransaction.from_dict(signed).encode())
