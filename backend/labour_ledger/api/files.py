"""Exports as responses: the format that was asked for, and a file that is written before the first byte is sent.

A file is kept in memory while it is small, else in an unnamed temporary file, so that its tag can be made and an error
can still be a problem.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, cast

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from labour_ledger.diligence.exports.formats import MEDIA_TYPES

from .responses import has_tag

JSON: Final = "json"
_KEPT_IN_MEMORY_BYTES: Final = 8 * 2**20
_PIECE_BYTES: Final = 2**18
_TAG_BYTES: Final = 16


def chosen_format(request: Request, named: str | None, *, otherwise: str) -> str:
    """Return the format of an answer: the one named, else the first of the header Accept that there is.

    Args:
        request: What was asked.
        named: The parameter `format`.
        otherwise: Where neither says anything that can be done.
    """
    if named is not None:
        return named
    formats = {media_type.partition(";")[0]: name for name, media_type in MEDIA_TYPES.items()}
    formats["application/json"] = JSON
    for part in request.headers.get("accept", "").split(","):
        media_type = part.partition(";")[0].strip().lower()
        if media_type in formats:
            return formats[media_type] if formats[media_type] != JSON else otherwise
    return otherwise


def file_response(
    request: Request, write: Callable[[BinaryIO], object], *, media_type: str, name: str, complete_to: str
) -> Response:
    """Return a file, or 304 where the caller has it already.

    Args:
        request: What was asked.
        write: Writes the file.
        media_type: Of the file.
        name: Of the file.
        complete_to: Which block it is complete up to, for a header: most formats have no place for it.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY_BYTES)  # noqa: SIM115 - closed when it was sent
    try:
        write(cast("BinaryIO", file))
        tag = f'"{_digest(cast("BinaryIO", file))}"'
    except BaseException:
        file.close()
        raise
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept",
        "Labour-Ledger-Block": complete_to,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    if has_tag(request.headers.get("if-none-match", ""), tag):
        file.close()
        return Response(status_code=304, headers=headers)
    return StreamingResponse(_pieces(cast("BinaryIO", file)), headers=headers, media_type=media_type)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.blake2b(digest_size=_TAG_BYTES)
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
