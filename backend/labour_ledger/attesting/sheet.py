"""Sheets: CSV files in which an issuer writes many attestations, one a row.

Columns are `site`, `schema`, `outcome`, `valid_from`, `valid_until`, `ref` (the last four may be missing or empty), and
the content either as JSON in a column `content` or as one column for each field, `content.technique` or
`content.sample.interviewsPrivate`. Rows are numbered as a spreadsheet shows them, the header being row 1. Reading
judges only form: what a row says is judged by `sheet_plan`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.attesting.sheet_content import CellInvalid, content_from_cells
from labour_ledger.attesting.validate import Problem
from labour_ledger.errors import InputError, LabourLedgerError

REQUIRED_COLUMNS: Final = ("site", "schema")
OPTIONAL_COLUMNS: Final = ("outcome", "valid_from", "valid_until", "ref")
CONTENT_COLUMN: Final = "content"
FIELD_PREFIX: Final = "content."
LARGEST_SHEET_BYTES: Final = 64 * 2**20
_LARGEST_CELL_CHARACTERS: Final = 200_000


class SheetInvalid(InputError):
    """A file is not a sheet: its encoding, its header, its size."""

    code = "sheet-invalid"


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
    """What was read: the rows that have the form of one, and why others have not."""

    rows: tuple[SheetRow, ...]
    problems: tuple[RowProblem, ...]


def read_sheet(data: bytes, *, what: str = "sheet") -> Sheet:
    """Read a sheet.

    Args:
        data: CSV in UTF-8, with commas or semicolons, with or without a byte-order mark.
        what: Name of the file, for errors.

    Raises:
        SheetInvalid: Too large, not UTF-8, no header, or columns missing, unknown or named twice.
    """
    if len(data) > LARGEST_SHEET_BYTES:
        raise SheetInvalid(f"{what}: larger than {LARGEST_SHEET_BYTES // 2**20} MiB", hint="Split it into several.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetInvalid(
            f"{what}: not UTF-8 at byte {error.start}", hint="Save it from the spreadsheet as “CSV UTF-8”."
        ) from error
    records = _records(text, what)
    columns = [name.strip() for name in records[0]] if records else []
    _refuse_columns(columns, what)
    rows: list[SheetRow] = []
    problems: list[RowProblem] = []
    for number, cells in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        found = _row(number, columns, cells)
        if isinstance(found, SheetRow):
            rows.append(found)
        else:
            problems.append(RowProblem(number, found))
    return Sheet(tuple(rows), tuple(problems))


def _records(text: str, what: str) -> list[list[str]]:
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    previous = csv.field_size_limit(_LARGEST_CELL_CHARACTERS)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetInvalid(
            f"{what}: not CSV: {error}", hint="A quotation mark may be missing, or a cell far too long."
        ) from error
    finally:
        csv.field_size_limit(previous)


def _refuse_columns(columns: Sequence[str], what: str) -> None:
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if missing:
        raise SheetInvalid(
            f"{what}: the header (row 1) lacks {' and '.join(missing)}",
            hint="Columns: site, schema, outcome, valid_from, valid_until, ref, and content or content.<field>.",
            context={"missing": missing},
        )
    known = {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, CONTENT_COLUMN}
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
