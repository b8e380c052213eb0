"""A connection that was lost, and files that come and go, never make another state look like one seen before."""

import sqlite3
from pathlib import Path

import pytest
from tests.unit.store.test_file_version import file, write

from labour_ledger.store.file_version import FileVersion

__all__ = ["file"]


def test_read_after_a_failure_differs_from_what_was_read_before_it(file: Path) -> None:
    version = FileVersion(file)
    seen = [version.read()]
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError), version.reading() as (connection, _):
            connection.execute("SELECT * FROM nothing")
        write(file, "INSERT INTO fact VALUES (1)")
        seen.append(version.read())
    assert len(set(seen)) == 4
    version.close()


def test_read_of_a_file_that_came_back_after_another_differs(file: Path, tmp_path: Path) -> None:
    version = FileVersion(file)
    first, kept = version.read(), tmp_path / "kept.db"
    file.rename(kept)
    write(file, "CREATE TABLE fact (number INTEGER)")
    second = version.read()
    write(kept, "INSERT INTO fact VALUES (1)")
    kept.replace(file)
    third = version.read()
    assert len({first, second, third}) == 3
    version.close()
