"""The cells of a sheet as texts, however the file was made, and what of a row could not be read.

Reading CSV is here, reading a workbook in `sheet_excel`. What the cells mean is judged by `sheet`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from labour_ledger.attesting.validate import Problem
from labour_ledger.errors import InputError

LARGEST_CELL_CHARACTERS: Final = 200_000
_OLD_EXCEL: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""The first bytes of what Excel wrote before 2007."""
_SAVE_AS_UTF8: Final = "Save it from the spreadsheet as “CSV UTF-8”, or as .xlsx."


class SheetInvalid(InputError):
    """A file is not a sheet: its encoding, its header, its size."""

    code = "sheet-invalid"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet.

    Attributes:
        rows: Texts of the cells, row by row; the first is the header, and blank rows are there.
        problems: Why rows cannot be taken, by row number (the header is 1).
    """

    rows: list[list[str]]
    problems: Mapping[int, Problem] = field(default_factory=dict)


def read_csv(data: bytes, what: str) -> Grid:
    """Read CSV in UTF-8, with commas or semicolons, with or without a byte-order mark.

    Raises:
        SheetInvalid: Another encoding, or no CSV.
    """
    if data.startswith(_OLD_EXCEL):
        raise SheetInvalid(f"{what}: a workbook of before 2007 (.xls)", hint="Save it as .xlsx.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetInvalid(f"{what}: in UTF-16, as “Unicode text” is saved", hint=_SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetInvalid(
            f"{what}: not UTF-8 at byte {error.start} (line {line}); an older spreadsheet may have saved it",
            hint=_SAVE_AS_UTF8,
            context={"byte": error.start, "line": line},
        ) from error
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    previous = csv.field_size_limit(LARGEST_CELL_CHARACTERS)
    try:
        return Grid(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise SheetInvalid(
            f"{what}: not CSV: {error}", hint="A quotation mark may be missing, or a cell far too long."
        ) from error
    finally:
        csv.field_size_limit(previous)
