import sqlite3
from pathlib import Path

import pytest

from labour_ledger.store.errors import StoreUnavailable
from labour_ledger.store.file_version import FileVersion


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "store.db"
    write(made, "PRAGMA journal_mode = WAL", "CREATE TABLE fact (number INTEGER)")
    return made


def write(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_read_differs_after_every_commit_and_only_then(file: Path) -> None:
    version = FileVersion(file)
    seen = [version.read() for _ in range(3)]
    assert len(set(seen)) == 1
    for _ in range(3):
        write(file, "INSERT INTO fact VALUES (1)")
        seen.append(version.read())
    write(file, "BEGIN", "INSERT INTO fact VALUES (1)", "ROLLBACK")
    seen.append(version.read())
    assert len(set(seen)) == 4
    version.close()


def test_read_of_a_file_put_in_place_of_another_differs(file: Path, tmp_path: Path) -> None:
    version = FileVersion(file)
    first = version.read()
    other = tmp_path / "other.db"
    write(other, "CREATE TABLE fact (number INTEGER)")
    other.replace(file)
    assert version.read() not in (first, None)
    version.close()


def test_read_of_a_missing_file_is_none_and_makes_none(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    version = FileVersion(missing)
    assert version.read() is None
    assert not missing.exists()
    version.close()


def test_read_of_something_else_is_none(tmp_path: Path) -> None:
    version = FileVersion(tmp_path)
    assert version.read() is None
    version.close()


def test_reading_sees_one_state_from_its_first_statement_on(file: Path) -> None:
    version = FileVersion(file)
    with version.reading() as (connection, told):
        first = told()
        write(file, "INSERT INTO fact VALUES (1)")
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (0,)
        assert told() == first
    assert version.read() != first
    version.close()


def test_reading_after_a_statement_that_failed_begins_anew(file: Path) -> None:
    version = FileVersion(file)
    with pytest.raises(sqlite3.OperationalError), version.reading() as (connection, _):
        connection.execute("SELECT * FROM nothing")
    with version.reading() as (connection, _):
        assert connection.execute("SELECT count(*) FROM fact").fetchone() == (0,)
    version.close()


def test_reading_of_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    version = FileVersion(tmp_path / "missing.db")
    with pytest.raises(StoreUnavailable), version.reading():
        pass
