"""News of blocks over a WebSocket (`eth_subscribe` with `newHeads`), so that nobody has to wait for the next look.

What is heard is a reason to look and nothing more: it is neither believed nor counted on. So a head that comes twice
is passed over, one that is missing or late costs nothing, and while the connection is down who waits goes on looking
now and then as without it.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from labour_ledger.errors import ConfigurationError

_REMEMBERED: Final = 256
"""Hashes; two nodes behind one address tell of the same blocks, but not of so many."""
_SLICE_S: Final = 0.1
"""A signal cannot wake who waits for a head, so that it looks about as often as this."""
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 60.0
_CLOSED_WITHIN_S: Final = 5.0
_MOST_BYTES: Final = 1 << 20
_SUBSCRIBE: Final = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]})


class NewHeads:
    """A subscription that is renewed whenever it breaks; a context manager, which ends it."""

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float,
        on_head: Callable[[int], None] | None = None,
        on_connection: Callable[[bool], None] | None = None,
    ) -> None:
        """Prepare; nothing is opened before the `with` block.

        Args:
            url: Of a node, `ws://` or `wss://`.
            timeout_s: Longest wait for the node to take the connection and the subscription.
            on_head: Told the number of each new head, in the listening thread.
            on_connection: Told there whether the subscription stands, when that changes.

        Raises:
            ConfigurationError: The URL is not one of a WebSocket.
        """
        if urlsplit(url).scheme not in ("ws", "wss") or not urlsplit(url).hostname:
            raise ConfigurationError(
                "the address for news of blocks must begin with ws:// or wss:// and name a host",
                hint="A local node is usually ws://127.0.0.1:8545; without the setting blocks are looked for.",
            )
        self._url = url
        self._timeout_s = timeout_s
        self._on_head = on_head
        self._on_connection = on_connection
        self._heard = threading.Event()
        self._ended = threading.Event()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._connection: ClientConnection | None = None
        self._thread = threading.Thread(target=self._listen, name="new-heads", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        connection = self._connection
        if connection is not None:
            with suppress(OSError, WebSocketException):
                connection.close()
        self._thread.join(_CLOSED_WITHIN_S)

    def wait(self, seconds: float, stopped: threading.Event) -> bool:
        """Wait until a new head was heard of, or so many seconds; return whether to stop."""
        until = time.monotonic() + seconds
        while not stopped.is_set():
            left = until - time.monotonic()
            if left <= 0 or self._heard.wait(min(left, _SLICE_S)):
                break
        # before the look that follows: what is heard during that look leads to another one
        self._heard.clear()
        return stopped.is_set()

    def _listen(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._ended.is_set():
            try:
                with connect(
                    self._url, open_timeout=self._timeout_s, close_timeout=1, max_size=_MOST_BYTES
                ) as connection:
                    self._connection = connection
                    self._subscribe(connection)
                    wait_s = _FIRST_WAIT_S
                    self._tell_connection(stands=True)
                    self._heard.set()  # blocks may have come while nobody listened
                    while not self._ended.is_set():
                        self._hear(connection.recv())
            except (OSError, ValueError, WebSocketException):
                self._connection = None
                self._tell_connection(stands=False)
                self._ended.wait(wait_s * (0.5 + random.random() / 2))  # noqa: S311 - spreads reconnections, no secret
                wait_s = min(_LONGEST_WAIT_S, 2 * wait_s)

    def _subscribe(self, connection: ClientConnection) -> None:
        connection.send(_SUBSCRIBE)
        answer = json.loads(connection.recv(timeout=self._timeout_s))
        if not isinstance(answer, dict) or not isinstance(answer.get("result"), str):
            raise ValueError("the node does not tell of new blocks")

    def _hear(self, message: str | bytes) -> None:
        head = _head_of(json.loads(message))
        if head is None:
            return
        number, block_hash = head
        if block_hash in self._known:
            return
        self._known[block_hash] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        if self._on_head is not None:
            self._on_head(number)
        self._heard.set()

    def _tell_connection(self, *, stands: bool) -> None:
        if self._on_connection is not None:
            self._on_connection(stands)


def _head_of(message: Any) -> tuple[int, str] | None:  # noqa: ANN401 - parsed JSON of a stranger
    try:
        result = message["params"]["result"]
        return int(result["number"], 16), str(result["hash"])
    except (KeyError, TypeError, ValueError):
        return None  # not about a block; a node may send what it likes
