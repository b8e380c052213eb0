from __future__ import annotations

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"
SINCE = ("--from", "2025-01-01")


@pytest.mark.parametrize(("command", "relation"), [("reopen", "reopened"), ("merge", "merged-into")])
def test_site_change_is_recorded_as_a_statement(desk: Desk, world: LedgerWorld, command: str, relation: str) -> None:
    desk.run("index", "sync")
    others = (handle_of(world.sites[1]),) if command in ("move", "merge") else ()
    desk.json("sites", command, handle_of(world.sites[0]), *others, *SINCE, "--key", "supplier", *desk.password())
    desk.run("index", "sync")
    items = desk.json("history", handle_of(world.sites[0]))["items"]
    item = items[-1]
    content = item["record"]["document"]["content"]
    assert (content["relation"], content["from"]) == (relation, "2025-01-01")
    assert content.get("otherSubject") == (f"0x{world.sites[1].hex()}" if others else None)


def test_site_same_by_a_registrar_lets_a_negative_cross_over(desk: Desk, world: LedgerWorld) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[3], C029, outcome=3))
    desk.run("index", "sync")
    one, other = handle_of(world.sites[2]), handle_of(world.sites[3])
    assert desk.json("status", one, "--schema", C029)["status"]["code"] == "unknown"
    desk.json("sites", "same", one, other, "--matched-on", "address", "--key", "registrar", *desk.password())
    desk.run("index", "sync")
    assert desk.json("status", one, "--schema", C029)["status"]["code"] == "does_not_conform"


def test_site_change_dry_run_sends_nothing(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    before = world.latest_block()
    one, other = handle_of(world.sites[0]), handle_of(world.sites[1])
    desk.json("sites", "close", one, *SINCE, "--key", "supplier", "--dry-run")
    desk.json("sites", "move", one, other, *SINCE, "--key", "supplier", "--dry-run")
    assert world.latest_block() == before


def test_site_mark_by_the_council_closes_and_opens(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    handle = handle_of(world.sites[0])
    assert desk.json("sites", "mark", handle, "--closed")["done"] is True
    found = world.client.subject(world.sites[0])
    assert found is not None
    assert found.closed
    error = desk.json("sites", "mark", handle, "--closed", code=3)
    assert error["context"]["error"] == "SubjectAlreadyClosed"
    assert "marked as open" in desk.run("sites", "mark", handle, "--open")[1]
