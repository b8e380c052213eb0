"""Sheets: CSV files and workbooks in which an issuer writes many attestations, one a row.

Columns are `site`, `schema`, `outcome`, `valid_from`, `valid_until`, `ref` (the last four may be missing or empty), and
the content either as JSON in a column `content` or as one column for each field, `content.technique` or
`content.sample.interviewsPrivate`. Rows are numbered as a spreadsheet shows them, the header being row 1. Reading
judges only form: what a row says is judged by `sheet_plan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from labour_ledger.attesting.sheet_content import CellInvalid, content_from_cells
from labour_ledger.attesting.sheet_excel import EXCEL_START, read_excel
from labour_ledger.attesting.sheet_grid import SheetInvalid, read_csv
from labour_ledger.attesting.validate import Problem
from labour_ledger.errors import LabourLedgerError
from labour_ledger_verify.document import canonical_json

__all__ = ["RowProblem", "Sheet", "SheetInvalid", "SheetRow", "read_sheet"]

REQUIRED_COLUMNS: Final = ("site", "schema")
OPTIONAL_COLUMNS: Final = ("outcome", "valid_from", "valid_until", "ref")
CONTENT_COLUMN: Final = "content"
FIELD_PREFIX: Final = "content."
LARGEST_SHEET_BYTES: Final = 64 * 2**20
REASONS_COLUMN: Final = "refused_because"
"""What `sheet_refused` adds to a copy of the rows that were refused; it is not read."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was written; texts are not yet dates, sites or outcomes."""

    number: int
    site: str
    schema_id: str
    outcome: str
    valid_from: str
    valid_until: str
    ref: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken.

    Attributes:
        row: Its number; the header is 1.
        problem: What is wrong; its `field` is a column, or a JSON path in the content.
    """

    row: int
    problem: Problem

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"row": self.row, **self.problem.to_json()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the rows that have the form of one, and why others have not.

    Attributes:
        rows: Those that have.
        problems: Of those that have not.
        columns: The header.
        cells: What stood in each row that was not blank, by row number, as text.
    """

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...]
    columns: tuple[str, ...] = ()
    cells: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def said(self) -> bytes:
        """What the sheet says, in one form however it was saved: a workbook changes its bytes each time it is."""
        rows = {str(number): [cell.strip() for cell in cells] for number, cells in self.cells.items()}
        return canonical_json({"columns": list(self.columns), "rows": rows})


def read_sheet(data: bytes, *, what: str = "sheet") -> Sheet:
    """Read a sheet.

    Args:
        data: A workbook (.xlsx), or CSV in UTF-8 with commas or semicolons, with or without a byte-order mark.
        what: Name of the file, for errors.

    Raises:
        SheetInvalid: Too large, not UTF-8, no header, or columns missing, unknown or named twice.
    """
    if len(data) > LARGEST_SHEET_BYTES:
        raise SheetInvalid(f"{what}: larger than {LARGEST_SHEET_BYTES // 2**20} MiB", hint="Split it into several.")
    grid = read_excel(data, what) if data.startswith(EXCEL_START) else read_csv(data, what)
    columns = [name.strip() for name in grid.rows[0]] if grid.rows else []
    _refuse_columns(columns, what)
    rows: list[SheetRow] = []
    problems: list[RowProblem] = []
    cells_of: dict[int, tuple[str, ...]] = {}
    for number, cells in enumerate(grid.rows[1:], start=2):
        if not any(cell.strip() for cell in cells) and number not in grid.problems:
            continue
        cells_of[number] = tuple(cells)
        found = grid.problems.get(number) or _row(number, columns, cells)
        if isinstance(found, SheetRow):
            rows.append(found)
        else:
            problems.append(RowProblem(number, found))
    return Sheet(tuple(rows), tuple(problems), tuple(columns), cells_of)


def _refuse_columns(columns: Sequence[str], what: str) -> None:
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if missing:
        raise SheetInvalid(
            f"{what}: the header (row 1) lacks {' and '.join(missing)}",
            hint="Columns: site, schema, outcome, valid_from, valid_until, ref, and content or content.<field>.",
            context={"missing": missing},
        )
    known = {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, CONTENT_COLUMN, REASONS_COLUMN}
    for name in columns:
        if columns.count(name) > 1:
            raise SheetInvalid(f"{what}: the column {name!r} is there twice", hint="Keep one of them.")
        if name not in known and not (name.startswith(FIELD_PREFIX) and len(name) > len(FIELD_PREFIX)):
            raise SheetInvalid(
                f"{what}: the column {name!r} is not known",
                hint="Fields of the content are columns such as content.technique; remove what is not for the ledger.",
                context={"column": name},
            )


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> SheetRow | Problem:
    if len(cells) != len(columns):
        return Problem(
            "row-ragged",
            "row",
            f"has {len(cells)} cells, the header has {len(columns)}",
            "Quote cells that hold the separator.",
        )
    values = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    for name in REQUIRED_COLUMNS:
        if not values[name]:
            return Problem("cell-empty", name, "is empty", "Fill it in, or remove the row.")
    fields = {
        name.removeprefix(FIELD_PREFIX): cell for name, cell in values.items() if name.startswith(FIELD_PREFIX) and cell
    }
    try:
        content = content_from_cells(values["schema"], values.get(CONTENT_COLUMN, ""), fields)
    except CellInvalid as error:
        return Problem(error.code, error.column, error.message, error.hint)
    except LabourLedgerError as error:
        return Problem(error.code, "schema", error.message, error.hint)
    optional = {name: values.get(name, "") for name in OPTIONAL_COLUMNS}
    return SheetRow(number=number, site=values["site"], schema_id=values["schema"], content=content, **optional)
