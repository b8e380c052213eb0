from __future__ import annotations

from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"


def recorded(desk: Desk, world: LedgerWorld) -> str:
    """Record an audit; return its uid."""
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1)).uids
    desk.run("index", "sync")
    return f"0x{uid.hex()}"


def status(desk: Desk, world: LedgerWorld) -> str:
    desk.run("index", "sync")
    return str(desk.json("status", handle_of(world.sites[0]), "--schema", C029)["status"]["code"])


def test_revoke_by_its_issuer_ends_a_record(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    assert status(desk, world) == "conforms"
    world.chain.travel_by(60)
    done = desk.json("revoke", uid, "--key", "auditor", "--reason", "factual-error", *desk.password())
    assert len(done["submissions"]) == 1
    assert status(desk, world) == "revoked"


def test_dispute_by_workers_makes_a_record_disputed(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    world.chain.travel_by(60)
    options = ("--ground", "workers-not-heard", "--sought", "re-assessment", "--topic", "debt-bondage")
    desk.json("dispute", uid, "--key", "workers", *options, *desk.password())
    assert status(desk, world) == "disputed"


def test_revoke_dry_run_says_in_which_capacity_and_sends_nothing(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    before = world.latest_block()
    answer = desk.json("revoke", uid, "--key", "auditor", "--reason", "factual-error", "--dry-run")
    assert (answer["accepted"], answer["class"]) == (True, "auditor")
    assert world.latest_block() == before


def test_revoke_reason_not_of_the_schema_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    error = desk.json("revoke", uid, "--key", "auditor", "--reason", "changed-my-mind", *desk.password(), code=2)
    assert error["context"]["problems"][0]["field"] == "$.content.reasonCode"


def test_dispute_by_a_class_that_may_not_is_refused_by_the_contract(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    options = ("--ground", "workers-not-heard", "--sought", "re-assessment")
    error = desk.json("dispute", uid, "--key", "brand", *options, *desk.password(), code=3)
    assert error["context"]["error"] == "ClassNotAllowed"


def test_revoke_unknown_record_is_named(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    error = desk.json("revoke", "0x" + "ab" * 32, "--key", "auditor", "--reason", "factual-error", code=2)
    assert error["code"] == "record-not-found"


def test_revoke_before_anything_was_indexed_could_not_look(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json("revoke", "0x" + "ab" * 32, "--key", "auditor", "--reason", "factual-error", code=4)
    assert error["code"] == "index-empty"


def test_revoke_text_that_is_no_uid_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json("revoke", "0x12", "--key", "auditor", "--reason", "factual-error", code=2)
    assert "not a uid" in error["message"]
