"""One contract on one chain, through one node: blocks, code and calls, with answers parsed and refusals raised.

Knows JSON-RPC methods, not what this contract's functions mean. It never sends a transaction; `transactions` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import WORD_BYTES, keccak256

from .endpoint import Endpoint
from .errors import NodeUnavailable, NotDeployed, WrongChain
from .events import Block
from .reader import BlockTag
from .refusals import decode_refusal
from .rpc import Json, JsonRpc, Request, RpcRefusal

DEFAULT_TIMEOUT_S: Final = 30.0


class ContractNode:
    """A contract at one address, read through one node; threads may share it."""

    def __init__(
        self,
        rpc_url: str | Sequence[str],
        contract: bytes,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        chain_id: int | None = None,
        requests_per_s: float | None = None,
    ) -> None:
        """Prepare to read; nothing is asked yet.

        Args:
            rpc_url: Of the node, or of several of one chain, the preferred one first.
            contract: The ledger's address, 20 bytes.
            timeout_s: Longest wait for one answer.
            chain_id: What each of several nodes must serve; by default what the first one that answers does.
            requests_per_s: Rate that is kept to; None for no limit.

        Raises:
            ConfigurationError: The URL is not one of a node.
        """
        self.rpc = JsonRpc(
            rpc_url, timeout_s=timeout_s, requests_per_s=requests_per_s, inspection=self._newest_block_of
        )
        self._chain_id = chain_id
        self._timeout_s = timeout_s
        self._contract = contract
        self.address_text = to_hex(contract)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the node."""
        self.rpc.close()

    @property
    def contract(self) -> bytes:
        """The ledger's address, 20 bytes."""
        return self._contract

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Addresses, those that work first, for other processes that read there; they may hold secrets."""
        return self.rpc.urls

    @property
    def timeout_s(self) -> float:
        """Longest wait for one answer."""
        return self._timeout_s

    def observe(self, method: str, seconds: float, failed: bool) -> None:
        """Tell who watches this node of an exchange that another process had with it."""
        if self.rpc.observer is not None:
            self.rpc.observer(method, seconds, failed)

    def _newest_block_of(self, endpoint: Endpoint) -> int:
        """Return the newest block of one of several nodes; refuse one of another chain or without the contract."""
        asked: list[Request] = [
            ("eth_chainId", []),
            ("eth_getCode", [self.address_text, "latest"]),
            ("eth_blockNumber", []),
        ]
        answers = [endpoint.ask(method, parameters) for method, parameters in asked]
        chain_id, code, newest = (
            self.rpc.required(answer, method) for answer, (method, _) in zip(answers, asked, strict=True)
        )
        found = parse_number(chain_id)
        if self._chain_id is None:
            self._chain_id = found
        if found != self._chain_id:
            raise WrongChain(self._chain_id, found)
        if not parse_data(code):
            raise NotDeployed(self._contract, f"{endpoint.shown_url} has no contract at this address")
        return parse_number(newest)

    # ---------------------------------------------------------------- chain

    def chain_id(self) -> int:
        """Return the EIP-155 id that the node itself reports."""
        return parse_number(self.rpc.request("eth_chainId"))

    def require_chain(self, expected: int) -> None:
        """Check that the node serves a chain.

        Raises:
            WrongChain: It serves another.
        """
        found = self.chain_id()
        if found != expected:
            raise WrongChain(expected, found)

    def domain(self) -> Domain:
        """Return the domain that signatures for this ledger are bound to, by the chain id that the node reports."""
        return Domain(self.chain_id(), self._contract)

    def block(self, which: int | BlockTag) -> Block | None:
        """Return a block, or None where the chain has none (yet)."""
        answer = self.rpc.request("eth_getBlockByNumber", block_parameter(which), False)
        return None if answer is None else parse_block(answer)

    def blocks(self, first: int, last: int) -> list[Block]:
        """Return the blocks from `first` to `last`, both included; fewer where the chain ends before."""
        asked: list[tuple[str, list[Json]]] = [
            ("eth_getBlockByNumber", [hex(number), False]) for number in range(first, last + 1)
        ]
        found: list[Block] = []
        for answer in self.rpc.request_many(asked):
            if answer is None:
                break
            found.append(parse_block(answer))
        return found

    def code_hash(self, block: int | BlockTag = "latest") -> bytes:
        """Return the keccak256 of the contract's code, as account proofs show it."""
        return keccak256(self.code(block))

    def code(self, block: int | BlockTag = "latest") -> bytes:
        """Return the contract's code.

        Raises:
            NotDeployed: There is none at the address.
        """
        code = parse_data(self.rpc.request("eth_getCode", self.address_text, block_parameter(block)))
        if not code:
            raise NotDeployed(self._contract, "there is no contract at this address on this chain")
        return code

    # ---------------------------------------------------------------- calls

    def call(
        self, data: bytes, *, sender: bytes | None = None, block: int | BlockTag = "latest", batch: bool = False
    ) -> bytes:
        """Return what a call to the ledger returns, without sending it.

        Args:
            data: Call data.
            sender: 20 bytes, where it matters who calls.
            block: After which block.
            batch: Whether the item index of a refusal means something.

        Raises:
            ContractRefusal: The contract reverts.
        """
        transaction = {"to": self.address_text, "data": to_hex(data)}
        if sender is not None:
            transaction["from"] = to_hex(sender)
        answer = self.rpc.ask("eth_call", transaction, block_parameter(block))
        return parse_data(self.unless_reverted(answer, "eth_call", batch=batch))

    def unless_reverted(self, answer: Json | RpcRefusal, method: str, *, batch: bool = False) -> Json:
        """Return an answer of the node that must be a result.

        Raises:
            ContractRefusal: The contract reverted.
            NodeUnavailable: The node refused.
        """
        if isinstance(answer, RpcRefusal) and answer.revert_data is not None:
            raise decode_refusal(answer.revert_data, batch=batch)
        return self.rpc.required(answer, method)


def block_parameter(which: int | BlockTag) -> str:
    """Return a block's number or tag as JSON-RPC wants it."""
    return hex(which) if isinstance(which, int) else which


def parse_block(answer: Json) -> Block:
    """Return the block of a JSON-RPC answer.

    Raises:
        NodeUnavailable: It is not one.
    """
    try:
        block = Block(
            number=int(answer["number"], 16),
            hash=bytes.fromhex(answer["hash"][2:]),
            parent_hash=bytes.fromhex(answer["parentHash"][2:]),
            timestamp=int(answer["timestamp"], 16),
        )
        if len(block.hash) != WORD_BYTES or len(block.parent_hash) != WORD_BYTES:
            raise ValueError("a hash is not 32 bytes")
        return block
    except (KeyError, TypeError, ValueError) as error:
        raise NodeUnavailable(f"the node gave no well-formed block: {error!r}", hint="Ask another node.") from error


def parse_number(answer: Json) -> int:
    """Return a quantity of a JSON-RPC answer.

    Raises:
        NodeUnavailable: It is not one.
    """
    try:
        return int(answer, 16)
    except (TypeError, ValueError) as error:
        raise NodeUnavailable(f"the node gave {answer!r} for a number", hint="Ask another node.") from error


def parse_data(answer: Json) -> bytes:
    """Return the bytes of a JSON-RPC answer.

    Raises:
        NodeUnavailable: It is not hexadecimal.
    """
    try:
        return bytes.fromhex(answer[2:])
    except (TypeError, ValueError) as error:
        raise NodeUnavailable("the node gave no hexadecimal data", hint="Ask another node.") from error
