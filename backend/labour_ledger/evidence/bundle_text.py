"""A bundle as JSON text, piece by piece, so that a long history never stands in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from labour_ledger_verify.bundle_reading import LARGEST_BUNDLE_BYTES

from .errors import BundleTooLarge

_DEPTH_OF_ENTRIES: Final = 3
"""File, list of histories, history, list of entries: what lies deeper is small and written at once."""
_PIECE_CHARACTERS: Final = 2**16


def bundle_text(fields: Mapping[str, object]) -> Iterator[str]:
    """Yield the text of a bundle.

    Args:
        fields: Its JSON object; a list of entries may be an iterator.

    Raises:
        BundleTooLarge: It grows beyond what a verifier reads.
    """
    written = 0
    waiting: list[str] = []
    characters = 0
    for part in _parts(fields, 0):
        waiting.append(part)
        characters += len(part)
        if characters >= _PIECE_CHARACTERS:
            piece = "".join(waiting)
            written += len(piece.encode())
            _refuse_large(written)
            yield piece
            waiting, characters = [], 0
    waiting.append("\n")
    piece = "".join(waiting)
    _refuse_large(written + len(piece.encode()))
    yield piece


def _parts(value: object, depth: int) -> Iterator[str]:
    if value and isinstance(value, Mapping) and depth < _DEPTH_OF_ENTRIES:
        separator = "{"
        for name, item in value.items():
            yield f"{separator}{json.dumps(name)}:"
            yield from _parts(item, depth + 1)
            separator = ","
        yield "}"
    elif isinstance(value, Iterator) or (isinstance(value, list) and depth < _DEPTH_OF_ENTRIES):
        separator = "["
        for item in value:
            yield separator
            yield from _parts(item, depth + 1)
            separator = ","
        yield "[]" if separator == "[" else "]"
    else:
        yield json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _refuse_large(written: int) -> None:
    if written > LARGEST_BUNDLE_BYTES:
        raise BundleTooLarge(
            f"the bundle would be larger than {LARGEST_BUNDLE_BYTES // 2**20} MiB, which is all that a verifier reads",
            hint="Name a schema, leave documents out, or continue from a head that was verified before (--since).",
        )
