"""Two brands' published lists of mills, imported by the product on a real chain, and what changed from year to year.

Without `ALL_ROWS_OF_LISTS` those mills are left out that a brand names in all three years: they were neither added
nor dropped. With it (`make check-brands DATA=folder`) every row is imported, and the totals are those of the lists too.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

DATA = Path(os.environ["LABOUR_LEDGER_DATA"]) / "palm"
ALL_ROWS = bool(os.environ.get("ALL_ROWS_OF_LISTS"))
BRANDS = ("PepsiCo", "Unilever")
YEARS = ("2019", "2020", "2021")
KNOWN = {
    ("PepsiCo", "2019"): (83, 345),
    ("PepsiCo", "2020"): (508, 49),
    ("Unilever", "2019"): (134, 31),
    ("Unilever", "2020"): (27, 250),
}
"""Mills added and dropped from a year to the next, counted in the file by other means."""
NAMED = {
    ("PepsiCo", "2019"): 1_424,
    ("PepsiCo", "2020"): 1_162,
    ("Unilever", "2019"): 1_512,
    ("Unilever", "2020"): 1_615,
}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(rows: Iterable[dict[str, str]], columns: Iterable[str], file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, list(columns))
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """The rows of the two brands, and of their mills, as files of the same form."""
    links = [row for row in _rows("brand_mill_edges.csv") if row["consumer_brand"] in BRANDS]
    links = [row for row in links if row["report_year"] in YEARS]
    years: dict[tuple[str, str], set[str]] = {}
    for row in links:
        years.setdefault((row["consumer_brand"], row["uml_id"]), set()).add(row["report_year"])
    if not ALL_ROWS:
        links = [row for row in links if len(years[row["consumer_brand"], row["uml_id"]]) < len(YEARS)]
    named = {row["uml_id"] for row in links}
    mills = [row for row in _rows("uml_mills.csv") if row["uml_id"] in named]
    return (
        _write(mills, mills[0], tmp_path / "mills.csv"),
        _write(links, links[0], tmp_path / "brand_mill_edges.csv"),
    )


def test_changed_suppliers_of_imported_lists_are_those_of_the_files(
    desk: Desk, world: LedgerWorld, lists: tuple[Path, Path]
) -> None:
    for file in lists:
        options = (
            "--key",
            "registrar",
            "--accept-good-rows",
            "--no-statements" if file is lists[0] else "--statements",
        )
        desk.json("sites", "import", file, *desk.password(), *options)
    desk.run("index", "sync")
    for (brand, year), (added, dropped) in KNOWN.items():
        answer: Any = desk.json(
            "ask",
            "changed-suppliers",
            "--buyer",
            brand,
            "--since",
            f"{year}-12-31",
            "--until",
            f"{int(year) + 1}-12-31",
        )
        summary = answer["summary"]
        assert (summary["added"], summary["dropped"]) == (added, dropped), (brand, year)
        assert all(row["uids"] for row in answer["items"])
        if ALL_ROWS:
            assert summary["before"] == NAMED[brand, year]
