from labour_ledger.store.ownership import FACT_TABLES, INDEX_TABLES, OWN_TABLES
from labour_ledger.store.tables import METADATA


def test_every_table_is_either_rebuilt_or_owned() -> None:
    listed = [table.name for table in (*INDEX_TABLES, *OWN_TABLES)]
    assert sorted(listed) == sorted(METADATA.tables)
    assert all(table.name.startswith("index_") for table in INDEX_TABLES)
    assert all(table.name.startswith("own_") for table in OWN_TABLES)


def test_every_index_table_is_keyed_by_its_ledger() -> None:
    for table in INDEX_TABLES:
        assert [column.name for column in table.primary_key.columns][:2] == ["chain_id", "contract"]


def test_every_fact_stands_at_a_block() -> None:
    for table in FACT_TABLES:
        assert "block_number" in table.primary_key.columns


def test_names_of_indexes_fit_postgresql() -> None:
    names = [index.name for table in (*INDEX_TABLES, *OWN_TABLES) for index in table.indexes]
    assert len(names) == len(set(names))
    assert all(name is not None and len(name) <= 63 for name in names)
