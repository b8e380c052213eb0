import io
import sys

import pytest

from labour_ledger_verify.cli import files
from labour_ledger_verify.cli.files import read_all, read_limited
from labour_ledger_verify.errors import InputError

LINE = b'{"a": 1}'


def found_in(tmp_path, data):
    (tmp_path / "file.json").write_bytes(data)
    return [(found.line, found.content) for found in read_all([str(tmp_path / "file.json")])]


def test_read_all_lines_are_read_one_by_one(tmp_path):
    data = LINE + b"\n" + LINE + b"\n\n" + LINE
    assert found_in(tmp_path, data) == [(1, LINE + b"\n"), (2, LINE + b"\n"), (4, LINE)]


def test_read_all_lines_may_be_more_than_a_file_may_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 20)
    assert len(found_in(tmp_path, (LINE + b"\n") * 50)) == 50


def test_read_all_line_that_is_too_long_is_passed_on_cut_and_ends_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 20)
    found = found_in(tmp_path, LINE + b"\n" + LINE + b"\n" + b"{" * 50 + b"\n" + LINE)
    assert [(line, len(content)) for line, content in found] == [(1, 9), (2, 9), (3, 21)]


def test_read_all_lines_after_a_broken_first_one_are_still_lines(tmp_path):
    assert [line for line, _ in found_in(tmp_path, b"{\n" + LINE + b"\n" + LINE)] == [1, 2, 3]


@pytest.mark.parametrize("data", [b"", LINE, b'{\n"a":\n1}\n', b'{"a": {"b": 1},\n "c": 1}\n', LINE + b"\n\n"])
def test_read_all_one_text_is_one_however_it_is_spread(tmp_path, data):
    assert found_in(tmp_path, data) == [(0, data)]


def test_read_all_file_that_is_too_large_is_passed_on_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 20)
    for data in (b"[\n" + b" " * 100, b" " * 100):
        ((line, content),) = found_in(tmp_path, data)
        assert (line, 20 < len(content) <= 42) == (0, True)


def test_read_all_standard_input_may_be_lines(monkeypatch):
    monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": io.BytesIO(LINE + b"\n" + LINE)}))
    assert [found.place for found in read_all(["-"])] == ["standard input, line 1", "standard input, line 2"]


def test_read_limited_of_a_folder_says_why(tmp_path):
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_limited(tmp_path, 5)
