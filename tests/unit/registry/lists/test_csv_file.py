import hashlib

import pytest

from labour_ledger.registry.lists.csv_file import ListBroken, ListUnreadable, file_sha256, read_records


def test_read_records_rows_are_numbered_as_a_spreadsheet_does(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b'name,country\r\n"two\nlines",CN\r\n\r\nlast,VN\r\n')
    records = list(read_records(path))
    assert [record.number for record in records] == [1, 2, 3, 4]
    assert records[1].cells == ("two\nlines", "CN")
    assert records[2].cells == ()


def test_read_records_byte_order_mark_is_not_part_of_the_header(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xef\xbb\xbfname,country\n")
    assert next(read_records(path)).cells == ("name", "country")


def test_read_records_other_encoding_is_named_with_row(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"name,country\n" + b"a,CN\n" * 3 + b"caf\xe9,FR\n")
    with pytest.raises(ListUnreadable, match="0xe9") as caught:
        list(read_records(path))
    assert "UTF-8" in caught.value.hint


def test_read_records_utf_16_is_named(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,country\n", encoding="utf-16")
    with pytest.raises(ListUnreadable, match="UTF-16"):
        list(read_records(path))


def test_read_records_missing_file_is_named(tmp_path):
    with pytest.raises(ListUnreadable, match="No such file"):
        list(read_records(tmp_path / "none.csv"))


def test_read_records_directory_is_named(tmp_path):
    with pytest.raises(ListUnreadable):
        list(read_records(tmp_path))


def test_read_records_empty_file_is_named(tmp_path):
    path = tmp_path / "list.csv"
    path.touch()
    with pytest.raises(ListUnreadable, match="empty"):
        list(read_records(path))


def test_read_records_open_quotation_mark_is_named_with_row(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('name,country\na,CN\n"b,CN\n')
    with pytest.raises(ListBroken, match="row 3"):
        list(read_records(path))


def test_read_records_is_streaming(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,country\na,CN\n" + "b,CN\n" * 100_000 + '"open')
    records = read_records(path)
    assert next(records).cells == ("name", "country")
    assert next(records).cells == ("a", "CN")


def test_file_sha256_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"abc" * 1_000_000)
    assert file_sha256(path) == hashlib.sha256(b"abc" * 1_000_000).digest()


def test_file_sha256_missing_file_is_named(tmp_path):
    with pytest.raises(ListUnreadable):
        file_sha256(tmp_path / "none.csv")
