import pytest

from labour_ledger.store.bulk import TABLES_BY_NAME
from labour_ledger.store.rows import ROW_TABLES, Row


@pytest.mark.parametrize("row_type", ROW_TABLES, ids=lambda row_type: row_type.__name__)
def test_row_fields_are_the_columns_in_order(row_type: type[Row]) -> None:
    table = TABLES_BY_NAME[ROW_TABLES[row_type]]
    assert row_type._fields == tuple(column.name for column in table.columns)


def test_every_table_of_facts_has_one_type_of_row() -> None:
    assert sorted(ROW_TABLES.values()) == sorted(TABLES_BY_NAME)
