"""Files that commands read and write: `-` is stdin, a new file is never half-written, errors are named."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from labour_ledger.errors import InputError

LARGEST_INPUT_BYTES: Final = 64 * 2**20


class FileUnusable(InputError):
    """A file that was named cannot be read or written."""

    code = "file-unusable"


def read_input(file: Path) -> bytes:
    """Return the bytes of a file, or of stdin for `-`.

    Raises:
        FileUnusable: It cannot be read, or is larger than 64 MiB.
    """
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(LARGEST_INPUT_BYTES + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(LARGEST_INPUT_BYTES + 1)
    except OSError as error:
        raise FileUnusable(
            f"{file}: {error.strerror}", hint="Name a file that is there and that you can read."
        ) from error
    if len(data) > LARGEST_INPUT_BYTES:
        raise FileUnusable(f"{file}: larger than {LARGEST_INPUT_BYTES // 2**20} MiB", hint="Split it.")
    return data


def write_output(file: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        FileUnusable: It cannot be written.
    """
    write_pieces(file, [text])


def write_pieces(file: Path, pieces: Iterable[str]) -> int:
    """Write a file piece by piece, whole or not at all, and return its size in bytes.

    Raises:
        FileUnusable: It cannot be written.
    """
    return _write(file, (piece.encode("utf-8") for piece in pieces))


def write_bytes(file: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        FileUnusable: It cannot be written.
    """
    _write(file, [data])


def _write(file: Path, pieces: Iterable[bytes]) -> int:
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
        unfinished.replace(file)
        return file.stat().st_size
    except OSError as error:
        raise FileUnusable(f"{file}: {error.strerror}", hint="Choose a place that you can write to.") from error
    finally:
        unfinished.unlink(missing_ok=True)
