from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import WORLD_START, LedgerWorld

from labour_ledger.attesting.rehearsal import WITHOUT_EFFECT
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

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


def test_revoke_of_anothers_record_is_refused_before_anything_is_signed(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    before = world.latest_block()
    error = desk.json("revoke", uid, "--key", "other-auditor", "--reason", "factual-error", code=2)
    assert error["code"] == "act-without-effect"
    assert error["context"]["partyOfRecord"] == world.parties["auditor"].number
    assert world.latest_block() == before
    command = ("revoke", uid, "--key", "other-auditor", "--reason", "factual-error", "--force", *desk.password())
    assert desk.json(*command)["effect"] == WITHOUT_EFFECT
    assert world.latest_block() > before


def test_attest_submit_of_an_act_without_effect_is_refused_unless_forced(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    uid = recorded(desk, world)
    content, draft, signed = tmp_path / "content.json", tmp_path / "draft.json", tmp_path / "signed.json"
    content.write_text('{"reasonCode": "factual-error", "language": "en"}')
    other = ("--key", "other-auditor")
    schema = ("--schema", "ledger/revocation@1", "--ref", uid)
    desk.json("attest", "draft", to_hex(world.sites[0]), *schema, *other, "--content", content, "-o", draft)
    desk.json("attest", "sign", draft, *other, *desk.password(), "-o", signed)
    before = world.latest_block()
    error = desk.json("attest", "submit", signed, code=2)
    assert error["code"] == "act-without-effect"
    assert world.latest_block() == before
    assert desk.json("attest", "submit", signed, "--force")["submissions"][0]["alreadyRecorded"] is False
    assert desk.json("attest", "submit", signed)["submissions"][0]["alreadyRecorded"] is True


def test_suspend_and_reinstate_put_a_record_out_of_force_and_back(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    world.chain.travel_by(60)
    auditor = ("--key", "auditor", *desk.password())
    done = desk.json("suspend", uid, "--reason", "investigation-open", "--expected-until", "2025-06-01", *auditor)
    assert done["effect"] == "It is out of force from now until it is reinstated."
    assert status(desk, world) == "suspended"
    world.chain.travel_by(60)
    (suspension,) = done["submissions"][0]["uids"]
    desk.json("reinstate", suspension, "--reason", "allegation-not-confirmed", *auditor)
    assert status(desk, world) == "conforms"


def test_rule_upholding_a_dispute_weighs_against_the_site_until_workers_confirm_a_remedy(
    desk: Desk, world: LedgerWorld
) -> None:
    uid = recorded(desk, world)
    world.chain.travel_by(60)
    union = ("--key", "workers", *desk.password())
    disputed = desk.json("dispute", uid, "--ground", "workers-not-heard", "--sought", "remedy", *union)
    desk.run("index", "sync")
    (dispute,) = disputed["submissions"][0]["uids"]
    ruling_words = ("--procedure", "labour-inspection", "--decided-on", "2025-01-02", "--decision", "upheld")
    state = ("--key", "government", *desk.password())
    ruled = desk.json("rule", dispute, "--outcome", "does_not_conform", *ruling_words, *state)
    assert status(desk, world) == "does_not_conform"
    world.chain.travel_by(60)
    (ruling,) = ruled["submissions"][0]["uids"]
    actions = ("--action", "deception:contracts-corrected,done=2025-01-03,workers=10-24")
    checks = ("--checked-by", "worker-interviews", "--confirmed-on", "2025-01-03")
    desk.json("remedy", "confirm", ruling, *actions, *checks, *union)
    assert status(desk, world) == "remedied"


def test_rule_whose_decision_and_outcome_contradict_each_other_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    words = ("--procedure", "court", "--decided-on", "2025-01-02", "--decision", "dismissed")
    error = desk.json("rule", "0x" + "ab" * 32, "--outcome", "zero_tolerance", *words, "--key", "government", code=2)
    assert "contradict" in error["message"]


def test_reply_stands_beside_a_record_and_changes_no_status(desk: Desk, world: LedgerWorld) -> None:
    uid = recorded(desk, world)
    done = desk.json("reply", uid, "--position", "contests", "--key", "workers", *desk.password())
    assert done["effect"] is None
    assert status(desk, world) == "conforms"


def test_remedy_plan_progress_and_claim_leave_a_finding_open_until_workers_confirm(
    desk: Desk, world: LedgerWorld
) -> None:
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=3)).uids
    named = f"0x{uid.hex()}"
    desk.run("index", "sync")
    site = ("--key", "supplier", *desk.password())
    plan = ("--action", "recruitment-fees:fees-repaid,by=2025-03-01", "--agreed-with-workers")
    desk.json("remedy", "plan", named, *plan, *site)
    desk.json("remedy", "progress", named, *plan, *site)
    desk.json("remedy", "claim", named, "--action", "recruitment-fees:fees-repaid,done=2025-02-01", *site)
    assert status(desk, world) == "does_not_conform"
    confirm = (
        "remedy", "confirm", named, "--action", "recruitment-fees:fees-repaid", "--checked-by", "payment-records",
        "--confirmed-on", "2025-02-03",
    )  # fmt: skip
    refused = desk.json(*confirm, "--key", "auditor", code=2)
    assert refused["code"] == "act-without-effect"
    world.chain.travel_by(60)
    done = desk.json(*confirm, "--key", "workers", *desk.password())
    assert done["effect"] == "The record reads as remedied from now on."
    assert status(desk, world) == "remedied"


def test_remedy_confirm_by_the_site_itself_is_refused_by_the_contract(desk: Desk, world: LedgerWorld) -> None:
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=3)).uids
    desk.run("index", "sync")
    words = ("--action", "recruitment-fees:fees-repaid", "--checked-by", "documents-seen", "--confirmed-on")
    error = desk.json("remedy", "confirm", f"0x{uid.hex()}", *words, "2025-02-03", "--key", "supplier", code=3)
    assert error["context"]["error"] == "SelfDeclarationNotAllowed"


def test_remedy_action_without_its_form_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json(
        "remedy", "claim", "0x" + "ab" * 32, "--action", "fees-repaid,when=soon", "--key", "supplier", code=2
    )
    assert error["context"]["field"] == "action"


def test_reply_warns_when_the_clock_of_the_machine_is_behind_the_chain(
    desk: Desk, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = recorded(desk, world)
    monkeypatch.setattr("labour_ledger.cli.clock.time.time", lambda: float(WORLD_START - 86_400))
    code, _, error = desk.run("reply", uid, "--position", "accepts", "--key", "supplier", *desk.password())
    assert code == 0
    assert "ahead of this machine's clock" in error
