"""Whole tables as columns: through a driver of columns and through a session they are the same, on both stores.

That both are in one process does no harm here, as nobody writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from tests.support.store_fixtures import IndexedLedger

from labour_ledger.store.column_reading import ColumnReader
from labour_ledger.store.column_rows import RECORDS, SUBJECTS, ColumnAddress, ColumnsUnreadable, RowKind, Rows
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.snapshot_columns import address_of, record_rows, subject_rows
from labour_ledger.store.results import LedgerKey


def values(kind: RowKind, parts: Iterable[Rows]) -> list[tuple[object, ...]]:
    found = []
    for rows in parts:
        columns = (rows[name].astype(np.int64) if kind.row[name].kind in "iu" else rows[name] for name in kind.names)
        found += list(zip(*(column.tolist() for column in columns), strict=True))
    return sorted(found)


@pytest.mark.parametrize("parts", [1, 3, 64])
def test_rows_in_parts_are_those_of_a_session(indexed: IndexedLedger, parts: int) -> None:
    with indexed.store.reading() as session, ColumnReader(address_of(session), indexed.ledger) as reader:
        cursor = get_cursor(session, indexed.ledger)
        assert cursor is not None
        assert reader.block_hash() == cursor.block_hash
        for kind, read in ((SUBJECTS, subject_rows), (RECORDS, record_rows)):
            conditions = reader.parts(kind, parts)
            found = [rows for condition in conditions for rows in reader.rows(kind, condition)]
            assert 0 < len(conditions) <= parts
            assert values(kind, found) == values(kind, read(session, indexed.ledger)) != []


def test_reader_of_another_ledger_sees_nothing(indexed: IndexedLedger) -> None:
    other = LedgerKey(indexed.ledger.chain_id, bytes(20))
    with indexed.store.reading() as session, ColumnReader(address_of(session), other) as reader:
        assert reader.block_hash() is None
        assert [*reader.rows(RECORDS, "1 = 1")] == []


def test_rows_of_another_width_are_refused(indexed: IndexedLedger) -> None:
    narrow = RowKind("index_subject", np.dtype([("subject", "V20")]), ("subject",))
    with (
        indexed.store.reading() as session,
        ColumnReader(address_of(session), indexed.ledger) as reader,
        pytest.raises(ColumnsUnreadable, match="values of subject that are not 20 bytes"),
    ):
        list(reader.rows(narrow, "1 = 1"))


def test_rows_of_a_table_that_is_missing_are_refused(indexed: IndexedLedger) -> None:
    missing = RowKind("index_nothing", np.dtype([("subject", "V32")]), ("subject",))
    with (
        indexed.store.reading() as session,
        ColumnReader(address_of(session), indexed.ledger) as reader,
        pytest.raises(ColumnsUnreadable, match="index_nothing could not be read as columns"),
    ):
        list(reader.rows(missing, "1 = 1"))


def test_reader_of_a_store_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnreadable, match="could not be read"):
        ColumnReader(ColumnAddress(False, str(tmp_path / "nothing.db")), LedgerKey(1, bytes(20))).block_hash()
