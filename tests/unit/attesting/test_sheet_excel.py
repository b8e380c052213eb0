from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from labour_ledger.attesting.sheet_excel import read_excel
from labour_ledger.attesting.sheet_grid import SheetInvalid


def workbook(*rows: list[Any], merged: str = "", title: str = "Attestations") -> bytes:
    made = Workbook()
    page = made.worksheets[0]
    page.title = title
    for row in rows:
        page.append(row)
    if merged:
        page.merge_cells(merged)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def test_read_excel_values_become_the_texts_that_csv_would_hold() -> None:
    values = ["site", 3, 3.0, 0.5, True, date(2026, 3, 31), datetime(2026, 3, 31, 8, 30), None]
    grid = read_excel(workbook(["a"] * len(values), values), "x.xlsx")
    assert grid.rows[1] == ["site", "3", "3", "0.5", "true", "2026-03-31", "2026-03-31T08:30:00", ""]
    assert grid.problems == {}


def test_read_excel_empty_cells_beyond_the_header_are_dropped_and_filled_ones_kept() -> None:
    grid = read_excel(workbook(["a", "b", None], ["1", "2", None], ["1", "2", "3"]), "x.xlsx")
    assert grid.rows == [["a", "b"], ["1", "2"], ["1", "2", "3"]]


def test_read_excel_formula_is_refused_with_its_column_and_cell() -> None:
    grid = read_excel(workbook(["site", "outcome"], ["x", "=1+1"]), "x.xlsx")
    assert (grid.problems[2].name, grid.problems[2].field) == ("cell-formula", "outcome")
    assert "B2" in grid.problems[2].message


def test_read_excel_merged_rows_are_all_named() -> None:
    grid = read_excel(workbook(["site"], ["x"], ["y"], ["z"], merged="A2:A3"), "x.xlsx")
    assert {row: problem.name for row, problem in grid.problems.items()} == {2: "cell-merged", 3: "cell-merged"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook(["site", "schema"], ["x", "y"], merged="A1:B1"), "the header"),
        (workbook(["=A2"], ["x"]), "the header"),
        (b"PK\x03\x04", "not a workbook"),
    ],
)
def test_read_excel_that_is_no_sheet_is_refused_whole(data: bytes, words: str) -> None:
    with pytest.raises(SheetInvalid, match=words):
        read_excel(data, "x.xlsx")


def test_read_excel_archive_of_something_else_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("letter.txt", "no workbook")
    with pytest.raises(SheetInvalid, match="not a workbook"):
        read_excel(written.getvalue(), "x.xlsx")


def test_read_excel_far_too_wide_is_refused() -> None:
    with pytest.raises(SheetInvalid, match="501 columns"):
        read_excel(workbook(["a"] * 501), "x.xlsx")
