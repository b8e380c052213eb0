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
