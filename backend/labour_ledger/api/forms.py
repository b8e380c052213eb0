"""Bodies of requests: forms read as strictly as what is signed, files as they are, and how both are described."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Request, params

from labour_ledger_verify.document import parse_json_strict

from .services import JsonBody


async def _strict_json(body: JsonBody) -> None:
    # the framework reads the body too, but takes a key twice, fractions, and any depth
    parse_json_strict(body, what="body")


async def _bytes(request: Request) -> bytes:
    return await request.body()


STRICT_JSON: Final[list[params.Depends]] = [Depends(_strict_json)]
"""For a route whose body is a model."""
RawBody = Annotated[bytes, Depends(_bytes)]
"""For a PUT whose body is a file: no page in a browser can send one to another address by itself."""


def json_request(description: str, example: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a body that the route reads by itself."""
    content = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "description": description, "content": content}}
