from __future__ import annotations

import pytest

from labour_ledger.attesting.sheet_content import CellInvalid, content_from_cells
from labour_ledger.schemas.catalogue import SchemaUnknown

SCHEMA = "ilo/c029@1930"


@pytest.mark.parametrize(
    ("path", "cell", "value"),
    [
        ("technique", "on-site", "on-site"),
        ("workerGroups", "own-employees; migrant ;", ["own-employees", "migrant"]),
        ("workerGroups", '["migrant"]', ["migrant"]),
        ("findings", "[]", []),
        ("findings", '[{"topic": "debt-bondage"}]', [{"topic": "debt-bondage"}]),
        ("note", "1", "1"),
        ("noSuchField", "1", "1"),
    ],
)
def test_content_from_cells_types_come_from_the_schema(path: str, cell: str, value: object) -> None:
    assert content_from_cells(SCHEMA, "", {path: cell}) == {path: value}


@pytest.mark.parametrize(("cell", "value"), [("yes", True), ("TRUE", True), ("0", False), ("No", False)])
def test_content_from_cells_yes_and_no_are_read(cell: str, value: bool) -> None:
    content = content_from_cells(SCHEMA, "", {"sample.interviewsPrivate": cell})
    assert content == {"sample": {"interviewsPrivate": value}}


def test_content_from_cells_number_is_read() -> None:
    content = content_from_cells("ledger/supply-link@1", "", {"source.row": "12"})
    assert content == {"source": {"row": 12}}


def test_content_from_cells_object_in_one_cell_is_json() -> None:
    content = content_from_cells("ledger/supply-link@1", "", {"period": '{"from": "2021-01-01"}'})
    assert content == {"period": {"from": "2021-01-01"}}


def test_content_from_cells_whole_and_fields_are_joined() -> None:
    content = content_from_cells(SCHEMA, '{"sample": {"representativesMet": true}}', {"sample.interviewsPrivate": "no"})
    assert content == {"sample": {"representativesMet": True, "interviewsPrivate": False}}


@pytest.mark.parametrize(
    ("schema", "whole", "fields", "column", "words"),
    [
        (SCHEMA, "[1]", {}, "content", "JSON object"),
        (SCHEMA, "{", {}, "content", "not JSON"),
        (SCHEMA, '{"a": 1, "a": 2}', {}, "content", "twice"),
        (SCHEMA, '{"a": 0.5}', {}, "content", "not a whole number"),
        (SCHEMA, '{"note": "x"}', {"note": "y"}, "content.note", "given twice"),
        (
            SCHEMA,
            '{"sample": "x"}',
            {"sample.interviewsPrivate": "yes"},
            "content.sample.interviewsPrivate",
            "as a value",
        ),
        (SCHEMA, "", {"sample.interviewsPrivate": "maybe"}, "content.sample.interviewsPrivate", "neither"),
        (SCHEMA, "", {"findings": "[none"}, "content.findings", "not JSON"),
        ("ledger/supply-link@1", "", {"source.row": "1.5"}, "content.source.row", "not a whole number"),
        ("ledger/supply-link@1", "", {"source.row": "9" * 17}, "content.source.row", "not a whole number"),
    ],
)
def test_content_from_cells_unreadable_cell_names_its_column(
    schema: str, whole: str, fields: dict[str, str], column: str, words: str
) -> None:
    with pytest.raises(CellInvalid, match=words) as caught:
        content_from_cells(schema, whole, fields)
    assert caught.value.column == column


def test_content_from_cells_unknown_schema_is_refused() -> None:
    with pytest.raises(SchemaUnknown):
        content_from_cells("ilo/c999@1", "", {})
