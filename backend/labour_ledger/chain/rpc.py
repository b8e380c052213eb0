"""JSON-RPC to a node, or to several of one chain: requests and batches, with every failure named.

Which methods mean what is known in `client`; what goes over the wire is `endpoint`, and which of several addresses is
asked `endpoints`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from .endpoint import Endpoint, Json, Request, RpcRefusal
from .endpoints import Endpoints, Inspection
from .errors import NodeUnavailable, StateUnavailable, TooManyLogs

__all__ = ["BATCH_REQUESTS", "Json", "JsonRpc", "Request", "RpcObserver", "RpcRefusal"]

BATCH_REQUESTS: Final = 500
"""Requests in one HTTP call; nodes commonly refuse more than a thousand."""

_ACTING: Final = ("eth_sendRawTransaction",)
"""What a node acts on; who asks decides whether to ask again."""
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


RpcObserver = Callable[[str, float, bool], None]
"""Told of a method (the first of a batch), the seconds its answer took, and whether there was none or a refusal."""


class JsonRpc:
    """A connection to a node, or to several of one chain; threads may share it."""

    def __init__(
        self,
        url: str | Sequence[str],
        *,
        timeout_s: float,
        requests_per_s: float | None = None,
        inspection: Inspection | None = None,
    ) -> None:
        """Prepare a connection; nothing is sent yet.

        Args:
            url: Of the node, `http://` or `https://`; of several nodes, the preferred one first.
            timeout_s: Longest wait for an answer.
            requests_per_s: Rate that is kept to; None for no limit.
            inspection: See `Endpoints`.

        Raises:
            ConfigurationError: The URL is not one of a node.
        """
        self.observer: RpcObserver | None = None
        urls = [url] if isinstance(url, str) else list(dict.fromkeys(url))
        endpoints = [Endpoint(one, timeout_s=timeout_s) for one in urls]
        self._endpoints = Endpoints(endpoints, inspection=inspection, requests_per_s=requests_per_s)

    @property
    def shown_url(self) -> str:
        """Host and port of the node that is asked, for people."""
        return self._endpoints.preferred.shown_url

    @property
    def urls(self) -> tuple[str, ...]:
        """All addresses, those that work first; they may hold secrets."""
        return self._endpoints.urls

    @property
    def working(self) -> dict[str, bool]:
        """Whether each node, by host and port, is asked now or left alone because it failed."""
        return self._endpoints.working

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        self._endpoints.close()

    def ask(self, method: str, *parameters: Json) -> Json | RpcRefusal:
        """Return the result of one request, or the node's refusal.

        Raises:
            NodeUnavailable: No answer, or not one of a node.
        """
        with self._observed(method) as note:
            return note(
                self._endpoints.exchange(
                    lambda endpoint: endpoint.ask(method, list(parameters)), once=method in _ACTING
                )
            )

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
            part = asked[start : start + BATCH_REQUESTS]
            with self._observed(part[0][0]) as note:
                answers.extend(note(outcome) for outcome in self._together(part))
        return answers

    def _together(self, part: Sequence[Request]) -> list[Json | RpcRefusal]:
        once = any(method in _ACTING for method, _ in part)
        return self._endpoints.exchange(lambda endpoint: endpoint.ask_together(part), requests=len(part), once=once)

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
