"""The status route's answers without its machinery, where that gives the same bytes; everything else is passed on.

What is wrong with a question is never said here: the route says it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labour_ledger.diligence.status_memory import StatusQuestion
from labour_ledger.diligence.status_memory.question import read_question

from .kept_answers import MOST_BYTES, Answer, KeptAnswers, RawHeaders, Words, send_answer
from .responses import headers_of
from .routes.sites import StatusParameters
from .statuses import Statuses

_BEFORE: Final = "/v1/sites/"
_AFTER: Final = "/status"
_OK: Final = 200
_PARAMETERS: Final = frozenset(field.alias or name for name, field in StatusParameters.model_fields.items())


class _Words(NamedTuple):
    """What is asked of a site."""

    schema_id: str
    valid_at: str | None
    known_at: str | None
    with_records: bool


class PromptStatuses:
    """ASGI middleware that answers for the status route, inside of whatever guards the service."""

    def __init__(self, app: ASGIApp, *, statuses: Callable[[Scope], Statuses], most_bytes: int = MOST_BYTES) -> None:
        """Wrap an app.

        Args:
            app: What else answers.
            statuses: Gives the memory of the service that a request is for.
            most_bytes: Memory for whole answers.
        """
        self._app = app
        self._statuses = statuses
        self._kept = KeptAnswers(most_bytes=most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _is_status(scope["path"]):
            await self._app(scope, receive, send)
            return
        statuses = self._statuses(scope)
        version = await statuses.version()
        words = (scope["raw_path"], scope["query_string"])
        answer = self._kept.find(words, version)
        if answer is None:
            question = _question(scope["path"], scope["query_string"])
            found = None if question is None else await statuses.answer(question, version)
            if found is None:
                await self._pass_on(words, version, scope, receive, send)
                return
            answer = _answer(found.body)
            self._kept.keep(words, answer, found.version)
        await send_answer(answer, scope, send)

    async def _pass_on(
        self, words: Words, version: Hashable | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the route answer, and keep what it says if the store did not change meanwhile."""
        headers: RawHeaders = []
        body = b""

        async def note(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start" and message["status"] == _OK:
                headers.extend(message["headers"])
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
            await send(message)

        await self._app(scope, receive, note)
        # worked out from the store as it was then or later; if nothing changed since, then from that version
        if headers and version == await self._statuses(scope).version():
            self._kept.keep(words, Answer(headers, body, Headers(raw=headers).get("etag", "")), version)


def _answer(body: bytes) -> Answer:
    headers = headers_of(body)
    return Answer(headers, body, headers[0][1].decode("ascii"))


def _is_status(path: str) -> bool:
    # the router's pattern has no place for a line's end
    return path.startswith(_BEFORE) and path.endswith(_AFTER) and "\n" not in path


def _question(path: str, query: bytes) -> StatusQuestion | None:
    words = _words(query)
    if words is None:
        return None
    return read_question(
        path[len(_BEFORE) : -len(_AFTER)],
        words.schema_id,
        valid_at_text=words.valid_at,
        known_at_text=words.known_at,
        with_records=words.with_records,
    )


@lru_cache(maxsize=4096)
def _words(query: bytes) -> _Words | None:
    """Return what is asked, or None if the route might refuse it."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    if len(given) != len(pairs) or not given.keys() <= _PARAMETERS:
        return None
    try:
        asked = StatusParameters.model_validate(given)
    except ValueError:
        return None
    return _Words(asked.schema_id, asked.valid_at, asked.known_at, asked.records == "all")
