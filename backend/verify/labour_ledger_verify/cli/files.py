"""Files, folders and standard input, split into the JSON texts that are in them.

Reads, and knows no format but JSON Lines, which it reads line by line so that a file may be larger than memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.signed_file import LARGEST_FILE_BYTES, split_json_lines

SUFFIXES: Final = frozenset({".json", ".jsonl", ".ndjson"})
STANDARD_INPUT: Final = "-"


class Found(NamedTuple):
    """One JSON text, or why it cannot be read.

    Attributes:
        name: Of the file.
        line: Its line in the file, from 1; 0 when it is the whole file.
        content: The text as bytes, or the error.
    """

    name: str
    line: int
    content: bytes | InputError

    @property
    def place(self) -> str:
        """Name and line for people."""
        return f"{self.name}, line {self.line}" if self.line else self.name


def read_all(paths: Sequence[str], *, excluded: Path | None = None) -> Iterator[Found]:
    """Yield each JSON text of files, folders with all below them, and standard input.

    Args:
        paths: Paths, or `-` for standard input.
        excluded: A file that folders are read without, such as the trust file.
    """
    for name in paths:
        if name == STANDARD_INPUT:
            yield from _split("standard input", sys.stdin.buffer)
        elif Path(name).is_dir():
            yield from _read_folder(Path(name), excluded)
        else:
            yield from _read_file(Path(name))


def read_limited(path: Path, limit: int) -> bytes:
    """Return at most one byte more than `limit`, which a parser then refuses by its length.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_folder(folder: Path, excluded: Path | None) -> Iterator[Found]:
    left_out = excluded.resolve() if excluded else None
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and path.is_file()]
    wanted = [path for path in files if path.resolve() != left_out]
    if not wanted:
        yield Found(str(folder), 0, InputError("folder: holds no file named .json, .jsonl or .ndjson"))
    for path in wanted:
        yield from _read_file(path)


def _read_file(path: Path) -> Iterator[Found]:
    try:
        with path.open("rb") as file:
            yield from _split(str(path), file)
    except OSError as error:
        yield Found(str(path), 0, _unreadable(path, error))


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path}: cannot be read: {error.strerror}", hint="Check the path and its permissions.")


def _split(name: str, file: BinaryIO) -> Iterator[Found]:
    """Yield the texts of one file; line by line as soon as its first two lines show that each is a text."""
    first = file.readline(LARGEST_FILE_BYTES + 1)
    second = file.readline(LARGEST_FILE_BYTES + 1)
    is_stream = first.rstrip().endswith(b"}") and first.lstrip().startswith(b"{") and second.lstrip().startswith(b"{")
    if is_stream:
        yield Found(name, 1, first)
        yield Found(name, 2, second)
        yield from _lines(name, file)
        return
    data = first + second
    data += file.read(max(LARGEST_FILE_BYTES + 1 - len(data), 0))
    if len(data) > LARGEST_FILE_BYTES:
        yield Found(name, 0, data)
    else:
        yield from (Found(name, line, text) for line, text in split_json_lines(data))


def _lines(name: str, file: BinaryIO) -> Iterator[Found]:
    number = 2
    while line := file.readline(LARGEST_FILE_BYTES + 1):
        number += 1
        if line.strip():
            yield Found(name, number, line)
        if len(line) > LARGEST_FILE_BYTES:  # the rest of such a line is no text of its own
            return
