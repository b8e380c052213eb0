from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.integration.evidence.conftest import C029, EvidenceDesk
from tests.support.ledger_world import DAY_S

from labour_ledger.chain.council import KeyAddition
from labour_ledger.chain.reader import BlockTag
from labour_ledger.chain.signed_types import KeyRole
from labour_ledger.evidence.errors import BundleInvalid, HistoryDiffers, IndexBehind, NothingToProve
from labour_ledger.evidence.pinned_block import parse_block
from labour_ledger.store.queries import block_at, get_cursor
from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.keccak import keccak256

ALWAYS_VALID = bytes.fromhex("631626ba7e60e01b60005260206000f3")
"""Code of a wallet that accepts every signature: it returns the selector of isValidSignature (ERC-1271)."""
WALLET = keccak256(b"a wallet")[12:]


def audit(desk: EvidenceDesk, site: int = 0, issuer: str = "auditor", schema_id: str = C029) -> bytes:
    """Record an audit; return its uid."""
    world = desk.world
    (uid,) = world.record(issuer, world.attestation(issuer, world.sites[site], schema_id, outcome=1)).uids
    return uid


def batch(desk: EvidenceDesk, issuer: str, sites: list[int], schema_id: str = C029) -> tuple[bytes, ...]:
    """Record a batch over sites; return the uids."""
    world = desk.world
    attestations = [world.attestation(issuer, world.sites[site], schema_id, outcome=1) for site in sites]
    (done,) = world.relay.record_batches([world.batch(issuer, attestations)])
    assert not isinstance(done, Exception)
    return done.uids


def record_many(desk: EvidenceDesk, issuer: str, like: Attestation, *, batches: int) -> None:
    """Record attestations like one, in batches of a hundred."""
    world = desk.world
    world.relay.record_batches(
        [
            world.batch(issuer, [replace(like, nonce=world.next_nonce(issuer)) for _ in range(100)])
            for _ in range(batches)
        ]
    )


def statuses(report: Any) -> Any:
    return report.to_json()["status"]["code"]


def entries_of(report: Any) -> Any:
    """Return how many entries the report says are complete."""
    return report.to_json()["complete"]["entries"]


def failed(report: Any) -> tuple[int, int, str]:
    """Return exit code, step and error code of the first step that did not end well."""
    step = next(step for step in report.steps if step.exit_code)
    return report.exit_code, step.number, step.code


def without_entry(data: bytes, place: int) -> bytes:
    """Remove an entry of the first subject, with the signature that nothing needs then."""
    fields = json.loads(data)
    entry = fields["subjects"][0]["entries"].pop(place)
    if "signed" in entry:
        number = entry["signed"]["signature"]
        del fields["signatures"][number]
        for other in fields["subjects"][0]["entries"]:
            if "signed" in other and other["signed"]["signature"] > number:
                other["signed"]["signature"] -= 1
    return json.dumps(fields).encode()


def shown_places(fields: Any, part: int = 0) -> list[bool]:
    return ["attestation" in e for e in fields["subjects"][part]["entries"] if e["type"] == "Recorded"]


def test_build_subject_bundle_one_record_is_sound_and_answers(desk: EvidenceDesk) -> None:
    audit(desk)
    block = desk.sync()
    report = desk.verify(desk.bundle(desk.world.sites[0]))
    assert (report.exit_code, statuses(report)) == (0, "conforms"), report.to_text()
    assert f"complete up to block {block}" in report.to_text().lower()


def test_build_subject_bundle_one_record_removed_is_refused_at_step_5(desk: EvidenceDesk) -> None:
    audit(desk)
    audit(desk, issuer="other_auditor")
    desk.sync()
    data = desk.bundle(desk.world.sites[0])
    entries = json.loads(data)["subjects"][0]["entries"]
    for place in range(len(entries)):
        exit_code, step, _ = failed(desk.verify(without_entry(data, place)))
        assert (exit_code, step) == (1, 5), entries[place]["type"]


def test_build_subject_bundle_registration_alone_is_sound_and_unknown(desk: EvidenceDesk) -> None:
    desk.sync()
    report = desk.verify(desk.bundle(desk.world.sites[3]))
    assert (report.exit_code, statuses(report)) == (0, "unknown"), report.to_text()


def test_build_subject_bundle_fifty_records_alone_and_in_batches_is_sound(desk: EvidenceDesk) -> None:
    for issuer in ("auditor", "other_auditor"):
        batch(desk, issuer, [0, 1, 2, 3, 4] * 4)
        for _ in range(21):
            audit(desk, issuer=issuer)
    desk.sync()
    data = desk.bundle(desk.world.sites[0])
    fields = json.loads(data)
    assert len(shown_places(fields)) == 50
    batches = [signature for signature in fields["signatures"] if "structHashes" in signature]
    assert [len(signature["structHashes"]) for signature in batches] == [20, 20]
    report = desk.verify(data)
    assert report.exit_code == 0, report.to_text()


def test_build_subject_bundle_batch_of_one_is_sound(desk: EvidenceDesk) -> None:
    batch(desk, "auditor", [0])
    desk.sync()
    report = desk.verify(desk.bundle(desk.world.sites[0]))
    assert (report.exit_code, statuses(report)) == (0, "conforms"), report.to_text()


def test_build_subject_bundle_for_a_schema_sends_the_others_bare_but_not_acts(desk: EvidenceDesk) -> None:
    uid = audit(desk)
    audit(desk, schema_id="ilo/c138@1973")
    world = desk.world
    world.record("workers", world.attestation("workers", world.sites[0], "ledger/dispute@1", ref_uid=uid))
    desk.sync()
    data = desk.bundle(world.sites[0], schema_id=C029)
    assert shown_places(json.loads(data)) == [True, False, True]
    report = desk.verify(data)
    assert (report.exit_code, statuses(report)) == (0, "disputed"), report.to_text()
    assert failed(desk.verify(data, schema_id="ilo/c138@1973"))[:2] == (1, 5)


def test_build_subject_bundle_with_twins_holds_their_histories(desk: EvidenceDesk) -> None:
    world = desk.world
    audit(desk, 0)
    world.record("auditor", world.attestation("auditor", world.sites[1], C029, outcome=3))
    for here, there in ((0, 1), (1, 2)):
        joined = world.attestation("registrar", world.sites[here], "ledger/same-as@1", ref_uid=world.sites[there])
        world.record("registrar", joined)
    desk.sync()
    data = desk.bundle(world.sites[0])
    assert {part["subject"] for part in json.loads(data)["subjects"]} == {f"0x{s.hex()}" for s in world.sites[:3]}
    report = desk.verify(data)
    assert (report.exit_code, statuses(report)) == (0, "does_not_conform"), report.to_text()
    fields = json.loads(data)
    del fields["subjects"][1]
    assert desk.verify(json.dumps(fields).encode()).exit_code != 0


def test_build_subject_bundle_join_without_effect_leaves_the_other_out(desk: EvidenceDesk) -> None:
    world = desk.world
    joined = world.attestation("supplier", world.sites[0], "ledger/same-as@1", ref_uid=world.sites[3])
    world.record("supplier", joined)
    desk.sync()
    data = desk.bundle(world.sites[0])
    assert len(json.loads(data)["subjects"]) == 1
    assert desk.verify(data).exit_code == 0


def test_build_subject_bundle_contract_wallet_key_does_not_spoil_the_answer(desk: EvidenceDesk) -> None:
    world = desk.world
    world.chain.rpc.request("anvil_setCode", "0x" + WALLET.hex(), "0x" + ALWAYS_VALID.hex())
    number = world.parties["auditor"].number
    world.council.add_keys([KeyAddition(number, WALLET, kind=SignerKind.CONTRACT, role=KeyRole.SIGN)])
    attestation = world.attestation("auditor", world.sites[0], C029, outcome=1)
    world.relay.record(replace(attestation, issuer=WALLET), b"whatever the wallet takes")
    desk.sync()
    report = desk.verify(desk.bundle(world.sites[0]))
    assert (report.exit_code, statuses(report)) == (0, "conforms"), report.to_text()


def test_build_subject_bundle_of_a_past_block_has_nothing_later(desk: EvidenceDesk) -> None:
    uid = audit(desk)
    past = desk.world.latest_block()
    desk.world.chain.travel_by(DAY_S)
    world = desk.world
    world.record("auditor", world.attestation("auditor", world.sites[0], "ledger/revocation@1", ref_uid=uid))
    audit(desk, issuer="other_auditor")
    desk.sync()
    report = desk.verify(desk.bundle(world.sites[0], block=past), block=past)
    assert (report.exit_code, statuses(report)) == (0, "conforms"), report.to_text()
    now = desk.verify(desk.bundle(world.sites[0]))
    assert now.exit_code == 0
    assert entries_of(now) == entries_of(report) + 2


def test_build_subject_bundle_since_continues_from_a_verified_head(desk: EvidenceDesk) -> None:
    audit(desk)
    desk.sync()
    first, _ = desk.built(desk.world.sites[0])
    audit(desk, issuer="other_auditor")
    desk.sync()
    later, data = desk.built(desk.world.sites[0], since=first.head)
    assert later.entries == 1
    report = desk.verify(data, since=first.head, schema_id=None)
    assert report.exit_code == 0, report.to_text()
    assert desk.verify(data, schema_id=None).exit_code == 4
    assert desk.verify(data, since=later.head, schema_id=None).exit_code == 4


def test_build_subject_bundle_since_an_unknown_head_is_refused(desk: EvidenceDesk) -> None:
    desk.sync()
    with pytest.raises(BundleInvalid):
        desk.bundle(desk.world.sites[0], since=bytes(31) + b"\1")


def test_build_subject_bundle_spammed_with_foreign_entries_stays_sound(desk: EvidenceDesk) -> None:
    uid = audit(desk)
    world = desk.world
    spammed = world.sites[0]
    record_many(desk, "brand", world.attestation("brand", spammed, "ledger/listing@1"), batches=4)
    world.record("auditor", world.attestation("auditor", spammed, "ledger/revocation@1", ref_uid=uid))
    desk.sync()
    data = desk.bundle(spammed, schema_id=C029)
    shown = shown_places(json.loads(data))
    assert (len(shown), sum(shown)) == (402, 2)
    report = desk.verify(data)
    assert (report.exit_code, statuses(report)) == (0, "revoked"), report.to_text()


def test_build_subject_bundle_five_thousand_records_is_sound(desk: EvidenceDesk) -> None:
    world = desk.world
    record_many(desk, "auditor", world.attestation("auditor", world.sites[0], C029, outcome=1), batches=50)
    desk.sync()
    data = desk.bundle(world.sites[0])
    assert len(shown_places(json.loads(data))) == 5_000
    report = desk.verify(data)
    assert report.exit_code == 0, report.to_text()


def test_build_subject_bundle_unknown_subject_is_named(desk: EvidenceDesk) -> None:
    desk.sync()
    with pytest.raises(NothingToProve):
        desk.bundle(keccak256(b"nobody"))


def test_build_subject_bundle_registered_after_the_block_is_named(desk: EvidenceDesk) -> None:
    desk.sync()
    with pytest.raises(NothingToProve):
        desk.bundle(desk.world.sites[0], block=desk.world.deployment.block_number)


def test_build_subject_bundle_schema_not_on_the_ledger_is_named(desk: EvidenceDesk) -> None:
    desk.sync()
    with pytest.raises(NothingToProve):
        desk.bundle(desk.world.sites[0], schema_id="ledger/party-profile@1")


def test_build_subject_bundle_block_before_the_ledger_is_bad_input(desk: EvidenceDesk) -> None:
    desk.sync()
    with pytest.raises(BundleInvalid):
        desk.bundle(desk.world.sites[0], block=0)


def test_build_subject_bundle_without_or_before_the_index_asks_to_sync(desk: EvidenceDesk) -> None:
    with pytest.raises(IndexBehind):
        desk.bundle(desk.world.sites[0])
    block = desk.sync()
    with pytest.raises(IndexBehind):
        desk.bundle(desk.world.sites[0], block=block + 1)


def test_build_subject_bundle_block_replaced_by_the_chain_asks_to_sync(desk: EvidenceDesk) -> None:
    audit(desk)
    desk.sync()
    desk.world.chain.reorganise(1)
    with pytest.raises(IndexBehind):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_that_lost_a_record_emits_nothing(desk: EvidenceDesk) -> None:
    uid = audit(desk)
    desk.sync()
    _delete_record(desk, uid)
    with pytest.raises(HistoryDiffers, match="history of subject"):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_with_a_changed_body_emits_nothing(desk: EvidenceDesk) -> None:
    uid = audit(desk)
    desk.sync()
    _execute(desk, "UPDATE index_record SET outcome = 2 WHERE uid = :uid", uid=uid)
    with pytest.raises(HistoryDiffers):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_that_lost_a_sibling_of_a_batch_emits_nothing(desk: EvidenceDesk) -> None:
    _, other = batch(desk, "auditor", [0, 1])
    desk.sync()
    _delete_record(desk, other)
    with pytest.raises(HistoryDiffers, match="batch"):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_that_lost_a_signature_emits_nothing(desk: EvidenceDesk) -> None:
    audit(desk)
    desk.sync()
    _execute(desk, "DELETE FROM index_signature")
    with pytest.raises(HistoryDiffers, match="signature"):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_with_an_impossible_value_emits_nothing(desk: EvidenceDesk) -> None:
    desk.sync()
    statement = "UPDATE index_entry SET fields = replace(fields, :kind, :impossible) WHERE type = 1"
    _execute(desk, statement, kind='"kind":1', impossible='"kind":999')
    with pytest.raises(HistoryDiffers, match="must be a number below"):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_that_lost_a_registration_emits_nothing(desk: EvidenceDesk) -> None:
    audit(desk)
    desk.sync()
    _execute(desk, "DELETE FROM index_entry WHERE type = 1 AND history_id = :site", site=desk.world.sites[0])
    with pytest.raises(HistoryDiffers, match="registration"):
        desk.bundle(desk.world.sites[0])


def test_build_subject_bundle_index_that_lost_a_twin_emits_nothing(desk: EvidenceDesk) -> None:
    world = desk.world
    joined = world.attestation("registrar", world.sites[0], "ledger/same-as@1", ref_uid=world.sites[1])
    world.record("registrar", joined)
    desk.sync()
    _execute(desk, "DELETE FROM index_entry WHERE history_id = :twin", twin=world.sites[1])
    with pytest.raises(HistoryDiffers, match="joined"):
        desk.bundle(world.sites[0])


def test_build_subject_bundle_of_a_quiet_block_that_the_index_dropped_is_sound(desk: EvidenceDesk) -> None:
    quiet = desk.world.latest_block() + 5
    desk.world.chain.mine(300)
    desk.sync()
    with desk.store.reading() as session:
        assert block_at(session, desk.key, quiet) is None
    assert desk.verify(desk.bundle(desk.world.sites[0], block=quiet), block=quiet).exit_code == 0


def test_build_subject_bundle_of_a_block_that_the_node_lost_is_named(desk: EvidenceDesk) -> None:
    rpc = desk.world.chain.rpc
    snapshot = rpc.request("evm_snapshot")
    quiet = desk.world.latest_block() + 5
    desk.world.chain.mine(300)
    desk.sync()
    rpc.request("evm_revert", snapshot)
    with pytest.raises(IndexBehind, match="node has no block"):
        desk.bundle(desk.world.sites[0], block=quiet)


@pytest.mark.parametrize("tag", ["safe", "finalized"])
def test_build_subject_bundle_as_final_as_asked_is_sound(desk: EvidenceDesk, tag: BlockTag) -> None:
    desk.world.chain.mine(200)
    audit(desk)
    desk.sync()
    with desk.store.reading() as session:
        cursor = get_cursor(session, desk.key)
    assert cursor is not None
    expected = cursor.safe_block if tag == "safe" else cursor.finalized_block
    built, data = desk.built(desk.world.sites[0], block=tag)
    assert built.header.number == expected
    assert built.header.number < desk.world.latest_block()
    assert desk.verify(data, block=tag).exit_code == 0


def test_build_subject_bundle_node_that_knows_no_final_block_is_named(desk: EvidenceDesk) -> None:
    desk.sync()
    _execute(desk, "UPDATE index_cursor SET finalized_block = NULL")
    with pytest.raises(IndexBehind, match="does not say which block is finalized"):
        desk.bundle(desk.world.sites[0], block="finalized")


@pytest.mark.parametrize("text", ["", "-1", "pending", "0x10", "1" * 30, "٣"])
def test_parse_block_text_that_names_none_is_bad_input(text: str) -> None:
    with pytest.raises(BundleInvalid):
        parse_block(text)


def test_build_party_bundle_proves_all_that_a_party_issued(desk: EvidenceDesk) -> None:
    batch(desk, "auditor", [0, 1, 2])
    audit(desk)
    desk.sync()
    built, data = desk.party_bundle(desk.world.parties["auditor"].number)
    assert built.entries == 4
    report = desk.verify(data, schema_id=None)
    assert report.exit_code == 0, report.to_text()
    fields = json.loads(data)
    del fields["issued"][0]["entries"][2]
    assert failed(desk.verify(json.dumps(fields).encode(), schema_id=None))[:2] == (1, 5)


def test_build_party_bundle_since_has_only_what_came_after(desk: EvidenceDesk) -> None:
    number = desk.world.parties["auditor"].number
    audit(desk)
    desk.sync()
    first, _ = desk.party_bundle(number)
    audit(desk, site=1)
    desk.sync()
    later, data = desk.party_bundle(number, since=first.head)
    assert later.entries == 1
    report = desk.verify(data, since=first.head, schema_id=None)
    assert report.exit_code == 0, report.to_text()


def test_build_party_bundle_of_a_party_that_issued_nothing_or_is_none_is_named(desk: EvidenceDesk) -> None:
    desk.sync()
    for number in (desk.world.parties["employers"].number, 999):
        with pytest.raises(NothingToProve):
            desk.party_bundle(number)


def test_build_party_bundle_index_that_lost_a_record_emits_nothing(desk: EvidenceDesk) -> None:
    uid = audit(desk)
    audit(desk, site=1)
    desk.sync()
    _delete_record(desk, uid)
    with pytest.raises(HistoryDiffers, match="issued"):
        desk.party_bundle(desk.world.parties["auditor"].number)


def _delete_record(desk: EvidenceDesk, uid: bytes) -> None:
    _execute(desk, "DELETE FROM index_record WHERE uid = :uid", uid=uid)


def _execute(desk: EvidenceDesk, statement: str, **parameters: object) -> None:
    from sqlalchemy import text

    with desk.store.unit_of_work() as work:
        work.session.execute(text(statement), parameters)
