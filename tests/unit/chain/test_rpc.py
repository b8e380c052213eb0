import threading

import pytest
from tests.support.fake_node import NodeError, fake_node

from labour_ledger.chain.errors import NodeUnavailable, StateUnavailable, TooManyLogs
from labour_ledger.chain.rpc import JsonRpc, RpcRefusal
from labour_ledger.errors import ConfigurationError


@pytest.mark.parametrize("url", ["", "127.0.0.1:8545", "ftp://127.0.0.1", "http://", "ws://127.0.0.1:8545"])
def test_json_rpc_with_unusable_address_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError, match="http"):
        JsonRpc(url, timeout_s=1)


@pytest.mark.parametrize(
    ("method", "code", "message", "error"),
    [
        ("eth_getLogs", -32005, "query returned 20000 results", TooManyLogs),
        ("eth_getLogs", -32000, "exceed maximum block range: 5000", TooManyLogs),
        ("eth_getLogs", -32602, "Log response size Limit exceeded", TooManyLogs),
        ("eth_call", -32000, "missing trie node 12ab", StateUnavailable),
        ("eth_call", -32602, "BlockOutOfRangeError: block height is 0", StateUnavailable),
        ("eth_getProof", -32000, "historical state not available, pruned", StateUnavailable),
        ("eth_call", -32005, "limit exceeded", NodeUnavailable),
        ("eth_foo", -32601, "Method not supported", NodeUnavailable),
    ],
)
def test_request_refused_by_node_is_told_apart(
    method: str, code: int, message: str, error: type[NodeUnavailable]
) -> None:
    def answer(_: list[object]) -> object:
        raise NodeError(code, message)

    with fake_node({method: answer}) as node:
        rpc = JsonRpc(node.url, timeout_s=5)
        with pytest.raises(NodeUnavailable) as refused:
            rpc.request(method)
        with pytest.raises(error):
            rpc.request_many([(method, []), (method, [])])
        rpc.close()
    assert type(refused.value) is error
    assert message in refused.value.message
    assert refused.value.hint


def test_ask_many_keeps_results_and_refusals_in_order() -> None:
    def answer(parameters: list[int]) -> int:
        if parameters[0] % 3 == 0:
            raise NodeError(-32000, f"no {parameters[0]}")
        return parameters[0]

    with fake_node({"method": answer}) as node:
        rpc = JsonRpc(node.url, timeout_s=5)
        answers = rpc.ask_many([("method", [number]) for number in range(1100)])
        assert rpc.ask_many([]) == []
        rpc.close()
    assert [answer for answer in answers if not isinstance(answer, RpcRefusal)] == [
        number for number in range(1100) if number % 3
    ]
    refused = answers[1098]
    assert isinstance(refused, RpcRefusal)
    assert refused.message == "no 1098"


@pytest.mark.parametrize(
    ("message", "data", "expected"),
    [
        ("execution reverted", "0x01ff", b"\x01\xff"),
        ("VM execution error.", "Reverted 0x01ff", b"\x01\xff"),
        ("execution reverted", None, b""),
        ("execution reverted", "0xzz", None),
        ("nonce too low", None, None),
        ("bad", {"more": 1}, None),
    ],
)
def test_revert_data_is_found_as_nodes_write_it(message: str, data: object, expected: bytes | None) -> None:
    assert RpcRefusal(3, message, data).revert_data == expected


def test_request_that_takes_too_long_names_the_time_allowed() -> None:
    release = threading.Event()

    def slow(_: list[object]) -> object:
        release.wait(10)
        return None

    with fake_node({"eth_blockNumber": slow}) as node:
        rpc = JsonRpc(node.url, timeout_s=0.05)
        with pytest.raises(NodeUnavailable, match=r"did not answer within 0\.05 s"):
            rpc.request("eth_blockNumber")
        release.set()
        rpc.close()


def test_request_answered_without_result_is_no_node() -> None:
    with fake_node({}) as node:
        node.answer = lambda request: {"jsonrpc": "2.0", "id": request["id"]}  # type: ignore[method-assign]
        rpc = JsonRpc(node.url, timeout_s=5)
        with pytest.raises(NodeUnavailable, match="does not speak JSON-RPC"):
            rpc.request("eth_chainId")
        rpc.close()


def test_request_many_to_node_without_batches_says_so() -> None:
    with fake_node({}) as node:
        node.answers["eth_chainId"] = lambda _: "0x1"
        node.batches = False
        rpc = JsonRpc(node.url, timeout_s=5)
        with pytest.raises(NodeUnavailable, match="did not answer a batch of 2"):
            rpc.request_many([("eth_chainId", []), ("eth_chainId", [])])
        rpc.close()
