"""Proofs that no healthy node gives; real ones are in tests/integration/chain."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.fake_node import Answer, NodeError, fake_node
from tests.unit.chain.raw_logs import LEDGER
from tests.unit.chain.test_block_headers import LATER, LONDON, answer_of

from labour_ledger.chain.errors import NodeUnavailable, StateUnavailable
from labour_ledger.chain.node import ContractNode
from labour_ledger.chain.proofs import BlockProof, prove_heads
from labour_ledger_verify.history import HistoryKind

BLOCK = answer_of(LONDON + LATER[:5])
COUNCIL = b"\x11" * 20


def prove(proof: Answer, block: Any = BLOCK) -> BlockProof:
    with (
        fake_node({"eth_getBlockByNumber": lambda _: block, "eth_getProof": proof}) as node,
        ContractNode(node.url, LEDGER) as contract,
    ):
        return prove_heads(contract, COUNCIL, [(HistoryKind.SUBJECT, b"\7" * 32)], 256)


def refuse(code: int, message: str) -> Answer:
    def answer(_: list[Any]) -> Any:
        raise NodeError(code, message)

    return answer


def empty(_: list[Any]) -> Any:
    return {"accountProof": [], "storageProof": [{"proof": []}]}


def test_prove_heads_block_unknown_to_the_node_is_state_unavailable() -> None:
    with pytest.raises(StateUnavailable, match="no block 256"):
        prove(empty, block=None)


def test_prove_heads_node_without_proofs_is_named() -> None:
    with pytest.raises(NodeUnavailable, match="gives no proofs") as caught:
        prove(refuse(-32601, "the method eth_getProof does not exist/is not available"))
    assert not isinstance(caught.value, StateUnavailable)


@pytest.mark.parametrize(
    "message",
    ["distance to target block exceeds maximum proof window", "missing trie node 12ab", "No state available for block"],
)
def test_prove_heads_state_no_longer_kept_says_what_to_do(message: str) -> None:
    with pytest.raises(StateUnavailable) as caught:
        prove(refuse(-32000, message))
    assert "newer block" in caught.value.hint


@pytest.mark.parametrize("answer", [None, {}, {"accountProof": [7], "storageProof": []}, {"accountProof": ["0xzz"]}])
def test_prove_heads_malformed_proof_is_named(answer: Any) -> None:
    with pytest.raises(NodeUnavailable, match="no well-formed proof"):
        prove(lambda _: answer)


def test_prove_heads_proof_that_proves_nothing_is_refused() -> None:
    with pytest.raises(NodeUnavailable, match="proves nothing"):
        prove(empty)
