"""Workbooks (.xlsx) as sheets: the cells of one worksheet as the texts that a CSV file would hold.

A formula is refused, not read: the value that a file holds beside it is the one that was right when somebody last
opened it. A cell merged over rows is refused too, as nobody can tell which rows it was meant for. Numbers, dates and
yes or no become text; an instant has no time zone in a workbook and is refused where dates are read.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from labour_ledger.attesting.sheet_grid import Grid, SheetInvalid
from labour_ledger.attesting.validate import Problem

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

EXCEL_START: Final = b"PK\x03\x04"
"""A workbook is a ZIP file."""
SHEET_NAME: Final = "Attestations"
"""The worksheet that is read; in a workbook without it the first one."""
_LARGEST_UNPACKED_BYTES: Final = 512 * 2**20
_MOST_ROWS: Final = 200_000
_MOST_COLUMNS: Final = 500
_MIDNIGHT: Final = time(0, 0)


def read_excel(data: bytes, what: str) -> Grid:
    """Read the worksheet of a workbook that holds the attestations.

    Raises:
        SheetInvalid: Not a workbook, too large when unpacked, or its header is merged or computed.
    """
    sheet = _worksheet(_workbook(data, what))
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        raise SheetInvalid(
            f"{what}: {sheet.max_row} rows, {sheet.max_column} columns; {_MOST_ROWS} and {_MOST_COLUMNS} are the most",
            hint="Remove empty rows and columns that are formatted, or split it into several.",
        )
    rows = [[_text(cell.value) for cell in row] for row in sheet.iter_rows()]
    width = max((place for place, name in enumerate(rows[0], start=1) if name.strip()), default=0) if rows else 0
    problems: dict[int, Problem] = {}
    for number, problem in (*_merged(sheet), *_computed(sheet, rows)):
        problems.setdefault(number, problem)
    if 1 in problems:
        raise SheetInvalid(f"{what}: the header (row 1) {problems[1].message}", hint=problems[1].hint)
    # cells beyond the header that hold nothing are the spreadsheet's, not the writer's
    return Grid([row[:width] if not any(row[width:]) else row for row in rows], problems)


def _workbook(data: bytes, what: str) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _LARGEST_UNPACKED_BYTES:
                raise SheetInvalid(f"{what}: {unpacked // 2**20} MiB when unpacked", hint="Split it into several.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and drop-downs of other programs, which nothing here needs
            return load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise SheetInvalid(
            f"{what}: not a workbook that can be read (.xlsx)", hint="Save it again as .xlsx, or as “CSV UTF-8”."
        ) from error


def _worksheet(workbook: Workbook) -> Worksheet:
    return next((sheet for sheet in workbook.worksheets if sheet.title == SHEET_NAME), workbook.worksheets[0])


def _merged(sheet: Worksheet) -> Iterator[tuple[int, Problem]]:
    for merged in sheet.merged_cells.ranges:
        for number in range(merged.min_row, merged.max_row + 1):
            yield (
                number,
                Problem(
                    "cell-merged",
                    "row",
                    f"has cells that are merged ({merged.coord})",
                    "Split them, and write into each row what is meant for it.",
                ),
            )


def _computed(sheet: Worksheet, rows: list[list[str]]) -> Iterator[tuple[int, Problem]]:
    names = rows[0] if rows else []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        for place, cell in enumerate(row):
            if cell.data_type not in ("f", "e"):
                continue
            column = names[place] if place < len(names) and names[place] and number > 1 else "row"
            if cell.data_type == "f":
                yield (
                    number,
                    Problem(
                        "cell-formula",
                        column,
                        f"holds a formula ({cell.coordinate})",
                        "Copy the cell and paste it as a value.",
                    ),
                )
            else:
                found = f"shows the error {cell.value} ({cell.coordinate})"
                yield number, Problem("cell-error", column, found, "Write what is meant.")


def _text(value: Any) -> str:  # noqa: ANN401 - openpyxl gives whatever a cell holds
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
