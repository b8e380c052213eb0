"""Where the next page of a listing begins, as text that callers pass back and need not read."""

from __future__ import annotations

import base64
import binascii
import json

from labour_ledger.errors import InputError


class PageTokenInvalid(InputError):
    """The place to go on from is not one that a listing gave."""

    code = "page-token-invalid"


def encode_token(*parts: str | int) -> str:
    """Return the token of the last item of a page, given the values that it was ordered by."""
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_token(token: str, kinds: tuple[type, ...]) -> list[str | int]:
    """Return the values of a token.

    Args:
        token: What `encode_token` gave.
        kinds: The type expected of each value.

    Raises:
        PageTokenInvalid: Another text.
    """
    hint = "Start again from the first page."
    try:
        padded = token + "=" * (-len(token) % 4)
        parts = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise PageTokenInvalid(f"the page {token[:40]!r} is not one of this listing", hint=hint) from error
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise PageTokenInvalid(f"the page {token[:40]!r} belongs to another listing", hint=hint)
    return parts
