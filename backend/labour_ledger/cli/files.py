"""Files that commands read and write: `-` is stdin, a new file is never half-written, errors are named."""

from __future__ import annotations

import sys
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
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise FileUnusable(f"{file}: {error.strerror}", hint="Choose a place that you can write to.") from error
