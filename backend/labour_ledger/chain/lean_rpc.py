"""JSON-RPC with nothing around it: bytes out, bytes in, over kept connections to one or several endpoints.

For the worker processes of a backfill, which start in an instant and read megabytes. It keeps to a rate, waits as long
as a provider asks (Retry-After), goes through the proxy that the environment names, and turns to the next endpoint when
one fails. It interprets no answer.
"""

from __future__ import annotations

import base64
import http.client
import os
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

ATTEMPTS: Final = 4
LONGEST_WAIT_S: Final = 30.0
_BUSY: Final = (429, 503)
_OK: Final = 200
_FIRST_WAIT_S: Final = 0.2


class NoAnswer(Exception):
    """No endpoint gave an answer."""


class TokenBucket:
    """Lets so many requests a second through, and a second's worth at once."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._per_second = per_second
        self._clock = clock
        self._sleep = sleep
        self._tokens = max(1.0, per_second)
        self._at = clock()

    def take(self, requests: int = 1) -> None:
        """Wait until so many more requests may be sent."""
        now = self._clock()
        self._tokens = min(max(1.0, self._per_second), self._tokens + (now - self._at) * self._per_second)
        self._at = now
        self._tokens -= requests
        if self._tokens < 0:
            self._sleep(-self._tokens / self._per_second)


class _Route(NamedTuple):
    """The way to an endpoint, settled once: a look into the environment costs more than a request to a near node."""

    endpoint: SplitResult
    proxy: SplitResult | None
    target: str
    headers: dict[str, str]


RequestObserver = Callable[[str, float, bool], None]
"""Is told of each exchange: the method, how long it took in seconds, and whether it failed."""


class LeanRpc:
    """Posts request bodies to the first endpoint that answers.

    Attributes:
        turns: How often it went on to another endpoint; what was asked before and after a turn may be of two nodes.
    """

    def __init__(
        self,
        endpoints: Sequence[str],
        *,
        timeout_s: float,
        requests_per_s: float | None = None,
        observer: RequestObserver | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare connections; nothing is sent yet.

        Args:
            endpoints: Addresses of nodes of one chain, `http://` or `https://`.
            timeout_s: Longest wait for one answer.
            requests_per_s: Rate to keep to; None for no limit.
            observer: Is told of every exchange.
            sleep: Waits for so many seconds.
        """
        self._routes = [_route_to(urlsplit(endpoint)) for endpoint in endpoints]
        self._timeout_s = timeout_s
        self._bucket = None if requests_per_s is None else TokenBucket(requests_per_s, sleep=sleep)
        self._observer = observer
        self._sleep = sleep
        self.turns = 0
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection; a later request opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def post(self, method: str, body: bytes, *, requests: int = 1) -> bytes:
        """Return the answer to a request, or to several in one body.

        Args:
            method: What is asked, for the observer.
            body: The JSON text.
            requests: How many requests it holds, for the rate.

        Raises:
            NoAnswer: Every attempt failed.
        """
        wait_s = _FIRST_WAIT_S
        for attempt in range(ATTEMPTS):
            if self._bucket is not None:
                self._bucket.take(requests)
            try:
                status, retry_after, answer = self._observed(method, body)
            except (OSError, http.client.HTTPException):
                self._turn()
                # A kept connection that the node closed meanwhile says little, so the first retry is at once.
                if attempt:
                    self._sleep(wait_s)
            else:
                if status == _OK:
                    return answer
                if status not in _BUSY:
                    break
                self._turn()
                self._sleep(min(LONGEST_WAIT_S, _seconds(retry_after, wait_s)))
            wait_s *= 2
        raise NoAnswer("no endpoint answered")

    def _observed(self, method: str, body: bytes) -> tuple[int, str | None, bytes]:
        began, status = time.monotonic(), 0
        try:
            status, retry_after, answer = self._exchange(body)
        finally:
            if self._observer is not None:
                self._observer(method, time.monotonic() - began, status != _OK)
        return status, retry_after, answer

    def _exchange(self, body: bytes) -> tuple[int, str | None, bytes]:
        route = self._routes[self.turns % len(self._routes)]
        if self._connection is None:
            self._connection = self._connect(route)
        self._connection.request("POST", route.target, body, route.headers)
        response = self._connection.getresponse()
        return response.status, response.headers.get("Retry-After"), response.read()

    def _connect(self, route: _Route) -> http.client.HTTPConnection:
        endpoint, proxy = route.endpoint, route.proxy
        kind = http.client.HTTPSConnection if endpoint.scheme == "https" else http.client.HTTPConnection
        if proxy is None:
            return kind(endpoint.hostname or "", endpoint.port, timeout=self._timeout_s)
        connection = kind(proxy.hostname or "", proxy.port, timeout=self._timeout_s)
        if endpoint.scheme == "https":
            connection.set_tunnel(endpoint.hostname or "", endpoint.port, _authorization("Proxy-Authorization", proxy))
        return connection

    def _turn(self) -> None:
        self.close()
        self.turns += len(self._routes) > 1


def _route_to(endpoint: SplitResult) -> _Route:
    proxy = _proxy_of(endpoint)
    target = (endpoint.path or "/") + (f"?{endpoint.query}" if endpoint.query else "")
    headers = {"Content-Type": "application/json", **_authorization("Authorization", endpoint)}
    if proxy is not None and endpoint.scheme == "http":
        # a proxy is told the whole address (RFC 9112, 3.2.2), but never the password in it
        host = endpoint.netloc.rpartition("@")[2]
        return _Route(
            endpoint, proxy, f"http://{host}{target}", {**headers, **_authorization("Proxy-Authorization", proxy)}
        )
    return _Route(endpoint, proxy, target, headers)


def _proxy_of(endpoint: SplitResult) -> SplitResult | None:
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass  # slow to import, and hardly ever needed

    found = getproxies()
    address = found.get(endpoint.scheme) or found.get("all")
    if not address or proxy_bypass(endpoint.netloc.rpartition("@")[2]):
        return None
    return urlsplit(address if "//" in address else f"http://{address}")


def _authorization(header: str, address: SplitResult) -> dict[str, str]:
    if address.username is None:
        return {}
    secret = f"{unquote(address.username)}:{unquote(address.password or '')}"
    return {header: f"Basic {base64.b64encode(secret.encode()).decode()}"}


def _seconds(retry_after: str | None, otherwise: float) -> float:
    # A date is allowed as well (RFC 9110, 10.2.3); no provider of nodes is known to send one.
    return float(retry_after) if retry_after is not None and retry_after.isdigit() else otherwise
