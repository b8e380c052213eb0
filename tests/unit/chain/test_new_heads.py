"""News of blocks over a real WebSocket, from a node that says what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from labour_ledger.chain import new_heads
from labour_ledger.chain.new_heads import NewHeads
from labour_ledger.errors import ConfigurationError

PATIENCE_S = 20.0


class Teller:
    """A node that takes subscriptions, or refuses them."""

    def __init__(self) -> None:
        self.connections: list[ServerConnection] = []
        self.asked: list[Any] = []
        self.refuse = 0
        self.server: Server = serve(self._serve, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self.server.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}"

    def tell(self, message: object) -> None:
        self.connections[-1].send(json.dumps(message))

    def head(self, number: int, name: str = "") -> None:
        block = {"number": hex(number), "hash": f"0x{number}{name}"}
        self.tell({"method": "eth_subscription", "params": {"subscription": "0x1", "result": block}})

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self.server.shutdown()
        self._thread.join()

    def _serve(self, connection: ServerConnection) -> None:
        self.asked.append(json.loads(connection.recv()))
        if self.refuse:
            self.refuse -= 1
            connection.send(json.dumps({"id": 1, "error": {"code": -32601, "message": "no subscriptions"}}))
            return
        self.connections.append(connection)
        connection.send(json.dumps({"id": 1, "result": "0x1"}))
        try:
            connection.recv()
        except ConnectionClosed:
            return


@pytest.fixture
def teller() -> Iterator[Teller]:
    running = Teller()
    yield running
    running.close()


@pytest.fixture
def heard() -> list[int]:
    return []


@pytest.fixture
def stands() -> list[bool]:
    return []


@pytest.fixture
def heads(teller: Teller, heard: list[int], stands: list[bool], monkeypatch: pytest.MonkeyPatch) -> Iterator[NewHeads]:
    monkeypatch.setattr(new_heads, "_FIRST_WAIT_S", 0.01)
    with NewHeads(teller.url, timeout_s=5, on_head=heard.append, on_connection=stands.append) as listening:
        yield listening


def until(condition: Any) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < give_up_at, "it never came"
        time.sleep(0.005)


def woken(heads: NewHeads) -> bool:
    """Wait for the news long enough; return whether they came before the time was over."""
    since = time.monotonic()
    assert heads.wait(PATIENCE_S, threading.Event()) is False
    return time.monotonic() - since < PATIENCE_S


def test_wait_ends_with_the_news_of_a_block(heads: NewHeads, teller: Teller, heard: list[int]) -> None:
    assert woken(heads), "a new subscription is a reason to look"
    teller.head(7)
    assert woken(heads)
    assert heard == [7]
    assert teller.asked[0]["params"] == ["newHeads"]


def test_heads_twice_missing_or_out_of_order_are_each_told_once(
    heads: NewHeads, teller: Teller, heard: list[int]
) -> None:
    assert woken(heads)
    for number, name in ((7, ""), (7, ""), (9, ""), (8, ""), (9, ""), (8, "other")):
        teller.head(number, name)
    until(lambda: len(heard) == 4)
    assert heard == [7, 9, 8, 8]


def test_message_that_is_about_no_block_is_passed_over(heads: NewHeads, teller: Teller, heard: list[int]) -> None:
    assert woken(heads)
    for message in ({}, [], {"params": {"result": None}}, {"params": {"result": {"number": "x", "hash": "0x"}}}):
        teller.tell(message)
    teller.head(7)
    until(lambda: heard)
    assert heard == [7]


def test_subscription_that_broke_or_was_refused_is_made_again(
    heads: NewHeads, teller: Teller, heard: list[int], stands: list[bool]
) -> None:
    assert woken(heads)
    teller.refuse = 2
    teller.connections[0].close()
    until(lambda: len(teller.connections) == 2)
    assert woken(heads), "blocks may have come meanwhile"
    teller.head(3)
    until(lambda: heard == [3])
    assert stands == [True, False, False, False, True]


def test_wait_without_news_ends_with_its_time(heads: NewHeads) -> None:
    assert woken(heads)
    assert heads.wait(0.01, threading.Event()) is False


def test_wait_says_when_to_stop(heads: NewHeads) -> None:
    stopped = threading.Event()
    stopped.set()
    assert heads.wait(PATIENCE_S, stopped) is True


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "ws://", "127.0.0.1:8546", ""])
def test_address_of_no_websocket_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError, match="ws://"):
        NewHeads(url, timeout_s=1)
