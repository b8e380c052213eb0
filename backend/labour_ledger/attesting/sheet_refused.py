"""A copy of the refused rows of a sheet, with a column of reasons: corrected in place, it is imported in its turn.

Rows that were recorded are left out of it, so that importing the copy records none of them again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from labour_ledger.attesting.sheet import REASONS_COLUMN, RowProblem, Sheet
from labour_ledger.attesting.sheet_excel import SHEET_NAME

_REASON_WIDTH: Final = 80
_REASON_FILL: Final = "FFF2CC"


def reasons_by_row(problems: Iterable[RowProblem]) -> dict[int, str]:
    """Return the reasons of each refused row in one text, one a line."""
    reasons: dict[int, list[str]] = {}
    for found in problems:
        problem = found.problem
        said = f"{problem.field}: {problem.message} [{problem.name}]"
        reasons.setdefault(found.row, []).append(f"{said} {problem.hint}".rstrip())
    return {row: "\n".join(dict.fromkeys(said)) for row, said in reasons.items()}


def refused_csv(sheet: Sheet, reasons: Mapping[int, str], recorded: Iterable[int]) -> bytes:
    """Return the copy as CSV in UTF-8 with a byte-order mark, which spreadsheets need to read it as such.

    Args:
        sheet: As it was read.
        reasons: From `reasons_by_row`; rows without one were right.
        recorded: Rows that are recorded, by this run or an earlier one.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows(_rows(sheet, reasons, frozenset(recorded)))
    return text.getvalue().encode("utf-8-sig")


def refused_excel(sheet: Sheet, reasons: Mapping[int, str], recorded: Iterable[int]) -> bytes:
    """Return the copy as a workbook, the refused rows coloured; arguments as for `refused_csv`."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = SHEET_NAME
    fill = PatternFill("solid", fgColor=_REASON_FILL)
    for number, cells in enumerate(_rows(sheet, reasons, frozenset(recorded)), start=1):
        for place, text in enumerate(cells, start=1):
            cell = page.cell(number, place, text)
            # what began with = was refused as a formula and must not become one again
            cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
        if number > 1 and cells[-1]:
            page.cell(number, len(cells)).fill = fill
            page.cell(number, len(cells)).alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions[get_column_letter(len(sheet.columns) + 1)].width = _REASON_WIDTH
    page.freeze_panes = "A2"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _rows(sheet: Sheet, reasons: Mapping[int, str], recorded: frozenset[int]) -> list[Sequence[str]]:
    kept = [place for place, name in enumerate(sheet.columns) if name != REASONS_COLUMN]
    width = len(sheet.columns)
    rows: list[Sequence[str]] = [(*(sheet.columns[place] for place in kept), REASONS_COLUMN)]
    for number, cells in sheet.cells.items():
        if number in recorded:
            continue
        whole = [*cells, *[""] * (width - len(cells))]
        # a row with too many cells keeps them, joined at the end, for its writer to sort out
        if len(whole) > width:
            whole = [*whole[: width - 1], " ".join(whole[width - 1 :])]
        rows.append((*(whole[place] for place in kept), reasons.get(number, "")))
    return rows
