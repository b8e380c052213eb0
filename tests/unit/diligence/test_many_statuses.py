"""Many statuses at once are the single ones, from a snapshot and from the store."""

from typing import Any

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.errors import QuestionInvalid, SchemaNotRegistered
from labour_ledger.diligence.many_statuses import MOST_SCHEMAS, MOST_SITES, ManyStatuses, many_statuses
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.status import site_status
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode

SCHEMA = "ilo/c029@1930"


def codes_of(answer: ManyStatuses) -> list[tuple[str, list[str]]]:
    return [
        (status.code.value, [flag.value for flag in status.flags]) for site in answer.sites for status in site.statuses
    ]


@pytest.mark.parametrize("dates", [{}, {"valid_at_text": "2025-01-01T00:00:30Z", "known_at_text": "today"}])
def test_many_statuses_are_the_single_ones_from_snapshot_and_store(
    dates: dict[str, Any],
    names: dict[str, bytes],
    simulator: LedgerSimulator,
    store: Store,
    ledger: LedgerKey,
) -> None:
    simulator.register_schema("ilo/c138@1973")
    simulator.mine()
    index(simulator, store, ledger)
    sites = [names["mill"], names["twin"]]
    schemas = [SCHEMA, "ilo/c138@1973"]
    tiers = SnapshotKeeper(store, ledger).refresh()
    with store.reading() as session:
        asked: dict[str, Any] = {"schema_ids": schemas, **dates}
        from_store = many_statuses(session, ledger, [to_hex(site) for site in sites], **asked)
        from_snapshot = many_statuses(session, ledger, [to_hex(site) for site in sites], **asked, tiers=tiers)
        single = [
            site_status(session, ledger, site, schema_id=schema, **dates).status for site in sites for schema in schemas
        ]
    expected = [
        (one.code.value, [flag.code.value for flag in one.flags if flag.code is not FlagCode.IDENTITY_UNCHECKED])
        for one in single
    ]
    assert codes_of(from_store) == codes_of(from_snapshot) == expected
    assert from_store.to_json() == from_snapshot.to_json()


def test_many_statuses_of_a_snapshot_that_is_behind_come_from_the_store(
    names: dict[str, bytes], simulator: LedgerSimulator, store: Store, ledger: LedgerKey
) -> None:
    tiers = SnapshotKeeper(store, ledger).refresh()
    new = simulator.register_subject("registered after the snapshot")
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        found = many_statuses(session, ledger, [to_hex(new)], schema_ids=[SCHEMA], tiers=tiers)
    assert codes_of(found) == [("unknown", [])]
    assert found.basis.block_number == simulator.head.number


@pytest.mark.parametrize(
    ("sites", "schemas"),
    [
        ([], [SCHEMA]),
        (["0x0000"] * (MOST_SITES + 1), [SCHEMA]),
        (["0x0000"], []),
        (["0x0000"], [SCHEMA] * (MOST_SCHEMAS + 1)),
        (["0x0000"], ["ledger/same-as@1"]),
    ],
)
def test_many_statuses_of_too_many_or_of_none_are_refused(
    sites: list[str], schemas: list[str], session: Session, ledger: LedgerKey
) -> None:
    with pytest.raises(QuestionInvalid):
        many_statuses(session, ledger, sites, schema_ids=schemas)


def test_many_statuses_under_a_schema_that_is_not_registered_are_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(SchemaNotRegistered):
        many_statuses(session, ledger, ["0x0000"], schema_ids=["ilo/c138@1973"])
