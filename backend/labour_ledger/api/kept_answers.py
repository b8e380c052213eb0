"""Answers kept while nothing in the store changes, so that what is asked again costs no more than its bytes.

Each is a pure function of the store and of the words it was asked with; any change of the store at all makes everything
kept worthless. What is sent is what was sent the first time, to the byte.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope, Send

from .responses import has_tag

MOST_BYTES: Final = 64 * 2**20
"""Of kept answers together; beyond that those go first that were not asked for the longest."""

_OVERHEAD_BYTES: Final = 1000
"""What an answer takes beside its body: its headers, and the words it was asked with."""
_NOT_IN_304: Final = (b"content-length", b"content-type")

RawHeaders = list[tuple[bytes, bytes]]
Words = tuple[bytes, bytes]
"""Path and query as they were sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it is sent; its status is 200."""

    headers: RawHeaders
    body: bytes
    tag: str

    @property
    def size(self) -> int:
        """Roughly the memory that it takes, bytes."""
        return len(self.body) + _OVERHEAD_BYTES


class KeptAnswers:
    """Answers by the words they were asked with, all from one state of the store."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        """Make one that keeps nothing yet.

        Args:
            most_bytes: Memory for answers.
        """
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Words, Answer] = OrderedDict()
        self._version: Hashable | None = None
        self._bytes = 0

    def find(self, words: Words, version: Hashable | None) -> Answer | None:
        """Return the answer to a question, or None if there is none from that state of the store.

        Args:
            words: What was asked.
            version: Of the state of the store now; None if that is not known.
        """
        answer = self._kept.get(words) if version is not None and version == self._version else None
        if answer is not None:
            self._kept.move_to_end(words)
        return answer

    def keep(self, words: Words, answer: Answer, version: Hashable | None) -> None:
        """Keep an answer from a state of the store; those from another state go."""
        if version is None:
            return
        if version != self._version:
            self._kept.clear()
            self._bytes = 0
            self._version = version
        if answer.size > self._most_bytes or words in self._kept:
            return
        self._kept[words] = answer
        self._bytes += answer.size
        while self._bytes > self._most_bytes:
            self._bytes -= self._kept.popitem(last=False)[1].size


async def send_answer(answer: Answer, scope: Scope, send: Send) -> None:
    """Send an answer, or 304 where the caller has it already."""
    if_none_match = Headers(scope=scope).get("if-none-match", "")
    if if_none_match and has_tag(if_none_match, answer.tag):
        kept = [(name, value) for name, value in answer.headers if name not in _NOT_IN_304]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
    await send({"type": "http.response.body", "body": answer.body})
