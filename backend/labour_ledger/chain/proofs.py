"""Merkle-Patricia proofs of history heads, of the contract's account and of the council's, at one block.

Source: EIP-1186. What a node answers is walked here exactly as an auditor will walk it, so that nothing is handed on
that does not prove; nodes of the proof that no walk needs are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.header import Account, Header, find_account, parse_header
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.storage import find_word, head_slot
from labour_ledger_verify.trie import NodeSet

from .block_headers import encode_header
from .errors import NodeUnavailable, StateUnavailable
from .node import ContractNode
from .reader import HistoryName
from .rpc import Json, RpcRefusal

SLOTS_AT_ONCE: Final = 250
_NO_ACCOUNT: Final = Account(storage_root=b"", code_hash=keccak256(b""))
_METHOD_UNKNOWN: Final = -32601
"""JSON-RPC 2.0, section 5.1."""
_PROOF_HINT: Final = "Use a node that supports eth_getProof (EIP-1186)."
_STATE_HINT: Final = "Choose a newer block, or use a node that keeps the state of old blocks (an archive node)."


@dataclass(frozen=True, slots=True)
class BlockProof:
    """Heads of histories after a block, with all that proves them.

    Attributes:
        header_rlp: The header's RLP bytes; their hash is the block's.
        header: Its fields.
        nodes: Trie nodes, each once, in order of their hashes; every one of them is needed.
        contract_code_hash: Of the ledger, 32 bytes.
        council_code_hash: Of the council; that of no code where the council is a plain account.
        heads: In the order asked; zero where there is no history.
    """

    header_rlp: bytes
    header: Header
    nodes: tuple[bytes, ...]
    contract_code_hash: bytes
    council_code_hash: bytes
    heads: tuple[bytes, ...]


def prove_heads(node: ContractNode, council: bytes, histories: Sequence[HistoryName], block_number: int) -> BlockProof:
    """Fetch and check the proofs of histories' heads after a block.

    Args:
        node: The ledger through a node.
        council: Its council's address, 20 bytes.
        histories: Kinds and ids.
        block_number: After which block.

    Raises:
        StateUnavailable: The node has no such block, or not its state any longer.
        NodeUnavailable: The node does not answer, or what it answers proves nothing.
    """
    header_rlp = encode_header(_block_answer(node, block_number))
    header = parse_header(header_rlp)
    slots = [head_slot(kind, history_id) for kind, history_id in histories]
    nodes = _WalkedNodes(_fetch_nodes(node, council, slots, block_number))
    try:
        contract = find_account(header.state_root, node.contract, nodes)
        if contract is None:
            raise NodeUnavailable(
                f"block {block_number} has no account {node.address_text}",
                hint="The contract was deployed later; choose a newer block.",
            )
        council_account = find_account(header.state_root, council, nodes) or _NO_ACCOUNT
        heads = tuple(find_word(contract.storage_root, slot, nodes) for slot in slots)
    except VerifyError as error:
        raise NodeUnavailable(
            f"what the node gave for block {block_number} proves nothing: {error.message}",
            hint="The chain may have been reorganised meanwhile, or the node does not keep this state: ask again, or "
            "choose a newer block.",
        ) from error
    return BlockProof(header_rlp, header, nodes.walked(), contract.code_hash, council_account.code_hash, heads)


class _WalkedNodes(NodeSet):
    """Nodes of which those that a walk visited are kept."""

    def __init__(self, nodes: Sequence[bytes]) -> None:
        super().__init__(sorted(set(nodes), key=keccak256))
        self._kept: dict[bytes, bytes] = {}

    def node(self, node_hash: bytes) -> bytes:
        self._kept[node_hash] = super().node(node_hash)
        return self._kept[node_hash]

    def walked(self) -> tuple[bytes, ...]:
        """Return the nodes visited so far, in order of their hashes."""
        return tuple(self._kept[node_hash] for node_hash in sorted(self._kept))


def _block_answer(node: ContractNode, block_number: int) -> Json:
    answer = node.rpc.request("eth_getBlockByNumber", hex(block_number), False)
    if answer is None:
        raise StateUnavailable(
            f"the node at {node.rpc.shown_url} has no block {block_number}",
            hint="It may still be syncing, or the chain was started anew; check the number.",
        )
    return answer


def _fetch_nodes(node: ContractNode, council: bytes, slots: Sequence[bytes], block_number: int) -> list[bytes]:
    block = hex(block_number)
    parts = [slots[start : start + SLOTS_AT_ONCE] for start in range(0, len(slots), SLOTS_AT_ONCE)] or [()]
    asked: list[tuple[str, list[Json]]] = [
        ("eth_getProof", [node.address_text, [to_hex(slot) for slot in part], block]) for part in parts
    ]
    asked.append(("eth_getProof", [to_hex(council), [], block]))
    answers = [_proof_of(node, answer) for answer in node.rpc.ask_many(asked)]
    try:
        return [bytes.fromhex(text[2:]) for answer in answers for text in _node_texts(answer)]
    except (KeyError, TypeError, ValueError) as error:
        raise NodeUnavailable(
            f"the node at {node.rpc.shown_url} gave no well-formed proof: {error!r}",
            hint=_PROOF_HINT,
        ) from error


def _proof_of(node: ContractNode, answer: Json | RpcRefusal) -> Json:
    if isinstance(answer, RpcRefusal) and answer.code == _METHOD_UNKNOWN:
        raise NodeUnavailable(f"the node at {node.rpc.shown_url} gives no proofs: {answer.message}", hint=_PROOF_HINT)
    try:
        return node.rpc.required(answer, "eth_getProof")
    except StateUnavailable as error:
        raise StateUnavailable(error.message, hint=_STATE_HINT) from error


def _node_texts(answer: Json) -> Iterator[str]:
    yield from answer["accountProof"]
    for slot in answer["storageProof"]:
        yield from slot["proof"]
