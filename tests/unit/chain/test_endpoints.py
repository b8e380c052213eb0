"""Choice between nodes, over real HTTP; time passes only where a test lets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from typing import Any

import pytest
from tests.support.fake_node import Answer, FakeNode, HttpAnswer, fake_node

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.endpoint import Endpoint
from labour_ledger.chain.endpoints import (
    ATTEMPTS,
    COMPARED_EVERY_S,
    LAG_BLOCKS,
    LONGEST_REST_S,
    LONGEST_WAIT_S,
    Endpoints,
    Inspection,
)
from labour_ledger.chain.errors import NodeBusy, NodeUnavailable, NotDeployed, WrongChain

CONTRACT = b"\xc0" * 20


class Time:
    """A clock that goes on only when somebody waits, or a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waited: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def nodes() -> Iterator[list[FakeNode]]:
    """Two nodes of one chain at one block, each with a name of its own."""
    with ExitStack() as stack:
        found = []
        for name in ("first", "second"):
            answers: dict[str, Answer] = {
                "name": partial(_named, name),
                "eth_chainId": lambda _: "0x7a69",
                "eth_getCode": lambda *_: "0x6001",
                "eth_blockNumber": lambda _: hex(100),
            }
            found.append(stack.enter_context(fake_node(answers)))
        yield found


def _named(name: str, _: object) -> str:
    return name


def choice(nodes: list[FakeNode], time: Time, **options: Any) -> Endpoints:
    endpoints = [Endpoint(node.url, timeout_s=5) for node in nodes]
    return Endpoints(endpoints, clock=lambda: time.now, sleep=time.sleep, dice=lambda: 1.0, **options)


def heights(*heads: int) -> tuple[dict[str, int], Inspection]:
    """Return newest blocks by address, to be changed, and the inspection that gives them."""
    known: dict[str, int] = {}
    waiting = list(heads)

    def inspection(endpoint: Endpoint) -> int:
        return known.setdefault(endpoint.url, waiting.pop(0) if waiting else 0)

    return known, inspection


def ask(choice: Endpoints, **options: Any) -> str:
    return str(choice.exchange(lambda endpoint: endpoint.ask("name", []), **options))


def test_exchange_turns_to_the_next_endpoint_and_returns_when_its_rest_is_over(
    nodes: list[FakeNode], time: Time
) -> None:
    with closing(choice(nodes, time)) as endpoints:
        assert ask(endpoints) == "first"
        nodes[0].http = HttpAnswer(500)
        assert ask(endpoints) == "second"
        nodes[0].http = None
        assert ask(endpoints) == "second", "it rests"
        assert endpoints.urls == (nodes[1].url, nodes[0].url)
        assert endpoints.working == {nodes[0].url: False, nodes[1].url: True}
        time.now += 1.0
        assert ask(endpoints) == "first"
        assert time.waited == []


def test_exchange_lets_an_endpoint_that_fails_again_rest_longer(nodes: list[FakeNode], time: Time) -> None:
    nodes[0].http = HttpAnswer(500)
    with closing(choice(nodes, time)) as endpoints:
        for failures in range(10):
            rest_s = min(LONGEST_REST_S, 2.0**failures)
            ask(endpoints)
            asked = len(nodes[0].asked_http)
            time.now += rest_s - 0.25
            ask(endpoints)
            assert len(nodes[0].asked_http) == asked
            time.now += 0.25


def test_exchange_asks_those_that_rest_before_it_gives_up(nodes: list[FakeNode], time: Time) -> None:
    with closing(choice(nodes, time)) as endpoints:
        nodes[0].http = HttpAnswer(500)
        ask(endpoints)
        nodes[0].http, nodes[1].http = None, HttpAnswer(502)
        assert ask(endpoints) == "first"
        nodes[0].http = HttpAnswer(500)
        with pytest.raises(NodeUnavailable, match="50"):
            ask(endpoints)


@pytest.mark.parametrize("count", [1, 2])
def test_exchange_asks_each_endpoint_once_before_it_gives_up(nodes: list[FakeNode], time: Time, count: int) -> None:
    with closing(choice(nodes[:count], time)) as endpoints:
        for node in nodes:
            node.http = HttpAnswer(500)
        for asked in (1, 2, 3):
            with pytest.raises(NodeUnavailable):
                ask(endpoints)
            assert [len(node.asked_http) for node in nodes[:count]] == [asked] * count
    assert time.waited == []


def test_exchange_waits_as_long_as_the_only_endpoint_asks(nodes: list[FakeNode], time: Time) -> None:
    nodes[0].http = HttpAnswer(429, {"Retry-After": "7"}, times=1)
    with closing(choice(nodes[:1], time)) as endpoints:
        assert ask(endpoints) == "first"
        nodes[0].http = HttpAnswer(503, {"Retry-After": "9999"}, times=1)
        assert ask(endpoints) == "first"
    assert time.waited == [7, LONGEST_WAIT_S]


def test_exchange_asks_another_endpoint_while_one_asks_to_wait(nodes: list[FakeNode], time: Time) -> None:
    nodes[0].http = HttpAnswer(429, {"Retry-After": "7"}, times=1)
    with closing(choice(nodes, time)) as endpoints:
        assert ask(endpoints) == "second"
        assert ask(endpoints) == "second"
        time.now += 7
        assert ask(endpoints) == "first"
    assert time.waited == []


def test_exchange_without_retry_after_waits_longer_each_time_and_ends(nodes: list[FakeNode], time: Time) -> None:
    nodes[0].http = HttpAnswer(429)
    with closing(choice(nodes[:1], time)) as endpoints, pytest.raises(NodeBusy) as busy:
        ask(endpoints)
    assert busy.value.code == "node-busy"
    assert "rpc_requests_per_s" in busy.value.hint
    assert time.waited == pytest.approx([0.2 * 2**attempt for attempt in range(ATTEMPTS - 1)])


def test_exchange_once_never_asks_a_second_endpoint(nodes: list[FakeNode], time: Time) -> None:
    nodes[0].http = HttpAnswer(500)
    with closing(choice(nodes, time)) as endpoints, pytest.raises(NodeUnavailable):
        ask(endpoints, once=True)
    assert nodes[1].asked_http == []


def test_exchange_keeps_to_the_rate(nodes: list[FakeNode], time: Time) -> None:
    with closing(choice(nodes, time, requests_per_s=2.0)) as endpoints:
        for _ in range(4):
            ask(endpoints)
        assert time.waited == [0.5, 0.5]
        ask(endpoints, requests=3)
    assert len(time.waited) == 5


def test_exchange_turns_from_an_endpoint_that_no_longer_follows_the_chain(nodes: list[FakeNode], time: Time) -> None:
    known, inspection = heights(100, 100)
    with closing(choice(nodes, time, inspection=inspection)) as endpoints:
        assert ask(endpoints) == "first"
        time.now += COMPARED_EVERY_S
        assert ask(endpoints) == "first"
        known[nodes[1].url] = 100 + LAG_BLOCKS + 1
        time.now += COMPARED_EVERY_S
        assert ask(endpoints) == "second"
        known[nodes[0].url] = 100 + LAG_BLOCKS + 1
        time.now += COMPARED_EVERY_S
        assert ask(endpoints) == "first"


def test_exchange_takes_an_endpoint_that_lags_where_there_is_no_other(nodes: list[FakeNode], time: Time) -> None:
    _, inspection = heights(100, 50)
    with closing(choice(nodes, time, inspection=inspection)) as endpoints:
        assert ask(endpoints) == "first"
        nodes[0].http = HttpAnswer(500)
        assert ask(endpoints) == "second"
        nodes[0].http = None
        time.now += 1
        assert ask(endpoints) == "first"


@pytest.mark.parametrize(
    ("method", "answer", "error"), [("eth_chainId", "0x1", WrongChain), ("eth_getCode", "0x", NotDeployed)]
)
def test_client_never_believes_a_node_of_another_ledger(
    nodes: list[FakeNode], method: str, answer: str, error: type[Exception]
) -> None:
    nodes[0].answers[method] = lambda _: answer
    urls = [node.url for node in nodes]
    with LedgerClient(urls, CONTRACT, chain_id=31337) as client:
        assert client.rpc.request("name") == "second"
        assert client.endpoints == (urls[1], urls[0])
        nodes[1].http = HttpAnswer(500)
        with pytest.raises((error, NodeUnavailable)):
            client.rpc.request("name")
    assert ("name", []) not in nodes[0].asked


def test_client_sends_a_transaction_to_one_node_only(nodes: list[FakeNode]) -> None:
    with LedgerClient([node.url for node in nodes], CONTRACT, chain_id=31337) as client:
        client.rpc.request("name")
        nodes[0].http = HttpAnswer(500)
        with pytest.raises(NodeUnavailable):
            client.rpc.ask_many([("eth_sendRawTransaction", ["0x00"])])
        assert client.rpc.request("name") == "second"
    assert "eth_sendRawTransaction" not in {method for method, _ in nodes[1].asked}
