"""Opening stores, and what units of work and readers promise."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from tests.support.stores import bare_store_url

from labour_ledger.errors import ConfigurationError, InputError, UnavailableError
from labour_ledger.store.errors import StoreConflict, StoreOutdated, StoreUnavailable, StoreUrlInvalid
from labour_ledger.store.ownership import INDEX_TABLES, OWN_TABLES
from labour_ledger.store.queries import get_document, save_documents
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.rows import BlockRow
from labour_ledger.store.session import Store, open_store

DOCUMENT = StoredDocument(b"\1" * 32, "ilo/c029@1930", b"\2" * 32, '{"name":"Fábrica"}'.encode(), 1_700_000_000)


def block_row(ledger: LedgerKey, number: int) -> BlockRow:
    return BlockRow(ledger.chain_id, ledger.contract, number, b"h" * 32, b"p" * 32, 1_700_000_000, 1)


def test_unit_of_work_ending_normally_commits(store: Store) -> None:
    with store.unit_of_work() as work:
        save_documents(work.session, [DOCUMENT])
    with store.reading() as session:
        assert get_document(session, DOCUMENT.document_hash) == DOCUMENT


def test_unit_of_work_left_by_an_error_changes_nothing(store: Store, ledger: LedgerKey) -> None:
    def fail_half_way() -> None:
        with store.unit_of_work() as work:
            save_documents(work.session, [DOCUMENT])
            work.insert([block_row(ledger, 1)])
            raise InputError("stop")

    with pytest.raises(InputError, match="stop"):
        fail_half_way()
    with store.reading() as session:
        assert get_document(session, DOCUMENT.document_hash) is None
        assert session.execute(text("SELECT count(*) FROM index_block")).scalar_one() == 0


def test_unit_of_work_inserting_a_row_twice_is_a_conflict(store: Store, ledger: LedgerKey) -> None:
    with pytest.raises(StoreConflict), store.unit_of_work() as work:
        work.insert([block_row(ledger, 1), block_row(ledger, 1)])
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM index_block")).scalar_one() == 0


def test_reading_sees_one_state_while_another_commits(store: Store) -> None:
    with store.reading() as session:
        before = get_document(session, DOCUMENT.document_hash)
        with store.unit_of_work() as work:
            save_documents(work.session, [DOCUMENT])
        assert get_document(session, DOCUMENT.document_hash) is before is None


def test_reading_session_is_never_committed(store: Store) -> None:
    if store.place.startswith("postgresql"):
        with pytest.raises(StoreUnavailable, match="read-only"), store.reading() as session:
            save_documents(session, [DOCUMENT])
    else:
        with store.reading() as session:
            save_documents(session, [DOCUMENT])
    with store.reading() as session:
        assert get_document(session, DOCUMENT.document_hash) is None


def test_open_store_without_tables_says_migrate(store_kind: str, tmp_path: Path) -> None:
    url = bare_store_url(store_kind, tmp_path)
    if store_kind == "sqlite":
        Path(url.removeprefix("sqlite:///")).touch()
    with pytest.raises(StoreOutdated, match="version none") as caught:
        open_store(url)
    assert "migrate" in caught.value.hint
    assert isinstance(caught.value, ConfigurationError)


def test_open_store_of_a_newer_program_says_update(store: Store, store_url: str) -> None:
    with store.unit_of_work() as work:
        work.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreOutdated, match="9999") as caught:
        open_store(store_url)
    assert "update" in caught.value.hint


def test_reading_when_a_table_is_missing_says_outdated(store: Store) -> None:
    with store.unit_of_work() as work:
        work.session.execute(text("DROP TABLE own_document"))
    with pytest.raises(StoreOutdated), store.reading() as session:
        get_document(session, DOCUMENT.document_hash)


def test_open_store_create_twice_keeps_rows(store: Store, store_url: str) -> None:
    with store.unit_of_work() as work:
        save_documents(work.session, [DOCUMENT])
    again = open_store(store_url, create=True)
    with again.reading() as session:
        assert get_document(session, DOCUMENT.document_hash) == DOCUMENT
    again.close()


def test_unit_of_work_while_another_process_writes_is_unavailable(store: Store, store_url: str) -> None:
    if store_url.startswith("sqlite"):
        blocker = sqlite3.connect(store_url.removeprefix("sqlite:///"), isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked") as caught, store.unit_of_work() as work:
            save_documents(work.session, [DOCUMENT])
        blocker.execute("ROLLBACK")
        blocker.close()
    else:
        with psycopg.connect(store_url.replace("+psycopg", "")) as blocking:
            blocking.execute("LOCK TABLE own_document IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreUnavailable, match="lock") as caught, store.unit_of_work() as work:
                save_documents(work.session, [DOCUMENT])
    assert caught.value.hint
    assert caught.value.exit_code == 4
    with store.unit_of_work() as work:
        save_documents(work.session, [DOCUMENT])


def test_open_store_create_and_read_while_another_process_writes(store: Store, store_url: str) -> None:
    with store.unit_of_work() as work:
        save_documents(work.session, [DOCUMENT])
        other = open_store(store_url, create=True, busy_timeout_s=0.2)
        with other.reading() as session:
            assert get_document(session, DOCUMENT.document_hash) is None
        other.close()


def test_open_store_without_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no store at") as caught:
        open_store(f"sqlite:///{tmp_path}/absent.db")
    assert "migrate" in caught.value.hint
    assert not (tmp_path / "absent.db").exists()


def test_open_store_create_makes_the_directory(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/deep/er/index.db", create=True).close()
    assert (tmp_path / "deep/er/index.db").is_file()


def test_open_store_create_below_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/index.db", create=True)


def test_open_store_create_on_a_directory_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "index.db").mkdir()
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}/index.db", create=True)


def test_open_store_of_another_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "index.db").write_bytes(b"this is no database, but long enough to look like one" * 40)
    with pytest.raises(UnavailableError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/index.db")


def test_reading_after_the_file_is_gone_is_unavailable(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/index.db", create=True)
    (tmp_path / "index.db").unlink()
    with pytest.raises(StoreUnavailable, match="is gone"), store.reading():
        pass
    with pytest.raises(StoreUnavailable, match="is gone"), store.unit_of_work():
        pass
    store.close()


def test_open_store_postgresql_down_is_unavailable_and_hides_the_password() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_store("postgresql+psycopg://someone:secret@127.0.0.1:1/nowhere")
    assert "secret" not in caught.value.message
    assert "***" in caught.value.message


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/database", "sqlite://", "sqlite:///:memory:"])
def test_open_store_with_an_unknown_url_is_refused(url: str) -> None:
    with pytest.raises(StoreUrlInvalid) as caught:
        open_store(url, create=True)
    assert "postgresql+psycopg" in caught.value.hint


def test_open_store_sqlite_sets_wal_and_foreign_keys(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/index.db", create=True)
    with store.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    store.close()


def test_sqlite_tables_are_strict(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/index.db", create=True)
    with store.reading() as session:
        rows = session.execute(text("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")).all()
    ours = {name: strict for name, strict in rows if name.startswith(("index_", "own_"))}
    assert len(ours) == len(INDEX_TABLES) + len(OWN_TABLES)
    assert set(ours.values()) == {1}
    store.close()
