"""JSON-RPC to one node: requests and batches, with every failure named.

Implements transport only: which methods mean what is known in `client`. It uses web3's provider and none of its
middleware, which would decode every answer a second time. Addresses of nodes often hold secrets, so only host and port
are ever shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider
from web3.exceptions import Web3Exception
from web3.providers.rpc.utils import ExceptionRetryConfiguration
from web3.types import RPCEndpoint

from labour_ledger.errors import ConfigurationError

from .errors import NodeUnavailable, StateUnavailable, TooManyLogs

BATCH_REQUESTS: Final = 500
"""Requests in one HTTP call; nodes commonly refuse more than a thousand."""

_RETRIES: Final = 2
_CONNECTIONS: Final = 16
_LIMIT_WORDS: Final = ("limit", "too many", "too large", "block range", "more than")
_STATE_WORDS: Final = (
    "missing trie node",
    "proof window",
    "no state available",
    "historical state",
    "pruned",
    "out of range",
    "outofrange",
    "state not found",
    "not found",
)


@dataclass(frozen=True, slots=True)
class RpcRefusal:
    """An error that the node gave instead of a result (JSON-RPC 2.0, section 5.1)."""

    code: int
    message: str
    data: object

    @property
    def revert_data(self) -> bytes | None:
        """What the contract reverted with; None when the error is not a revert."""
        text = self.data.removeprefix("Reverted ") if isinstance(self.data, str) else ""
        if text.startswith("0x"):
            try:
                return bytes.fromhex(text[2:])
            except ValueError:
                return None
        return b"" if "revert" in self.message.lower() else None


Json = Any
"""What JSON parses to; who asks knows its shape."""

Request = tuple[str, list[Json]]

RpcObserver = Callable[[str, float, bool], None]
"""Told of a method (the first of a batch), the seconds its answer took, and whether there was none or a refusal."""


class JsonRpc:
    """A connection to a node; threads may share it."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        """Prepare a connection; nothing is sent yet.

        Args:
            url: Of the node, `http://` or `https://`.
            timeout_s: Longest wait for an answer.

        Raises:
            ConfigurationError: The URL is not one of a node.
        """
        self.shown_url = _shown(url)
        self.observer: RpcObserver | None = None
        self._timeout_s = timeout_s
        self._session = requests.Session()
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=_CONNECTIONS)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        # a kept connection may have been closed by the node meanwhile, so a first failure says little
        retry = ExceptionRetryConfiguration(errors=(requests.ConnectionError,), retries=_RETRIES, backoff_factor=0.05)
        self._provider = HTTPProvider(
            url,
            request_kwargs={"timeout": timeout_s},
            session=self._session,
            exception_retry_configuration=retry,
        )

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        self._session.close()

    def ask(self, method: str, *parameters: Json) -> Json | RpcRefusal:
        """Return the result of one request, or the node's refusal.

        Raises:
            NodeUnavailable: No answer, or not one of a node.
        """
        with self._observed(method) as note:
            try:
                response = self._provider.make_request(RPCEndpoint(method), list(parameters))
            except (OSError, ValueError, Web3Exception) as error:
                raise self._unavailable(error) from error
            return note(self._outcome(response))

    def request(self, method: str, *parameters: Json) -> Json:
        """Return the result of one request.

        Raises:
            NodeUnavailable: No answer, not one of a node, or a refusal.
        """
        return self.required(self.ask(method, *parameters), method)

    def ask_many(self, asked: Sequence[Request]) -> list[Json | RpcRefusal]:
        """Return results or refusals of many requests, in their order.

        Raises:
            NodeUnavailable: No answer, or not one of a node.
        """
        answers: list[Json | RpcRefusal] = []
        for start in range(0, len(asked), BATCH_REQUESTS):
            part = [(RPCEndpoint(method), parameters) for method, parameters in asked[start : start + BATCH_REQUESTS]]
            with self._observed(part[0][0]) as note:
                answers.extend(note(self._outcome(response)) for response in self._responses(part))
        return answers

    def _responses(self, part: list[tuple[RPCEndpoint, list[Json]]]) -> list[Json]:
        try:
            responses = self._provider.make_batch_request(part)
        except (OSError, ValueError, KeyError, TypeError, Web3Exception) as error:
            raise self._unavailable(error) from error
        if not isinstance(responses, list) or len(responses) != len(part):
            raise NodeUnavailable(
                f"the node at {self.shown_url} did not answer a batch of {len(part)} requests",
                hint="Use a node that takes JSON-RPC batches.",
            )
        return responses

    @contextmanager
    def _observed(self, method: str) -> Iterator[Callable[[Json | RpcRefusal], Json | RpcRefusal]]:
        """Time an exchange; the function given is shown every outcome and hands it on."""
        refused = False

        def note(outcome: Json | RpcRefusal) -> Json | RpcRefusal:
            nonlocal refused
            # what the contract refuses is an answer too
            refused |= isinstance(outcome, RpcRefusal) and outcome.revert_data is None
            return outcome

        started, answered = time.monotonic(), False
        try:
            yield note
            answered = True
        finally:
            if self.observer is not None:
                self.observer(method, time.monotonic() - started, refused or not answered)

    def request_many(self, asked: Sequence[Request]) -> list[Json]:
        """Return the results of many requests, in their order.

        Raises:
            NodeUnavailable: No answer, not one of a node, or a refusal of any.
        """
        answers = self.ask_many(asked)
        return [self.required(answer, method) for answer, (method, _) in zip(answers, asked, strict=True)]

    def required(self, answer: Json | RpcRefusal, method: str) -> Json:
        """Return an answer that must be a result.

        Raises:
            NodeUnavailable: It is a refusal.
        """
        if not isinstance(answer, RpcRefusal):
            return answer
        message = f"the node at {self.shown_url} refused {method}: {answer.message} ({answer.code})"
        words = answer.message.lower()
        if method == "eth_getLogs" and (answer.code == -32005 or any(part in words for part in _LIMIT_WORDS)):
            raise TooManyLogs(message, hint="Ask for fewer blocks at once.")
        if any(part in words for part in _STATE_WORDS):
            raise StateUnavailable(message, hint="Use a node that keeps the state of old blocks (an archive node).")
        raise NodeUnavailable(message, hint="Check that the node supports this method and is in sync.")

    def _outcome(self, response: Json) -> Json | RpcRefusal:
        if isinstance(response, dict) and isinstance(response.get("error"), dict):
            error = response["error"]
            return RpcRefusal(int(error.get("code", 0)), str(error.get("message", "")), error.get("data"))
        if not isinstance(response, dict) or "result" not in response:
            raise NodeUnavailable(
                f"what answers at {self.shown_url} does not speak JSON-RPC",
                hint="Check the RPC address and port.",
            )
        return response["result"]

    def _unavailable(self, error: Exception) -> NodeUnavailable:
        if isinstance(error, requests.Timeout):
            return NodeUnavailable(
                f"the node at {self.shown_url} did not answer within {self._timeout_s:g} s",
                hint="Try again, or raise the time allowed.",
            )
        if isinstance(error, requests.HTTPError) and error.response is not None:
            return NodeUnavailable(
                f"the node at {self.shown_url} answered with HTTP status {error.response.status_code}",
                hint="Check the RPC address and its access key.",
            )
        if isinstance(error, OSError) and not isinstance(error, requests.exceptions.InvalidJSONError):
            return NodeUnavailable(
                f"the node at {self.shown_url} cannot be reached",
                hint="Check the RPC address, and that the chain runs (`labour-ledger chain up` starts a local one).",
            )
        return NodeUnavailable(
            f"what answers at {self.shown_url} does not speak JSON-RPC", hint="Check the RPC address and port."
        )


def _shown(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            "the RPC address must begin with http:// or https:// and name a host",
            hint="A local node is usually http://127.0.0.1:8545.",
        )
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
