"""A node that says what a test tells it to, over real HTTP: for answers that no healthy node gives."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[list[Any]], Any]
"""From parameters to a result; a `NodeError` becomes a JSON-RPC error."""


class NodeError(Exception):
    """A JSON-RPC error to give."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "data": data}


class FakeNode:
    """The running fake: its address, what it was asked, and whether it takes batches."""

    def __init__(self, url: str, answers: Mapping[str, Answer]) -> None:
        self.url = url
        self.answers = dict(answers)
        self.asked: list[tuple[str, list[Any]]] = []
        self.batches = True

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
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            body = json.dumps(node.answer_all(request) if isinstance(request, list) else node.answer(request)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

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
