"""CSV files as streams of rows, with a named error for every way in which a file can be broken.

It knows files and cells, not what a list means.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.errors import InputError

_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK_BYTES: Final = 1 << 20


class ListUnreadable(InputError):
    """A list file cannot be opened or read as text."""

    code = "list-unreadable"


class ListBroken(InputError):
    """A list file is text, but not CSV."""

    code = "list-broken"


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """The cells of one row.

    Attributes:
        number: Row as a spreadsheet counts it; the header is row 1.
        cells: Cells as found; empty for a blank row.
    """

    number: int
    cells: tuple[str, ...]


def read_records(path: Path) -> Iterator[CsvRecord]:
    """Yield the rows of a UTF-8 CSV file, the header first.

    Raises:
        ListUnreadable: No such file, no permission, not UTF-8, or empty.
        ListBroken: A quotation mark that is never closed, a zero byte, a cell beyond 128 KiB.
    """
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, cells in enumerate(csv.reader(file, strict=True), start=1):
                yield CsvRecord(number, tuple(cells))
    except OSError as error:
        raise ListUnreadable(
            f"{path}: cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise _encoding_error(path, number, error) from error
    except csv.Error as error:
        raise ListBroken(
            f"{path}: not CSV at row {number + 1}: {error}",
            hint="Look for a quotation mark that is not closed; export the list again.",
            context={"row": number + 1},
        ) from error
    if number == 0:
        raise ListUnreadable(f"{path}: the file is empty", hint="A list starts with a header row.")


def file_sha256(path: Path) -> bytes:
    """Return the SHA-256 of a file, 32 bytes, so that statements can name the very file they were read from.

    Raises:
        ListUnreadable: The file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        raise ListUnreadable(
            f"{path}: cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error
    return digest.digest()


def _encoding_error(path: Path, last_row: int, error: UnicodeDecodeError) -> ListUnreadable:
    with path.open("rb") as file:
        wide = file.read(2) in _WIDE_MARKS
    found = "it is UTF-16" if wide else f"after row {last_row} a byte 0x{error.object[error.start]:02x} is not UTF-8"
    return ListUnreadable(
        f"{path}: not UTF-8 text: {found}",
        hint="Save the list as CSV UTF-8; older spreadsheets write Windows-1252 or UTF-16.",
        context={"row": last_row},
    )
