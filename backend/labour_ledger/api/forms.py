"""Bodies of requests: forms read as strictly as what is signed, files as they are, and how both are described."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response, params
from fastapi.routing import APIRoute

from labour_ledger_verify.document import parse_json_strict

from .services import JsonBody


class _StrictRequest(Request):
    async def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        # the framework's own way takes a key twice and fractions, and a body of brackets overflows the stack: a library
        # that key files are read with (py_ecc) lets this process call itself 100,000 deep
        return parse_json_strict(await self.body(), what="body")


class StrictRoute(APIRoute):
    """A route whose forms are read as strictly as what is signed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which reads a body in one way only."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handler(_StrictRequest(request.scope, request.receive))

        return strict


async def _declared_as_json(_body: JsonBody) -> None:
    """Refuse a body that is not declared as JSON, before it is read into a form."""


async def _bytes(request: Request) -> bytes:
    return await request.body()


STRICT_JSON: Final[list[params.Depends]] = [Depends(_declared_as_json)]
"""For a route whose body is a model; its router has `StrictRoute`."""
RawBody = Annotated[bytes, Depends(_bytes)]
"""For a PUT whose body is a file: no page in a browser can send one to another address by itself."""


def json_request(description: str, example: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a body that the route reads by itself."""
    content = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "description": description, "content": content}}
