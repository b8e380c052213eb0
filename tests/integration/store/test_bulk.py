"""Bulk writing: every type of row comes back as it went in, on both stores."""

import pytest
from sqlalchemy import LargeBinary, Text, select

from labour_ledger.store.bulk import TABLES_BY_NAME
from labour_ledger.store.columns import BigEndian
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.rows import ROW_TABLES, Row
from labour_ledger.store.session import Store


def sample_row(row_type: type[Row], ledger: LedgerKey, number: int) -> Row:
    values: list[object] = []
    for column in TABLES_BY_NAME[ROW_TABLES[row_type]].columns:
        if column.name in ("chain_id", "contract"):
            values.append(getattr(ledger, column.name))
        elif isinstance(column.type, BigEndian):
            values.append(2 ** (8 * column.type.width_bytes) - 1 - number)
        elif isinstance(column.type, LargeBinary):
            values.append(bytes([number, 0, 255]))
        elif isinstance(column.type, Text):
            values.append(f"Fábrica '{number}'\n")
        else:
            values.append(None if column.nullable and number % 2 else 2**63 - 1 - number)
    return row_type(*values)  # type: ignore[arg-type]


@pytest.mark.parametrize("row_type", ROW_TABLES, ids=lambda row_type: row_type.__name__)
def test_insert_rows_then_read_gives_the_same_values(store: Store, ledger: LedgerKey, row_type: type[Row]) -> None:
    rows = [sample_row(row_type, ledger, number) for number in range(5)]
    with store.unit_of_work() as work:
        work.insert(rows)
    table = TABLES_BY_NAME[ROW_TABLES[row_type]]
    with store.reading() as session:
        found = session.execute(select(table).order_by(table.c.block_number.desc())).all()
    assert [tuple(row) for row in found] == [tuple(row) for row in rows]


def test_insert_rows_of_nothing_changes_nothing(store: Store) -> None:
    with store.unit_of_work() as work:
        work.insert([])
    with store.reading() as session:
        for table in TABLES_BY_NAME.values():
            assert session.execute(select(table)).all() == []
