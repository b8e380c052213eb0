"""Migrations give the tables that the code describes, and can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from tests.support.stores import bare_store_url

from labour_ledger.store import migrate
from labour_ledger.store.session import Store, open_store
from labour_ledger.store.tables import METADATA


def test_migrations_give_the_tables_of_the_metadata(store: Store) -> None:
    with store.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrations_up_down_up_leave_nothing_behind(store_kind: str, tmp_path: Path) -> None:
    engine = create_engine(bare_store_url(store_kind, tmp_path))
    with engine.begin() as connection:
        migrate.upgrade(connection)
        assert migrate.current_version(connection) == migrate.newest_version()
    with engine.begin() as connection:
        migrate.downgrade(connection)
        assert migrate.current_version(connection) is None
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with engine.begin() as connection:
        migrate.upgrade(connection)
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}
    engine.dispose()


def test_is_known_of_a_version_we_have_is_true() -> None:
    assert migrate.is_known(migrate.newest_version())
    assert not migrate.is_known("9999")


def test_two_programs_that_migrate_at_once_take_turns(store_kind: str, tmp_path: Path) -> None:
    url = bare_store_url(store_kind, tmp_path)
    with ThreadPoolExecutor(3) as pool:
        for opened in pool.map(lambda _: open_store(url, create=True), range(3)):
            opened.close()
    open_store(url).close()
