"""Documents, identities and profiles in bundles: what is held and fits is disclosed, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from tests.integration.evidence.conftest import C029, EvidenceDesk

from labour_ledger.chain.council import PartyRegistration
from labour_ledger.evidence.disclosed import profile_document
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.store.queries import party_history, save_documents
from labour_ledger.store.results import StoredDocument
from labour_ledger_verify.attestation import identifier_hash, subject_id
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.keccak import ZERO_WORD, keccak256

REGISTRATION = "ledger/site-registration@1"
PROFILE = "ledger/party-profile@1"


def hold(desk: EvidenceDesk, schema_id: str, subject: bytes, *, held: bool = True) -> bytes:
    """Make a document of the schema's own example, keep it if told so, and return its hash."""
    document: dict[str, Any] = {
        "v": 1,
        "schema": schema_id,
        "subject": f"0x{subject.hex()}",
        "salt": f"0x{keccak256(b'salt').hex()}",
        "content": dict(load_schema(schema_id).examples[0]),
    }
    found = document_hash(document)
    if held:
        with desk.store.unit_of_work() as work:
            save_documents(work.session, [StoredDocument(found, schema_id, subject, canonical_json(document), 1)])
    return found


def audit(desk: EvidenceDesk, document: bytes, schema_id: str = C029, issuer: str = "auditor") -> None:
    world = desk.world
    said = world.attestation(issuer, world.sites[0], schema_id, outcome=1, document_hash=document)
    world.record(issuer, said)


def registered(desk: EvidenceDesk, *, claim: bool = True) -> bytes:
    """Register a site with the identity document of the schema's example; return the subject."""
    world = desk.world
    salt = keccak256(b"salt identified")
    subject = subject_id(world.parties["registrar"].number, salt)
    listed = load_schema(REGISTRATION).examples[0]["identifiers"]
    identifiers = tuple(identifier_hash(item["scheme"], item["value"]) for item in listed)
    signed = world.registration(
        "identified",
        country=b"MY",
        identity_hash=hold(desk, REGISTRATION, subject),
        identifiers=identifiers if claim else identifiers[:1],
    )
    assert world.relay.register_subjects([signed])[0].subjects == (subject,)
    return subject


def documents_in(data: bytes) -> list[Any]:
    return list(json.loads(data)["documents"])


def test_record_documents_that_are_held_are_disclosed_and_fit(desk: EvidenceDesk) -> None:
    audit(desk, hold(desk, C029, desk.world.sites[0]))
    audit(desk, ZERO_WORD, issuer="other_auditor")
    desk.sync()
    data = desk.bundle(desk.world.sites[0])
    assert [document["schema"] for document in documents_in(data)] == [C029]
    report = desk.verify(data)
    assert report.exit_code == 0, report.to_text()
    records: Any = report.to_json()["records"]
    assert records[0]["document"] == "fits"


def test_record_documents_not_wanted_are_left_out(desk: EvidenceDesk) -> None:
    audit(desk, hold(desk, C029, desk.world.sites[0]))
    desk.sync()
    data = desk.bundle(desk.world.sites[0], include_documents=False)
    assert documents_in(data) == []
    assert desk.verify(data).exit_code == 0


def test_record_documents_of_bare_records_are_left_out(desk: EvidenceDesk) -> None:
    audit(desk, hold(desk, C029, desk.world.sites[0]))
    desk.sync()
    data = desk.bundle(desk.world.sites[0], schema_id="ilo/c138@1973")
    assert documents_in(data) == []
    assert desk.verify(data, schema_id="ilo/c138@1973").exit_code == 0


def test_record_documents_about_another_subject_are_left_out(desk: EvidenceDesk) -> None:
    audit(desk, hold(desk, C029, desk.world.sites[1]))
    desk.sync()
    data = desk.bundle(desk.world.sites[0])
    assert documents_in(data) == []
    assert desk.verify(data).exit_code == 0


def test_record_documents_that_others_commit_to_under_another_schema_do_not_spoil_the_bundle(
    desk: EvidenceDesk,
) -> None:
    document = hold(desk, C029, desk.world.sites[0])
    audit(desk, document)
    audit(desk, document, schema_id="ilo/c138@1973", issuer="other_auditor")
    desk.sync()
    report = desk.verify(desk.bundle(desk.world.sites[0]))
    assert report.exit_code == 0, report.to_text()


def test_identity_document_is_disclosed_and_proves_an_identifier(desk: EvidenceDesk) -> None:
    subject = registered(desk)
    desk.sync()
    data = desk.bundle(subject)
    assert json.loads(data)["subjects"][0]["identity"]["schema"] == REGISTRATION
    report = desk.verify(data, subject="os:MY2021250D1DTN7")
    assert report.exit_code == 0, report.to_text()
    subjects: Any = report.to_json()["subjects"]
    assert subjects[0]["names"] == ["Riverbend Oil Mill (fictitious)"]


def test_identity_document_with_an_identifier_never_claimed_is_left_out(desk: EvidenceDesk) -> None:
    subject = registered(desk, claim=False)
    desk.sync()
    data = desk.bundle(subject)
    assert "identity" not in json.loads(data)["subjects"][0]
    assert desk.verify(data).exit_code == 0


def test_identity_document_with_an_identifier_reassigned_since_is_left_out(desk: EvidenceDesk) -> None:
    subject = registered(desk)
    before = desk.world.latest_block()
    desk.world.council.assign_identifier(identifier_hash("os", "MY2021250D1DTN7"), desk.world.sites[0])
    desk.sync()
    assert "identity" not in json.loads(desk.bundle(subject))["subjects"][0]
    assert "identity" in json.loads(desk.bundle(subject, block=before))["subjects"][0]
    assert desk.verify(desk.bundle(subject)).exit_code == 0


def test_profile_document_names_the_party(desk: EvidenceDesk) -> None:
    world = desk.world
    profile = hold(desk, PROFILE, ZERO_WORD)
    (number,) = world.council.register_parties([PartyRegistration(PartyClass.AUDITOR, b"GB", profile)])
    desk.sync()
    with desk.store.reading() as session:
        found = profile_document(session, party_history(session, desk.key, number))
        other = profile_document(session, party_history(session, desk.key, world.parties["auditor"].number))
    assert found is not None
    assert found["content"]["country"] == "GB"
    assert other is None
