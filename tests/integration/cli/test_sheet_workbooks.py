"""Sheets as workbooks, previews, copies with reasons, receipts; each as a clerk meets them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"
FILLED = {
    "schema": C029,
    "outcome": "conforms",
    "valid_from": "2024-12-01",
    "valid_until": "2024-12-02",
    "content.performedFrom": "2024-12-01",
    "content.performedUntil": "2024-12-02",
    "content.technique": "on-site",
    "content.announcement": "announced",
    "content.personDays": "3-5",
    "content.findings": "[]",
    "content.language": "en",
}


def filled_template(desk: Desk, tmp_path: Path, rows: list[dict[str, Any]]) -> Path:
    """A template as the command writes it, filled in as a clerk would."""
    file = tmp_path / "audits.xlsx"
    assert desk.run("attest", "template", "--schema", C029, "-o", file)[0] == 0
    workbook = load_workbook(file)
    page = workbook["Attestations"]
    columns = [cell.value for cell in page[1]]
    for row in rows:
        page.append([{**FILLED, **row}.get(str(name), "") for name in columns])
    workbook.save(file)
    return file


def run_import(desk: Desk, sheet: Path, *options: str | Path, code: int = 0) -> Any:
    return desk.json("attest", "import", sheet, "--key", "auditor", *desk.password(), *options, code=code)


@pytest.fixture
def sites(desk: Desk, world: LedgerWorld) -> list[str]:
    desk.run("index", "sync")
    return [handle_of(subject) for subject in world.sites]


def test_attest_import_filled_template_is_recorded(desk: Desk, sites: list[str], tmp_path: Path) -> None:
    file = filled_template(desk, tmp_path, [{"site": sites[0]}, {"site": sites[1], "content.note": "seen"}])
    report = run_import(desk, file)
    assert (report["problems"], [item["row"] for item in report["recorded"]]) == ([], [2, 3])
    receipts = desk.json("attest", "receipts", file, "--key", "auditor")["receipts"]
    assert [(item["row"], item["state"]) for item in receipts] == [(2, "recorded"), (3, "recorded")]
    assert [item["uid"] for item in receipts] == [item["uid"] for item in report["recorded"]]
    assert all(item["transactionHash"] for item in receipts)


def test_attest_import_workbook_saved_again_or_as_csv_is_the_same_sheet(
    desk: Desk, world: LedgerWorld, sites: list[str], tmp_path: Path
) -> None:
    file = filled_template(desk, tmp_path, [{"site": sites[0]}, {"site": sites[1]}])
    first = run_import(desk, file)
    bytes_before, block = file.read_bytes(), world.latest_block()
    workbook = load_workbook(file)
    workbook["Notes"]["A1"] = "looked at"
    workbook.save(file)
    assert file.read_bytes() != bytes_before
    as_csv = tmp_path / "audits.csv"
    with as_csv.open("w", newline="", encoding="utf-8") as stream:
        rows = workbook["Attestations"].iter_rows(values_only=True)
        csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
    for again in (file, as_csv):
        report = run_import(desk, again)
        assert (report["recorded"], report["recordedBefore"]) == ([], first["recorded"])
    assert world.latest_block() == block


def test_attest_import_dry_run_previews_and_prices_what_it_then_costs(
    desk: Desk, world: LedgerWorld, sites: list[str], tmp_path: Path
) -> None:
    rows = [{"site": sites[number % 3], "content.note": f"visit {number}"} for number in range(40)]
    file = filled_template(desk, tmp_path, rows)
    before = world.latest_block()
    planned = run_import(desk, file, "--dry-run")
    assert world.latest_block() == before
    assert planned["preview"][0] | {"content": None} == {
        "row": 2,
        "site": sites[0],
        "schema": C029,
        "outcome": "conforms",
        "validFrom": 1_733_011_200,
        "validUntil": 1_733_184_000,
        "content": None,
    }
    assert len(planned["preview"]) == 20
    _, text, _ = desk.run("attest", "import", file, "--key", "auditor", "--dry-run")
    assert "… and 20 more rows" in text
    assert "ether now" in text
    used = run_import(desk, file)["gasUsed"]
    assert used * 0.8 < planned["price"]["gas"] < used * 1.4


def test_attest_import_merged_cells_formulas_and_errors_are_named_by_row(
    desk: Desk, world: LedgerWorld, sites: list[str], tmp_path: Path
) -> None:
    rows = [
        {"site": sites[0]},
        {"site": sites[1], "valid_from": "=TODAY()"},
        {"site": sites[2]},
        {"site": sites[2], "content.note": "below"},
        {"site": "#REF!"},
    ]
    file = filled_template(desk, tmp_path, rows)
    workbook = load_workbook(file)
    page = workbook["Attestations"]
    page.merge_cells("A4:A5")
    page["A6"].data_type = "e"
    workbook.save(file)
    before = world.latest_block()
    report = run_import(desk, file, code=2)
    assert [(found["row"], found["name"]) for found in report["problems"]] == [
        (3, "cell-formula"),
        (4, "cell-merged"),
        (5, "cell-merged"),
        (6, "cell-error"),
    ]
    assert report["problems"][0]["field"] == "valid_from"
    assert "A4:A5" in report["problems"][1]["message"]
    assert world.latest_block() == before


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_attest_import_thirty_percent_broken_rows_come_back_as_a_copy_that_can_be_corrected(
    desk: Desk, world: LedgerWorld, sites: list[str], tmp_path: Path, ending: str
) -> None:
    rows: list[dict[str, Any]] = []
    for number in range(20):
        broken = [{"outcome": "fine"}, {"valid_until": "31.12.2024"}, {"content.technique": "walk"}][number % 3]
        rows.append(
            {"site": sites[number % 3], "content.note": f"visit {number}", **(broken if number % 10 < 3 else {})}
        )
    file = filled_template(desk, tmp_path, rows)
    copy = tmp_path / f"refused.{ending}"
    before = world.latest_block()
    nothing = run_import(desk, file, "--refused", copy, code=2)
    assert (nothing["recorded"], len(nothing["ready"]), world.latest_block()) == ([], 14, before)
    assert len(read_copy(copy)) == 1 + 20  # nothing is recorded: all rows are there, the refused ones with reasons
    accepted = run_import(desk, file, "--refused", copy, "--accept-good-rows")
    assert len(accepted["recorded"]) == 14
    header, *refused = read_copy(copy)
    assert header[-1] == "refused_because"
    assert len(refused) == 6
    assert all(row[-1] for row in refused)
    corrected = [[fixed(name, cell) for name, cell in zip(header, row, strict=True)] for row in refused]
    second = tmp_path / "corrected.csv"
    with second.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *corrected])
    assert len(run_import(desk, second)["recorded"]) == 6
    desk.run("index", "sync")
    assert desk.run("index", "audit")[0] == 0


def fixed(name: str, cell: str) -> str:
    return FILLED[name] if name in ("outcome", "valid_until", "content.technique") else cell


def read_copy(file: Path) -> list[list[str]]:
    if file.suffix == ".xlsx":
        page = load_workbook(file).worksheets[0]
        return [["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("site;schema\nMüller;x\n".encode("cp1252"), "not UTF-8 at byte 13 (line 2)"),
        ("site,schema\n".encode("utf-16"), "UTF-16"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(64), "before 2007"),
        (b"PK\x03\x04 and then nothing of a workbook", "not a workbook"),
    ],
)
def test_attest_import_wrong_encoding_says_how_to_save_it(desk: Desk, tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "audits.csv"
    file.write_bytes(data)
    error = run_import(desk, file, code=2)
    assert error["code"] == "sheet-invalid"
    assert words in error["message"]
    assert "Save it" in error["hint"]


def test_attest_import_workbook_of_another_program_reads_its_first_page(
    desk: Desk, sites: list[str], tmp_path: Path
) -> None:
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.append([*FILLED, "site"])
    page.append([*FILLED.values(), sites[0]])
    file = tmp_path / "list.xlsx"
    workbook.save(file)
    assert len(run_import(desk, file)["recorded"]) == 1
