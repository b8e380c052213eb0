import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from labour_ledger.errors import LabourLedgerError
from labour_ledger.store.errors import (
    StoreConflict,
    StoreFull,
    StoreLocked,
    StoreOutdated,
    StoreUnavailable,
    named_errors,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (sqlite3.OperationalError("database is locked"), StoreLocked),
        (sqlite3.OperationalError("unable to open database file"), StoreUnavailable),
        (sqlite3.OperationalError("database or disk is full"), StoreFull),
        (sqlite3.OperationalError("no such table: index_block"), StoreOutdated),
        (sqlite3.OperationalError("table index_block has no column named x: no such column"), StoreOutdated),
        (sqlite3.DatabaseError("file is not a database"), StoreUnavailable),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), StoreConflict),
        (psycopg.OperationalError("connection refused"), StoreUnavailable),
        (psycopg.errors.DiskFull("could not extend file: No space left on device"), StoreFull),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), StoreLocked),
        (psycopg.errors.UniqueViolation("duplicate key"), StoreConflict),
        (psycopg.errors.UndefinedTable("relation does not exist"), StoreOutdated),
        (psycopg.errors.UndefinedColumn("column does not exist"), StoreOutdated),
        (PoolTimeout("QueuePool limit"), StoreUnavailable),
    ],
)
def test_named_errors_say_what_is_wrong_and_what_to_do(error: Exception, expected: type[LabourLedgerError]) -> None:
    with pytest.raises(expected) as caught, named_errors("place"):
        raise error
    assert type(caught.value) is expected
    assert "place" in caught.value.message
    assert caught.value.hint
    assert caught.value.__cause__ is error


def test_named_errors_of_no_words_name_the_class() -> None:
    with pytest.raises(StoreUnavailable, match="OperationalError"), named_errors("place"):
        raise sqlite3.OperationalError


def test_named_errors_let_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), named_errors("place"):
        raise ZeroDivisionError
