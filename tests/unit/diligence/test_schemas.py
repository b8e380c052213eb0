"""Schemas as this ledger has them."""

from __future__ import annotations

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.errors import SchemaNotRegistered
from labour_ledger.diligence.schemas import schema, schemas
from labour_ledger.schemas.catalogue import SchemaUnknown, load_schema
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store


def test_schemas_are_those_of_the_ledger_in_order(session: Session, ledger: LedgerKey) -> None:
    items = schemas(session, ledger).to_json()["items"]
    assert isinstance(items, list)
    assert [item["id"] for item in items] == ["ilo/c029@1930", "ledger/same-as@1"]
    assert [item["retiredAt"] is None for item in items] == [True, False]
    assert [item["acting"] for item in items] == [False, True]


def test_schema_shows_its_rule_of_the_chain_and_its_content_of_the_catalogue(
    session: Session, ledger: LedgerKey
) -> None:
    found = schema(session, ledger, "ilo/c029@1930").to_json()
    assert found["content"] == load_schema("ilo/c029@1930").content
    assert found["selfDeclaration"] is True
    assert found["accreditationRequired"] is False
    assert found["contentMatches"] is False


def test_schema_of_somebody_else_is_shown_without_content(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    assert names
    simulator.register_schema("theirs/audit@9")
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        found = schema(session, ledger, "theirs/audit@9").to_json()
        listed = schemas(session, ledger).to_json()["items"]
    assert isinstance(listed, list)
    assert found["content"] is found["title"] is found["contentMatches"] is None
    assert listed[-1]["title"] is None


def test_schema_that_nobody_knows_is_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(SchemaUnknown):
        schema(session, ledger, "no/such@1")


def test_schema_that_this_ledger_lacks_is_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(SchemaNotRegistered):
        schema(session, ledger, "sai/sa8000@2014")
