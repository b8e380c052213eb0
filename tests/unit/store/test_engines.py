"""Connections of SQLite wait for each other from the first one on."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from labour_ledger.store.engines import make_engine
from labour_ledger.store.urls import parse_url


def test_make_engine_new_file_locked_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.2, other.execute, args=["COMMIT"])
        timer.start()
        engine = make_engine(parse_url(f"sqlite:///{path}"), 5.0)
        with engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        engine.dispose()
        timer.join()
    assert mode == "wal"


def test_make_engine_new_file_locked_for_longer_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        engine = make_engine(parse_url(f"sqlite:///{path}"), 0.1)
        with pytest.raises(OperationalError, match="locked"), engine.connect():
            pass
        engine.dispose()
