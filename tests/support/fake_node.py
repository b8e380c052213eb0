"""A node that says what a test tells it to, over real HTTP: for answers that no healthy node gives."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

Answer = Callable[[list[Any]], Any]
"""From parameters to a result; a `NodeError` becomes a JSON-RPC error."""


class NodeError(Exception):
    """A JSON-RPC error to give."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "data": data}


@dataclass
class HttpAnswer:
    """A status other than 200 to give, so many times."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 1_000_000


class FakeNode:
    """The running fake: its address, what it was asked, whether it takes batches, and how HTTP itself fails."""

    def __init__(self, url: str, answers: Mapping[str, Answer]) -> None:
        self.url = url
        self.answers = dict(answers)
        self.asked: list[tuple[str, list[Any]]] = []
        self.batches = True
        self.http: HttpAnswer | None = None
        self.asked_http: list[bytes] = []
        self.asked_of: list[tuple[str, str | None]] = []
        """Target and Authorization of each request."""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        method, parameters = request["method"], request["params"]
        self.asked.append((method, parameters))
        try:
            outcome = {"result": self.answers[method](parameters)}
        except NodeError as error:
            outcome = {"error": error.error}
        return {"jsonrpc": "2.0", "id": request["id"], **outcome}

    def answer_all(self, requests: list[dict[str, Any]]) -> Any:
        if not self.batches:
            return {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batches are not supported"}}
        return [self.answer(request) for request in requests]


@contextmanager
def fake_node(answers: Mapping[str, Answer]) -> Iterator[FakeNode]:
    """Serve answers by method on a free port of the loopback interface."""
    node = FakeNode("", answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            node.asked_http.append(sent)
            node.asked_of.append((self.path, self.headers["Authorization"]))
            if node.http is not None and node.http.times > 0:
                self.fail(node.http)
                return
            request = json.loads(sent)
            body = json.dumps(node.answer_all(request) if isinstance(request, list) else node.answer(request)).encode()
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked may not have waited
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def fail(self, answer: HttpAnswer) -> None:
            answer.times -= 1
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        node.url = f"http://127.0.0.1:{server.server_port}"
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield node
        finally:
            server.shutdown()
            serving.join()


def receipt(**changes: Any) -> dict[str, Any]:
    """Return the receipt of a transaction that succeeded in block 5; changed where a test says so."""
    plain = {"blockNumber": "0x5", "blockHash": "0x" + "05" * 32, "status": "0x1", "gasUsed": "0xc350", "logs": []}
    return {**plain, **changes}


def sending_answers(**changes: Answer) -> dict[str, Answer]:
    """Return answers of a node that takes every transaction; changed where a test says so."""
    return {
        "eth_chainId": lambda _: "0x7a69",
        "eth_getTransactionCount": lambda _: "0x9",
        "eth_maxPriorityFeePerGas": lambda _: "0x3",
        "eth_getBlockByNumber": lambda _: {"baseFeePerGas": "0x64", "gasLimit": hex(60_000_000)},
        "eth_estimateGas": lambda _: "0xc350",
        "eth_sendRawTransaction": lambda parameters: to_hex(keccak256(bytes.fromhex(parameters[0][2:]))),
        "eth_getTransactionReceipt": lambda _: receipt(),
        **changes,
    }
