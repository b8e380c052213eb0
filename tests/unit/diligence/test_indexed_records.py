from __future__ import annotations

import pytest
from sqlmodel import Session

from labour_ledger.diligence.errors import RecordNotFound
from labour_ledger.diligence.indexed_records import indexed_record
from labour_ledger.errors import UnavailableError
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store


def test_indexed_record_is_the_one_with_the_uid(session: Session, ledger: LedgerKey, names: dict[str, bytes]) -> None:
    assert indexed_record(session, ledger, names["first"]).uid == names["first"]


def test_indexed_record_that_is_not_there_is_not_found(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(RecordNotFound, match="0x9999"):
        indexed_record(session, ledger, b"\x99" * 32)


def test_indexed_record_without_an_index_is_not_called_unknown(store: Store, ledger: LedgerKey) -> None:
    with store.reading() as opened, pytest.raises(UnavailableError):
        indexed_record(opened, ledger, b"\x99" * 32)
