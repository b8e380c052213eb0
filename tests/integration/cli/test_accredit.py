from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import FAR_FUTURE, WORLD_START, LedgerWorld

from labour_ledger.chain.council import AccreditationGrant
from labour_ledger_verify.attestation import schema_hash

C029 = "ilo/c029@1930"
C138 = "ilo/c138@1973"


@pytest.fixture
def accreditor(world: LedgerWorld) -> int:
    """Return the number of a party that may accredit for two schemas in Indonesia."""
    number = world.parties["government"].number
    world.council.give_accreditations(
        [
            AccreditationGrant(number, schema_hash(schema), WORLD_START, FAR_FUTURE, country=b"ID", may_accredit=True)
            for schema in (C029, C138)
        ]
    )
    return number


def give(desk: Desk, world: LedgerWorld, *options: str) -> tuple[str | Path, ...]:
    number = world.parties["unaccredited_auditor"].number
    return ("accredit", "give", str(number), "--schema", C029, "--until", "2028-12-31", *options, *desk.password())


def test_accredit_give_by_an_accreditor_lets_an_auditor_record(desk: Desk, world: LedgerWorld, accreditor: int) -> None:
    audit = world.attestation("unaccredited_auditor", world.sites[0], C029, outcome=1)
    desk.json(*give(desk, world, "--country", "ID", "--key", "government"))
    world.record("unaccredited_auditor", audit)
    desk.run("index", "sync")
    (item,) = desk.json("accredit", "list", str(world.parties["unaccredited_auditor"].number))["items"]
    assert (item["schema"]["id"], item["country"], item["accreditor"]["party"]) == (C029, "ID", accreditor)
    assert item["mayAccredit"] is False
    assert C029 in desk.run("accredit", "list")[1]


def test_accredit_end_by_its_giver_ends_it(desk: Desk, world: LedgerWorld, accreditor: int) -> None:
    number = world.parties["unaccredited_auditor"].number
    desk.json(*give(desk, world, "--country", "ID", "--key", "government"))
    options = ("--schema", C029, "--country", "ID", "--key", "government")
    desk.json("accredit", "end", str(number), *options, *desk.password())
    ended = world.client.accreditation(number, schema_hash(C029), b"ID")
    assert ended is not None
    assert ended.until <= world.chain.timestamp()
    desk.run("index", "sync")
    assert desk.json("accredit", "list", str(number))["items"] == []
    assert "no accreditation" in desk.run("accredit", "list", str(number))[1]


def test_accredit_give_by_who_may_not_is_refused_and_nothing_is_given(
    desk: Desk, world: LedgerWorld, accreditor: int
) -> None:
    error = desk.json(*give(desk, world, "--country", "ID", "--key", "auditor"), code=3)
    assert error["context"]["error"] == "MayNotAccredit"
    number = world.parties["unaccredited_auditor"].number
    assert world.client.accreditation(number, schema_hash(C029), b"ID") is None


def test_accredit_give_several_is_all_or_none(desk: Desk, world: LedgerWorld, accreditor: int) -> None:
    options = ("--schema", C138, "--schema", "ilo/c182@1999", "--country", "ID", "--key", "government")
    error = desk.json(*give(desk, world, *options), code=3)
    assert error["context"]["item"] == 2
    number = world.parties["unaccredited_auditor"].number
    assert world.client.accreditation(number, schema_hash(C029), b"ID") is None


def test_accredit_give_dry_run_asks_and_sends_nothing(desk: Desk, world: LedgerWorld, accreditor: int) -> None:
    before = world.latest_block()
    assert desk.json(*give(desk, world, "--country", "ID", "--key", "government", "--dry-run"))["sent"] is False
    error = desk.json(*give(desk, world, "--country", "DE", "--key", "government", "--dry-run"), code=3)
    assert error["context"]["error"] == "MayNotAccredit"
    assert world.latest_block() == before


def test_accredit_list_unknown_party_is_named(desk: Desk) -> None:
    desk.run("index", "sync")
    assert desk.json("accredit", "list", "999", code=2)["code"] == "party-not-found"
