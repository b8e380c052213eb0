from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from labour_ledger.chain.lean_rpc import ATTEMPTS, LONGEST_WAIT_S, LeanRpc, NoAnswer, TokenBucket


class Scripted(ThreadingHTTPServer):
    """Gives the answers of a script, then 200 for ever; notes what it was asked."""

    daemon_threads = True

    def __init__(self, script: list[tuple[int, dict[str, str]]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.asked: list[tuple[str, bytes, str | None]] = []
        self.asked_as_proxy: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, body, self.headers["Authorization"]))
        self.server.asked_as_proxy.append(self.headers["Proxy-Authorization"])
        status, headers = self.server.script.pop(0) if self.server.script else (200, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        self.server.asked.append((self.path, b"", None))
        self.server.asked_as_proxy.append(self.headers["Proxy-Authorization"])
        self.send_error(403)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def servers() -> Iterator[list[Scripted]]:
    running: list[Scripted] = []
    yield running
    for server in running:
        server.shutdown()
        server.server_close()


def serve(servers: list[Scripted], *script: tuple[int, dict[str, str]]) -> Scripted:
    server = Scripted(list(script))
    servers.append(server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_post_sends_path_query_and_credentials_of_the_endpoint(servers: list[Scripted]) -> None:
    server = serve(servers)
    url = server.url.replace("http://", "http://me:p%40ss@") + "/v3/key?x=1"
    with closing(LeanRpc([url], timeout_s=5)) as rpc:
        assert rpc.post("eth_test", b"one") == b"one"
        assert rpc.post("eth_test", b"two") == b"two"
    assert server.asked[0] == ("/v3/key?x=1", b"one", "Basic bWU6cEBzcw==")


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_post_goes_through_the_proxy_of_the_environment(
    servers: list[Scripted], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    proxy = serve(servers)
    monkeypatch.setenv(variable, proxy.url.replace("http://", "http://us:them@"))
    with closing(LeanRpc(["http://me:pass@node.invalid:8545/key?x=1"], timeout_s=5)) as rpc:
        monkeypatch.delenv(variable)
        assert rpc.post("eth_test", b"x") == b"x"
    assert proxy.asked == [("http://node.invalid:8545/key?x=1", b"x", "Basic bWU6cGFzcw==")]
    assert proxy.asked_as_proxy == ["Basic dXM6dGhlbQ=="]


def test_post_to_a_host_without_proxy_goes_straight_there(
    servers: list[Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(servers)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with closing(LeanRpc([server.url], timeout_s=5)) as rpc:
        assert rpc.post("eth_test", b"x") == b"x"
    assert server.asked == [("/", b"x", None)]


def test_post_over_tls_asks_the_proxy_for_a_tunnel(servers: list[Scripted], monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(servers)
    monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "us:them@"))
    with (
        closing(LeanRpc(["https://me:pass@node.invalid/key"], timeout_s=5, sleep=lambda _: None)) as rpc,
        pytest.raises(NoAnswer),
    ):
        rpc.post("eth_test", b"x")
    assert proxy.asked == [("node.invalid:443", b"", None)] * ATTEMPTS
    assert proxy.asked_as_proxy == ["Basic dXM6dGhlbQ=="] * ATTEMPTS


def test_post_to_a_busy_endpoint_waits_as_long_as_it_asks(servers: list[Scripted]) -> None:
    server = serve(servers, (429, {"Retry-After": "7"}), (503, {"Retry-After": "999"}))
    waited: list[float] = []
    with closing(LeanRpc([server.url], timeout_s=5, sleep=waited.append)) as rpc:
        assert rpc.post("eth_test", b"x") == b"x"
    assert waited == [7, LONGEST_WAIT_S]


def test_post_turns_to_the_next_endpoint_when_one_is_down(servers: list[Scripted]) -> None:
    server = serve(servers)
    with closing(LeanRpc(["http://127.0.0.1:1", server.url], timeout_s=5, sleep=lambda _: None)) as rpc:
        assert rpc.post("eth_test", b"x") == b"x"


def test_post_to_nobody_gives_up(servers: list[Scripted]) -> None:
    server = serve(servers, *[(503, {})] * ATTEMPTS)
    with closing(LeanRpc([server.url], timeout_s=5, sleep=lambda _: None)) as rpc, pytest.raises(NoAnswer):
        rpc.post("eth_test", b"x")
    assert len(server.asked) == ATTEMPTS


def test_post_that_is_refused_is_not_repeated(servers: list[Scripted]) -> None:
    server = serve(servers, (401, {}))
    with closing(LeanRpc([server.url], timeout_s=5)) as rpc, pytest.raises(NoAnswer):
        rpc.post("eth_test", b"x")
    assert len(server.asked) == 1


def test_token_bucket_lets_a_seconds_worth_through_and_then_keeps_the_rate() -> None:
    now = 0.0
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        waited.append(round(seconds, 6))
        now += seconds

    bucket = TokenBucket(4, clock=lambda: now, sleep=sleep)
    for _ in range(8):
        bucket.take()
    assert waited == [0.25] * 4


def test_token_bucket_counts_every_request_of_a_batch() -> None:
    waited: list[float] = []
    bucket = TokenBucket(4, clock=lambda: 0.0, sleep=waited.append)
    bucket.take(4)
    bucket.take(2)
    assert waited == [0.5]


def test_post_tells_of_every_exchange_and_of_every_turn(servers: list[Scripted]) -> None:
    server = serve(servers, (503, {}))
    told: list[tuple[str, bool]] = []
    endpoints = [server.url, server.url + "/other"]
    with closing(
        LeanRpc(
            endpoints,
            timeout_s=5,
            observer=lambda method, _, failed: told.append((method, failed)),
            sleep=lambda _: None,
        )
    ) as rpc:
        rpc.post("eth_getLogs", b"x")
        assert rpc.turns == 1
    assert told == [("eth_getLogs", True), ("eth_getLogs", False)]
    assert [path for path, _, _ in server.asked] == ["/", "/other"]
