"""What every request passes: an id, the name it was sent to, the size of its body; and headers of every response."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import BodyTooLarge, HostUnknown, problem_of

LARGEST_BODY_BYTES: Final = 8 * 2**20
"""Several times a batch that fits into one transaction (EIP-7825) with all its documents."""
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")
REQUEST_ID_HEADER: Final = "X-Request-ID"

_LENGTH: Final = re.compile(r"[0-9]{1,40}")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware around the whole app.

    A browser on this machine can be led to send requests here by any page it shows. It cannot read answers (there is
    no CORS), and a name that a page made to point here is refused (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str] | None) -> None:
        """Wrap an app.

        Args:
            app: What is guarded.
            hosts: Names that requests may be sent to, without a port; None for any.
        """
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                found[REQUEST_ID_HEADER] = request_id
                for name, value in _HEADERS.items():
                    found.setdefault(name, value)
            await send(message)

        refusal = self._refusal(headers)
        if refusal is not None:
            await problem_of(refusal, request_id, headers.get("accept-language", ""))(scope, receive, send_with_headers)
            return
        if scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send_with_headers))
            return
        await self._app(scope, _limited(receive), send_with_headers)

    def _refusal(self, headers: Headers) -> HostUnknown | BodyTooLarge | None:
        host = re.sub(r":\d+$", "", headers.get("host", "")).lower()
        if self._hosts is not None and host not in self._hosts:
            return HostUnknown(
                f"this service has no name {host[:80]!r}",
                hint=f"Ask it as {' or '.join(sorted(self._hosts))}.",
                context={"host": host[:80]},
            )
        length = headers.get("content-length", "")
        return _too_large() if _LENGTH.fullmatch(length) and int(length) > LARGEST_BODY_BYTES else None


def _without_body(send: Send) -> Send:
    """Return a sender that keeps the body back: HEAD is answered as GET is, headers alone (RFC 9110, section 9.3.2)."""

    async def send_headers(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_headers


def _limited(receive: Receive) -> Receive:
    """Return a receiver that refuses more than the limit, also from a sender that announces no length."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BODY_BYTES:
            raise _too_large()
        return message

    return counted


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(
        f"the body is larger than {LARGEST_BODY_BYTES // 2**20} MiB",
        hint="Send fewer attestations at once; keep a large file with: labour-ledger document attach",
        context={"largestBytes": LARGEST_BODY_BYTES},
    )


def _request_id(headers: Headers) -> str:
    given = headers.get(REQUEST_ID_HEADER, "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
