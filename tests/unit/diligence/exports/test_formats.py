"""Every table in every format, read back with the libraries that others read them with."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow.ipc
import pyarrow.parquet
import pytest
from sqlmodel import Session
from tests.support.question_world import C029, LEDGER, QuestionWorld

from labour_ledger.diligence.basis import read_basis
from labour_ledger.diligence.exports.formats import MEDIA_TYPES, block_words, write_table
from labour_ledger.diligence.exports.tables import TABLES, Table, read_table, table_of_answer
from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.model import Column, Kind
from labour_ledger_verify.hexadecimal import to_hex

ROWS = {"records": 22, "sites": 11, "links": 9}


def written(table: Table, format_name: str) -> tuple[int, bytes]:
    output = io.BytesIO()
    count = write_table(table, output, format_name)
    return count, output.getvalue()


def read_back(data: bytes, format_name: str) -> list[dict[str, Any]]:
    if format_name == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    if format_name == "jsonl":
        return [json.loads(line) for line in data.splitlines()]
    if format_name == "parquet":
        return list(pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist())
    return list(pyarrow.ipc.open_stream(data).read_all().to_pylist())


@pytest.mark.parametrize("format_name", MEDIA_TYPES)
@pytest.mark.parametrize("name", TABLES)
def test_write_table_writes_every_row_with_its_columns(session: Session, name: str, format_name: str) -> None:
    count, data = written(read_table(session, LEDGER, name), format_name)
    rows = read_back(data, format_name)
    assert count == len(rows) == ROWS[name]
    assert list(rows[0]) == [column.name for column in TABLES[name][0]]
    key = "subject" if name == "sites" else "uid"
    keys = [row[key] for row in read_back(written(read_table(session, LEDGER, name), "jsonl")[1], "jsonl")]
    assert [row[key] for row in rows] == keys


def test_write_table_keeps_types_and_basis_in_parquet(session: Session, world: QuestionWorld) -> None:
    _, data = written(read_table(session, LEDGER, "records"), "parquet")
    table = pyarrow.parquet.read_table(io.BytesIO(data))
    audit = next(row for row in table.to_pylist() if row["uid"] == to_hex(world.uids["mill audit"]))
    assert audit["validUntil"] == datetime(2025, 1, 31, tzinfo=UTC)
    assert (audit["party"], audit["accreditor"]) == (2, 0)
    basis = json.loads(table.schema.metadata[b"basis"])
    assert basis["block"]["number"] == world.simulator.head.number
    # the links go on for ever, and no calendar does
    link = next(row for row in table.to_pylist() if row["schema"] == "ledger/supply-link@1")
    assert link["validUntil"] is None


def test_write_table_of_an_answer_has_lists_as_lists(session: Session, world: QuestionWorld) -> None:
    values = {"buyer": world.handle("Brand"), "standard": C029}
    table = table_of_answer(ask(session, LEDGER, "coverage", values, limit=None))
    _, data = written(table, "arrow")
    first = read_back(data, "arrow")[0]
    assert dict(first["sitesByCode"])["self_declared"] == 1
    findings = table_of_answer(ask(session, LEDGER, "open-findings", {"severity": "minor"}, limit=None))
    rows = read_back(written(findings, "arrow")[1], "arrow")
    assert [to_hex(world.uids["refinery audit"]), to_hex(world.uids["claim"])] in [row["uids"] for row in rows]


def test_write_table_keeps_a_spreadsheet_from_running_names(session: Session) -> None:
    column = Column("name", Kind.TEXT, "A name")
    names = ["=HYPERLINK(1)", "+1", "-1", "@a", "\tb", "plain", 'with "quotes", and\nlines']
    table = Table("names", (column,), iter([{"name": name} for name in names]), read_basis(session, LEDGER))
    _, data = written(table, "csv")
    assert [row["name"] for row in read_back(data, "csv")] == [
        "'=HYPERLINK(1)",
        "'+1",
        "'-1",
        "'@a",
        "'\tb",
        "plain",
        'with "quotes", and\nlines',
    ]


def test_write_table_without_rows_has_its_columns(session: Session) -> None:
    for format_name in MEDIA_TYPES:
        table = Table("none", TABLES["links"][0], iter(()), read_basis(session, LEDGER))
        count, data = written(table, format_name)
        assert count == 0
        assert read_back(data, format_name) == []


def test_block_words_name_chain_and_block(session: Session, world: QuestionWorld) -> None:
    basis = read_basis(session, LEDGER)
    assert block_words(basis) == f"chain 31337, block {world.simulator.head.number} {to_hex(basis.block_hash)}"
