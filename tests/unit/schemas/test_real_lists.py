"""Ordinary rows of published lists are not taken for personal data.

Collected when LABOUR_LEDGER_DATA names the folder of the lists.
"""

import csv
import os
from pathlib import Path

import pytest

from labour_ledger.schemas.personal_data import find_personal_data

DATA = Path(os.environ["LABOUR_LEDGER_DATA"])
LISTS = [
    "palm/uml_mills.csv",
    "apparel/nike_facilities_2021.csv",
    "apparel/nike_facilities_2025.csv",
    "apparel/osh_facility_lists.csv",
    "apparel/osh_entity_match_labels.csv",
    "apparel/wikirate_brand_supplier_edges.csv",
    "apparel/wikirate_brand_ownership.csv",
    "reference/hs_codes.csv",
    "ilab/ilab_projects.csv",
    "ilab/ilab_suggested_actions.csv",
    "taxonomy/global_trace_indicators.csv",
]


@pytest.mark.parametrize("name", LISTS)
def test_find_personal_data_in_published_rows_finds_nothing(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert rows
    assert [row for row in rows if find_personal_data({"texts": list(row.values())})] == []


NAMED = [
    ("palm/uml_mills.csv", "mill_name"),
    ("apparel/nike_facilities_2021.csv", "name"),
    ("apparel/osh_facility_lists.csv", "name"),
]


@pytest.mark.parametrize(
    ("note", "most"),
    [
        ("The mill of {} was visited in May.", 0.02),
        ("Yarn comes from {}.", 0.05),
        ("{} confirmed that the roof was repaired.", 0.10),
    ],
)
def test_find_personal_data_in_notes_on_firms_is_hardly_ever_wrong(note: str, most: float) -> None:
    """Names of firms are full of names of people; capitals are taken out, as nobody writes a note in them."""
    names = {_usual_case(row[column]) for path, column in NAMED for row in _rows(path) if row[column]}

    refused = [name for name in names if find_personal_data({"note": note.format(name)})]

    assert len(names) > 3_000
    assert len(refused) / len(names) < most, sorted(refused)[:20]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _usual_case(name: str) -> str:
    return name.title() if name.isupper() else name
