from __future__ import annotations

from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"


def test_status_text_says_code_reasons_records_and_basis(desk: Desk, world: LedgerWorld) -> None:
    site = handle_of(world.sites[0])
    (good,) = world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1)).uids
    world.chain.travel_by(60)
    (bad,) = world.record("other_auditor", world.attestation("other_auditor", world.sites[0], C029, outcome=3)).uids
    world.record("workers", world.attestation("workers", world.sites[0], "ledger/dispute@1", ref_uid=bad))
    desk.run("index", "sync")
    code, out, _ = desk.run("status", site, "--schema", C029)
    assert code == 0
    assert out.startswith("does_not_conform: ")
    for part in (
        site,
        C029,
        good.hex(),
        bad.hex(),
        "decides",
        "in conflict",
        "flag conflict",
        "rests on",
        "as known on",
    ):
        assert part in out


def test_status_as_known_before_a_record_does_not_know_it(desk: Desk, world: LedgerWorld) -> None:
    site = handle_of(world.sites[0])
    world.chain.travel_by(86_400)
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1))
    desk.run("index", "sync")
    assert desk.json("status", site, "--schema", C029)["status"]["code"] == "conforms"
    earlier = desk.json("status", site, "--schema", C029, "--known-at", "2025-01-01")
    assert earlier["status"]["code"] == "unknown"
    assert earlier["basis"]["knownAt"].startswith("2025-01-01T23:59:59")


def test_status_dates_and_schemas_that_cannot_be_asked_are_bad_input(desk: Desk, world: LedgerWorld) -> None:
    site = handle_of(world.sites[0])
    desk.run("index", "sync")
    assert desk.json("status", site, "--schema", C029, "--at", "yesterday", code=2)["code"] == "question-invalid"
    assert desk.json("status", site, "--schema", C029, "--at", "2199-01-01", code=2)["code"] == "question-invalid"
    assert desk.json("status", site, "--schema", "ilo/c29@1930", code=2)["code"] == "schema-unknown"


def test_status_without_an_index_could_not_answer(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json("status", f"0x{world.sites[0].hex()}", "--schema", C029, code=4)
    assert error["code"] == "index-empty"
    assert "index" in error["hint"]


def test_history_lists_what_became_known_when_and_by_whom(desk: Desk, world: LedgerWorld) -> None:
    site = handle_of(world.sites[0])
    (uid,) = world.record("workers", world.attestation("workers", world.sites[0], C029, outcome=4)).uids
    desk.run("index", "sync")
    items = desk.json("history", site)["items"]
    assert [item["type"] for item in items] == ["SubjectRegistered", "IdentifierClaimed", "Recorded"]
    assert items[-1]["record"]["method"] == "workers_organisation"
    code, out, _ = desk.run("history", site)
    assert code == 0
    for part in (uid.hex(), "zero tolerance", "workers' organisation", "complete up to block"):
        assert part in out
