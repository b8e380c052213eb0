"""Answers kept while nothing in the store changes, so that what is asked again costs no more than its bytes.

Only statuses of sites: each is a pure function of the store and of the words it was asked with. Whether the store
changed is asked of the store before every answer; any change at all makes everything kept worthless. Errors are not
kept. What is sent is what was sent the first time, to the byte.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .responses import has_tag

MOST_BYTES: Final = 64 * 2**20
"""Of kept answers together; beyond that those go first that were not asked for the longest."""

_PATHS: Final = ("/v1/sites/", "/status")
"""How a path begins and ends whose answers are kept."""
_OK: Final = 200
_OVERHEAD_BYTES: Final = 1000
"""What an answer takes beside its body: its headers, and the words it was asked with."""

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class _Answer:
    """A response as it was sent."""

    headers: RawHeaders = field(default_factory=list)
    status: int = 0
    body: bytes = b""

    @property
    def size(self) -> int:
        return len(self.body) + _OVERHEAD_BYTES


class KeptAnswers:
    """ASGI middleware that keeps answers, inside of whatever guards the service."""

    def __init__(
        self, app: ASGIApp, *, version: Callable[[Scope], Hashable | None], most_bytes: int = MOST_BYTES
    ) -> None:
        """Wrap an app.

        Args:
            app: What answers.
            version: Gives something that differs as soon as anything in the store does; None if that cannot be said.
            most_bytes: Memory for answers.
        """
        self._app = app
        self._version = version
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[bytes, bytes], _Answer] = OrderedDict()
        self._kept_version: Hashable | None = None
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on and keep what comes."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _is_kept(scope["path"]):
            await self._app(scope, receive, send)
            return
        asked = (scope["raw_path"], scope["query_string"])
        version = self._version(scope)
        if version is None or version != self._kept_version:
            self._forget(version)
        answer = self._kept.get(asked)
        if answer is None:
            answer = await self._pass_on(scope, receive, send)
            # worked out from the store as it was then or later; if nothing changed since, then from that version
            if answer.status == _OK and version is not None and version == self._version(scope) == self._kept_version:
                self._keep(asked, answer)
            return
        self._kept.move_to_end(asked)
        await _send(answer, Headers(scope=scope).get("if-none-match", ""), send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> _Answer:
        answer = _Answer()

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = list(message["headers"])
            elif message["type"] == "http.response.body":
                answer.body += message.get("body", b"")
            await send(message)

        await self._app(scope, receive, note)
        return answer

    def _keep(self, asked: tuple[bytes, bytes], answer: _Answer) -> None:
        if answer.size > self._most_bytes or asked in self._kept:
            return
        self._kept[asked] = answer
        self._bytes += answer.size
        while self._bytes > self._most_bytes:
            self._bytes -= self._kept.popitem(last=False)[1].size

    def _forget(self, version: Hashable | None) -> None:
        self._kept.clear()
        self._bytes = 0
        self._kept_version = version


def _is_kept(path: str) -> bool:
    first, last = _PATHS
    return path.startswith(first) and path.endswith(last)


async def _send(answer: _Answer, if_none_match: str, send: Send) -> None:
    headers = Headers(raw=answer.headers)
    if if_none_match and has_tag(if_none_match, headers.get("etag", "")):
        kept = [(name, value) for name, value in answer.headers if name not in (b"content-length", b"content-type")]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})
    await send({"type": "http.response.body", "body": answer.body})
