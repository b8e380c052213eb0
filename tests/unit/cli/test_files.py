from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from labour_ledger.cli import files
from labour_ledger.cli.files import FileUnusable, read_input, write_output


def test_read_input_dash_is_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"signed")))
    assert read_input(Path("-")) == b"signed"


def test_read_input_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match=r"nowhere\.json: No such file"):
        read_input(tmp_path / "nowhere.json")


def test_read_input_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_INPUT_BYTES", 3)
    (tmp_path / "file").write_bytes(b"1234")
    with pytest.raises(FileUnusable, match="larger"):
        read_input(tmp_path / "file")


def test_write_output_replaces_the_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "draft.json"
    target.write_text("old and long")
    write_output(target, "new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_write_output_where_it_cannot_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileUnusable, match="folder"):
        write_output(tmp_path / "folder", "text")
    with pytest.raises(FileUnusable, match="missing"):
        write_output(tmp_path / "missing" / "draft.json", "text")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]
