from typing import Any

import pytest
from eth_abi.abi import encode
from tests.support.fake_node import NodeError, fake_node

from labour_ledger.chain.abi import load_council_abi
from labour_ledger.chain.council_contract import CouncilContract
from labour_ledger.chain.errors import NodeUnavailable, TooManyLogs

COUNCIL = b"\x02" * 20
BLOCK = {"number": "0x63", "hash": "0x" + "01" * 32, "parentHash": "0x" + "02" * 32, "timestamp": "0x1"}
PROPOSED = next(event for event in load_council_abi().events.values() if event.name == "Proposed")


def log(block: int) -> dict[str, Any]:
    parts = [[("0x" + "01" * 20, b"\x07\x07")]]
    data = encode(["bytes32", "(address,bytes)[][]", "uint48"], [b"\x09" * 32, parts, 5])
    topics = [PROPOSED.identifier, block.to_bytes(32, "big"), bytes(12) + b"\x03" * 20]
    return {
        "topics": ["0x" + topic.hex() for topic in topics],
        "data": "0x" + data.hex(),
        "blockNumber": hex(block),
    }


def logs_within(most: int) -> Any:
    """A node with a proposal in each tenth block, which answers for so many blocks at once."""

    def answer(parameters: list[dict[str, str]]) -> list[dict[str, Any]]:
        (query,) = parameters
        first, last = int(query["fromBlock"], 16), int(query["toBlock"], 16)
        if last - first >= most:
            raise NodeError(-32005, "query returned more than 10000 results")
        return [log(block) for block in range(first, last + 1) if block % 10 == 0]

    return answer


def test_proposals_are_read_in_ranges_that_the_node_bears() -> None:
    answers = {"eth_getBlockByNumber": lambda *_: BLOCK, "eth_getLogs": logs_within(16)}
    with fake_node(answers) as node, CouncilContract(node.url, COUNCIL) as council:
        found = council.proposals(5)
    assert [proposed.block_number for proposed in found] == list(range(10, 100, 10))
    assert (found[0].proposer, found[0].expires_at) == (b"\x03" * 20, 5)
    assert [(call.target, call.data) for call in found[0].calls] == [(b"\x01" * 20, b"\x07\x07")]


def test_proposals_of_a_node_that_bears_no_range_end_in_its_refusal() -> None:
    answers = {"eth_getBlockByNumber": lambda *_: BLOCK, "eth_getLogs": logs_within(0)}
    with fake_node(answers) as node, CouncilContract(node.url, COUNCIL) as council, pytest.raises(TooManyLogs):
        council.proposals(5)


@pytest.mark.parametrize("answer", ["none", [{}], [log(1) | {"topics": ["0x"]}], [log(1) | {"data": "0x12"}]])
def test_proposals_that_are_none_are_the_nodes_fault(answer: Any) -> None:
    answers = {"eth_getBlockByNumber": lambda *_: BLOCK, "eth_getLogs": lambda *_: answer}
    with fake_node(answers) as node, CouncilContract(node.url, COUNCIL) as council, pytest.raises(NodeUnavailable):
        council.proposals(0)
