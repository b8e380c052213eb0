import json

import pytest
from tests.conformance.sources import world
from tests.conformance.sources.blocks import fold_all
from tests.conformance.sources.bundle_scenes import (
    OTHER_STANDARD,
    STANDARD,
    changed,
    empty_scene,
    plain,
    plain_scene,
    twin_scene,
)

from labour_ledger_verify import bundle_signatures, bundle_verification
from labour_ledger_verify.bundle_verification import verify_bundle
from labour_ledger_verify.document import canonical_json
from labour_ledger_verify.errors import ConfigurationError
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.reporting import bundle_text
from labour_ledger_verify.signature import recover_signer
from labour_ledger_verify.trust import parse_trust

SCENE, BLOCK, BUNDLE, TRUST = plain()


def verify(bundle=BUNDLE, trust=TRUST, *, block=BLOCK, **question):
    parsed = None if trust is None else parse_trust(json.dumps(trust).encode())
    return verify_bundle(json.dumps(bundle).encode(), parsed, now=block.time, **question)


def results(report):
    return [step.result.value for step in report.steps]


def test_verify_bundle_sound_reports_all_steps_and_what_is_complete():
    report = verify(schema_id=STANDARD)
    assert results(report) == ["ok"] * 8
    found = report.to_json()
    assert found["complete"] | {"head": None} == {
        "upToBlock": "120",
        "at": found["block"]["time"],
        "entries": len(BUNDLE["subjects"][0]["entries"]),
        "since": None,
        "head": None,
    }
    assert found["subjects"][0]["names"] == ["Riverbend Mill (fictitious)"]
    assert [record["document"] for record in found["records"]].count("fits") == 1
    assert {record["schemaId"] for record in found["records"]} == {STANDARD, None}
    assert json.loads(json.dumps(found)) == found


def test_verify_bundle_without_trust_file_checks_nothing():
    report = verify(trust=None)
    assert results(report) == ["ok", "unchecked", *["skipped"] * 6]
    assert report.to_json()["domain"] is None
    assert "Nothing was checked" in report.to_text()


def test_verify_bundle_after_a_failed_step_skips_what_needs_it():
    cut = changed(BUNDLE, lambda bundle: bundle["subjects"][0]["entries"].pop(1))
    report = verify(cut)
    assert results(report) == ["ok"] * 4 + ["failed"] + ["skipped"] * 3
    assert report.to_json()["complete"] is None
    assert "Do not rely on it" in report.to_text()


def test_verify_bundle_signatures_and_documents_are_both_checked():
    wrong = changed(
        BUNDLE, lambda bundle: (bundle["signatures"][0].update(signature="0x"), bundle["documents"].append({}))
    )
    assert results(verify(wrong, schema_id=STANDARD))[5:] == ["failed", "failed", "skipped"]


def test_verify_bundle_not_json_or_too_large_is_bad_input(monkeypatch):
    assert verify_bundle(b"{", None, now=0).exit_code == 2
    monkeypatch.setattr(bundle_verification, "LARGEST_BUNDLE_BYTES", 5)
    report = verify()
    assert (report.exit_code, "larger than" in report.steps[0].message) == (2, True)
    assert "Nothing" in verify_bundle(b"{}", None, now=0).to_text()


def test_verify_bundle_question_that_no_bundle_answers_is_raised():
    with pytest.raises(ConfigurationError, match="no status has the code 'fine'"):
        verify(schema_id=STANDARD, subject=SCENE.site, require=("fine",))


def test_verify_bundle_requirement_has_a_step_of_its_own():
    report = verify(schema_id=STANDARD, subject=SCENE.site, require=("conforms_with_findings",))
    assert (report.steps[-1].name, report.exit_code) == ("requirement", 0)
    report = verify(schema_id=STANDARD, subject=SCENE.site, require=("conforms",))
    assert (report.steps[-1].code, report.exit_code) == ("requirement-unmet", 1)
    assert "The proof is sound" in report.to_text()
    assert report.is_complete


def test_verify_bundle_text_names_parties_only_by_checked_profiles():
    assert "Clearwater Assurance (fictitious) (party 1)" in verify(schema_id=STANDARD).to_text()
    bare = verify(BLOCK.bundle(SCENE.site, disclose=False), schema_id=STANDARD).to_text()
    assert "Clearwater" not in bare
    assert "party 1" in bare
    assert "not disclosed" in bare


def test_verify_bundle_text_tells_kind_twins_flags_and_signers():
    scene, twin = twin_scene()
    wallet = scene.world.add_key(scene.auditor, kind=2)
    scene.world.record(scene.auditor, scene.site, STANDARD, 2, key=wallet, signature=b"", signer_kind=2)
    block = scene.block()
    text = verify(block.bundle(scene.site, twin), block.trust(), block=block, schema_id=STANDARD).to_text()
    for part in ["site in MY", "twins      LL-", "note       twins (subjects: 0x", "1 signed by contract wallets"]:
        assert part in text


def test_verify_bundle_text_of_a_network_without_name_or_country():
    scene = empty_scene(country="", kind=4, name="", identifiers=())
    identity = scene.world.identities[scene.site]
    identity["content"] = {"names": "odd"}
    registration = scene.world.histories["subject"][scene.site][0]
    registration["kind"] = 9
    scene.world.rehash(scene.site)
    scene.world.record(scene.auditor, scene.site, STANDARD, 1, content={"names": []})
    block = scene.block()
    report = verify(block.bundle(scene.site), block.trust(), block=block)
    assert report.exit_code == 0
    assert "of an unknown kind\n" in report.to_text()
    assert "disclosed, without a name" in report.to_text()


def test_verify_bundle_text_lists_some_records_and_counts_the_others(monkeypatch):
    monkeypatch.setattr(bundle_text, "MOST_LISTED", 1)
    assert "and on 1 more records" in verify(schema_id=STANDARD).to_text()


def test_verify_bundle_text_of_what_a_party_issued():
    report = verify(BLOCK.bundle(issued=[1]))
    assert "issued by  Clearwater Assurance (fictitious) (party 1): 4 records" in report.to_text()
    assert report.to_json()["issued"][0]["entries"] == 4


def test_verify_bundle_continued_says_since_when():
    report = verify(BLOCK.bundle(SCENE.site, since={SCENE.site: 4}, disclose=False), since=head_after(4))
    assert report.exit_code == 0
    assert f"3 entries since the head 0x{head_after(4).hex()}" in report.to_text()
    assert report.to_json()["subjects"][0]["kind"] is None


def head_after(count):
    return fold_all(BLOCK.histories["subject"][SCENE.site][:count])


def test_verify_bundle_one_signature_of_a_batch_is_recovered_once(monkeypatch):
    calls = []

    def recover(digest, signature):
        calls.append(signature)
        return recover_signer(digest, signature)

    monkeypatch.setattr(bundle_signatures, "recover_signer", recover)
    assert verify().exit_code == 0
    assert len(calls) == len(BUNDLE["signatures"]) == 3


def test_verify_bundle_same_document_of_two_records_is_there_once():
    scene = plain_scene()
    first = scene.records[1]
    scene.world.record(scene.auditor, scene.site, STANDARD, 2, documentHash=first["attestation"]["documentHash"])
    block = scene.block()
    found = verify(block.bundle(scene.site), block.trust(), block=block).to_json()
    assert [record["document"] for record in found["records"]].count("fits") == 2


def test_verify_bundle_record_that_commits_to_the_document_of_another_spoils_nothing():
    scene = plain_scene()
    committed = scene.records[1]["attestation"]["documentHash"]
    scene.world.record(scene.union, scene.site, "ledger/dispute@1", 0, documentHash=committed)
    block = scene.block()
    report = verify(block.bundle(scene.site), block.trust(), block=block)
    assert report.exit_code == 0
    assert [record["document"] for record in report.to_json()["records"]].count("fits") == 1


def test_verify_bundle_document_of_another_envelope_that_was_committed_to_is_bad_input():
    scene = empty_scene()
    odd = {"v": 2}
    found = world.hexed(keccak256(canonical_json(odd)))
    scene.world.documents[found] = odd
    scene.world.record(scene.auditor, scene.site, STANDARD, 1, documentHash=found)
    block = scene.block()
    report = verify(block.bundle(scene.site), block.trust(), block=block)
    assert (report.exit_code, report.steps[6].message[:14]) == (2, "documents[0]: ")


def test_verify_bundle_accreditation_of_a_country_under_a_continued_history_is_not_judged():
    scene = empty_scene()
    scene.world.accredit(scene.union, OTHER_STANDARD, "MY")
    scene.world.record(scene.union, scene.site, OTHER_STANDARD, 1)
    scene.world.record(scene.union, scene.site, OTHER_STANDARD, 1)
    block = scene.block()
    since = fold_all(block.histories["subject"][scene.site][:3])
    bundle = block.bundle(scene.site, since={scene.site: 3}, disclose=False)
    assert verify(bundle, block.trust(), block=block, since=since).exit_code == 0


def test_verify_bundle_identity_without_identifiers_of_a_form_is_bad_input():
    scene = empty_scene()
    scene.world.identities[scene.site]["content"] = {"identifiers": [{"scheme": "os", "value": ""}]}
    scene.world.rehash(scene.site)
    block = scene.block()
    report = verify(block.bundle(scene.site), block.trust(), block=block)
    assert (report.exit_code, report.steps[6].code) == (2, "input-invalid")


def test_verify_bundle_identity_with_another_envelope_is_bad_input():
    scene = empty_scene()
    scene.world.identities[scene.site]["more"] = 1
    scene.world.rehash(scene.site)
    block = scene.block()
    report = verify(block.bundle(scene.site), block.trust(), block=block)
    assert (report.exit_code, report.steps[6].code) == (2, "input-invalid")
    assert report.steps[6].message.startswith("identity of LL-")


def test_verify_bundle_defect_is_no_result_of_a_step(monkeypatch):
    def break_down(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(bundle_verification, "check_documents", break_down)
    with pytest.raises(RuntimeError, match="a bug"):
        verify()
