"""Templates read back: what a clerk is given is what an import takes."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from labour_ledger.attesting.sheet import read_sheet
from labour_ledger.attesting.sheet_template import template_columns, template_csv, template_excel
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.content import validate_content


@pytest.mark.parametrize("schema_id", schema_ids())
def test_template_csv_examples_read_back_as_the_schemas_examples(schema_id: str) -> None:
    sheet = read_sheet(template_csv(schema_id))
    assert sheet.problems == ()
    assert [dict(row.content) for row in sheet.rows] == [dict(example) for example in load_schema(schema_id).examples]
    for row in sheet.rows:
        validate_content(schema_id, dict(row.content))


@pytest.mark.parametrize("schema_id", ["ilo/c029@1930", "ledger/dispute@1"])
def test_template_excel_is_an_empty_sheet_with_lists_and_notes(schema_id: str) -> None:
    data = template_excel(schema_id)
    sheet = read_sheet(data)
    assert (sheet.rows, sheet.problems) == ((), ())
    workbook = load_workbook(io.BytesIO(data))
    assert workbook.sheetnames[0] == "Attestations"
    assert set(workbook.sheetnames[1:]) == {"Examples", "Notes", "Lists"}
    page = workbook["Attestations"]
    assert all(cell.comment for cell in page[1])
    listed = {str(rule.sqref).split(":")[0] for rule in page.data_validations.dataValidation}
    columns = template_columns(load_schema(schema_id))
    assert len(listed) == sum(bool(column.choices) for column in columns)


def test_template_columns_say_what_is_required_and_what_can_be_chosen() -> None:
    columns = {column.name: column for column in template_columns(load_schema("ilo/c029@1930"))}
    assert columns["content.technique"].required
    assert "on-site" in columns["content.technique"].choices
    assert not columns["content.sample.interviewsPrivate"].required
    assert columns["content.sample.interviewsPrivate"].choices == ("true", "false")
    assert "of own-employees" in columns["content.workerGroups"].note
    assert "JSON" in columns["content.findings"].note
