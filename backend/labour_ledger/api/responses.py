"""Answers as responses: JSON with an entity tag, and pages with a link to the next one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request, Response

_TAG_BYTES = 16


def answer(request: Request, document: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer, or 304 where the caller has it already.

    The tag is made from the answer's bytes, which name block and parameters: a document that was given or erased
    changes an answer within the same block, and must change its tag.
    """
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return tagged(request, body, headers)


def tagged(request: Request, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """Return JSON bytes as they are, or 304 where the caller has them already."""
    tag = tag_of(body)
    found = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if has_tag(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=found)
    return Response(body, headers=found, media_type="application/json")


def headers_of(body: bytes) -> list[tuple[bytes, bytes]]:
    """Return the headers that `tagged` gives a body, as they are sent; those of a 304 are the first two."""
    return [
        (b"etag", tag_of(body).encode("ascii")),
        (b"cache-control", b"no-cache"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"content-type", b"application/json"),
    ]


def tag_of(body: bytes) -> str:
    """Return the entity tag of an answer."""
    return f'"{hashlib.blake2b(body, digest_size=_TAG_BYTES).hexdigest()}"'


def page(request: Request, document: Mapping[str, object]) -> Response:
    """Return a page; `next` becomes a link that keeps the other parameters (RFC 8288)."""
    cursor = document["next"]
    link = None
    if cursor is not None:
        parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        link = f"{request.url.path}?{urlencode([*parameters, ('cursor', str(cursor))])}"
    headers = {} if link is None else {"Link": f'<{link}>; rel="next"'}
    return answer(request, {**document, "next": link, "nextCursor": cursor}, headers)


def has_tag(header: str, tag: str) -> bool:
    """Return whether If-None-Match names a tag, by the weak comparison of RFC 9110, 8.8.3.2."""
    named = [part.strip().removeprefix("W/") for part in header.split(",")]
    return header.strip() == "*" or tag in named
