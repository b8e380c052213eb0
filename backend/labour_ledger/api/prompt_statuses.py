"""The status route's answers without its machinery, where that gives the same bytes; everything else is passed on.

What is wrong with a question is never said here: the route says it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from labour_ledger.diligence.status_memory import StatusQuestion
from labour_ledger.diligence.status_memory.question import read_question

from .kept_answers import KeptAnswers
from .responses import has_tag, headers_of
from .routes.sites import StatusParameters
from .statuses import Statuses

_BEFORE: Final = "/v1/sites/"
_AFTER: Final = "/status"
_PARAMETERS: Final = frozenset(field.alias or name for name, field in StatusParameters.model_fields.items())


class _Words(NamedTuple):
    """What is asked of a site."""

    schema_id: str
    valid_at: str | None
    known_at: str | None
    with_records: bool


class PromptStatuses:
    """ASGI middleware that answers for the status route, inside of whatever guards the service."""

    def __init__(self, app: ASGIApp, *, statuses: Callable[[Scope], Statuses]) -> None:
        """Wrap an app.

        Args:
            app: What else answers.
            statuses: Gives the memory of the service that a request is for.
        """
        self._app = app
        self._statuses = statuses
        self._kept = KeptAnswers(self._work_out, version=lambda scope: statuses(scope).version())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _is_status(scope["path"]):
            await self._app(scope, receive, send)
            return
        await self._statuses(scope).refresh()
        await self._kept(scope, receive, send)

    async def _work_out(self, scope: Scope, receive: Receive, send: Send) -> None:
        question = _question(scope["path"], scope["query_string"])
        body = None if question is None else await self._statuses(scope).answer(question)
        if body is None:
            await self._app(scope, receive, send)
            return
        headers = headers_of(body)
        if has_tag(Headers(scope=scope).get("if-none-match", ""), headers[0][1].decode("ascii")):
            await send({"type": "http.response.start", "status": 304, "headers": headers[:2]})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _is_status(path: str) -> bool:
    return path.startswith(_BEFORE) and path.endswith(_AFTER)


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
