"""A connection that was lost, and files that come and go, never make another state look like one seen before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.support.stores import empty_store_url
from tests.unit.store.test_file_version import file, write

from labour_ledger.store.file_version import FileVersion
from labour_ledger.store.queries import save_party_profile
from labour_ledger.store.session import open_store

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


def test_store_whose_file_another_one_took_the_place_of_reads_the_new_one(tmp_path: Path) -> None:
    in_use, new = (empty_store_url("sqlite", tmp_path) for _ in range(2))
    with closing(open_store(in_use)) as store, closing(open_store(new)) as other:
        for which, name in ((store, "old"), (other, "new")):
            with which.unit_of_work() as work:
                save_party_profile(work.session, bytes(32), name=name, country="ID")
        other.close()
        Path(new.removeprefix("sqlite:///")).replace(in_use.removeprefix("sqlite:///"))
        for beside in ("-wal", "-shm"):
            Path(f"{in_use.removeprefix('sqlite:///')}{beside}").unlink(missing_ok=True)
        with store.reading() as session:
            assert session.execute(text("SELECT name FROM own_party_profile")).scalars().all() == ["new"]
