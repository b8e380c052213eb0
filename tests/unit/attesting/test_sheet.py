from __future__ import annotations

import pytest

from labour_ledger.attesting.sheet import SheetInvalid, read_sheet

HEADER = "site,schema,outcome,valid_from,valid_until,ref,content.technique,content.sample.interviewsPrivate\n"


def problems_of(text: str) -> list[tuple[int, str, str]]:
    return [(found.row, found.problem.name, found.problem.field) for found in read_sheet(text.encode()).problems]


def test_read_sheet_columns_become_a_row() -> None:
    (row,) = read_sheet(
        (HEADER + "LL-7K3M-92QF,ilo/c029@1930,conforms,2026-01-01,2026-12-31,,on-site,true\n").encode()
    ).rows
    assert (row.number, row.site, row.schema_id, row.outcome) == (2, "LL-7K3M-92QF", "ilo/c029@1930", "conforms")
    assert (row.valid_from, row.valid_until, row.ref) == ("2026-01-01", "2026-12-31", "")
    assert row.content == {"technique": "on-site", "sample": {"interviewsPrivate": True}}


def test_read_sheet_empty_field_is_left_out_of_the_content() -> None:
    (row,) = read_sheet((HEADER + "x,ilo/c029@1930,,,,,,\n").encode()).rows
    assert row.content == {}


def test_read_sheet_optional_columns_may_be_missing() -> None:
    (row,) = read_sheet(b"site,schema\nx,ledger/reply@1\n").rows
    assert (row.outcome, row.valid_from, row.valid_until, row.ref) == ("", "", "", "")


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_read_sheet_semicolons_and_byte_order_mark_are_taken(start: str) -> None:
    (row,) = read_sheet((start + 'site;schema;content\r\nx;ledger/reply@1;"{""a"": ""1;2""}"\r\n').encode()).rows
    assert row.content == {"a": "1;2"}


def test_read_sheet_blank_rows_count_and_are_skipped() -> None:
    sheet = read_sheet(b"site,schema\n\n,\nx,ledger/reply@1\n")
    assert [row.number for row in sheet.rows] == [4]
    assert sheet.problems == ()


def test_read_sheet_row_numbers_count_rows_not_lines() -> None:
    sheet = read_sheet(b'site,schema,content\nx,ledger/reply@1,"{\n}"\ny,ledger/reply@1,\n')
    assert [row.number for row in sheet.rows] == [2, 3]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "lacks site and schema"),
        (b"site\nx\n", "lacks schema"),
        (b"site,schema,mood\n", "'mood' is not known"),
        (b"site,schema,content.\n", "'content.' is not known"),
        (b"site,schema,site\n", "there twice"),
        (b"site,schema\nM\xfcller,x\n", "not UTF-8 at byte 13"),
        (b'site,schema\n"x,y\n', "not CSV"),
        (b"site,schema\n" + b"x" * 200_001 + b",y\n", "not CSV"),
    ],
)
def test_read_sheet_that_is_none_is_refused_whole(data: bytes, words: str) -> None:
    with pytest.raises(SheetInvalid, match=words):
        read_sheet(data, what="audits.csv")


def test_read_sheet_too_large_is_refused() -> None:
    with pytest.raises(SheetInvalid, match="larger than 64 MiB"):
        read_sheet(bytes(64 * 2**20 + 1))


def test_read_sheet_broken_rows_are_named_and_the_others_read() -> None:
    text = (
        "site,schema,content,content.technique\n"
        "a,ilo/c029@1930,,on-site\n"
        "b,ilo/c029@1930\n"
        ",ilo/c029@1930,,on-site\n"
        "d,ilo/c999@1930,,on-site\n"
        'e,ilo/c029@1930,"{""technique"": ""desk""}",on-site\n'
        "f,ilo/c029@1930,not json,\n"
        'g,ilo/c029@1930,"[1]",\n'
    )
    assert [row.site for row in read_sheet(text.encode()).rows] == ["a"]
    assert problems_of(text) == [
        (3, "row-ragged", "row"),
        (4, "cell-empty", "site"),
        (5, "schema-unknown", "schema"),
        (6, "cell-invalid", "content.technique"),
        (7, "cell-invalid", "content"),
        (8, "cell-invalid", "content"),
    ]


def test_row_problem_to_json_names_row_and_field() -> None:
    (problem,) = read_sheet(b"site,schema\n,ilo/c029@1930\n").problems
    assert problem.to_json() == {
        "row": 2,
        "name": "cell-empty",
        "field": "site",
        "message": "is empty",
        "hint": "Fill it in, or remove the row.",
    }
