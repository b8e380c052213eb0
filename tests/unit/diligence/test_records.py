"""Records with signature, batch, reference and document; the file in the answer is one that verifies."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.documents import document
from labour_ledger.diligence.errors import DocumentNotHeld, RecordNotFound
from labour_ledger.diligence.people import Names, class_words
from labour_ledger.diligence.records import attestation_by_uid
from labour_ledger.store.queries import save_documents
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.signature import recover_signer
from labour_ledger_verify.signed_file import SignedAttestation, SignedBatch, signed_file_from_json


def test_attestation_of_a_batch_holds_all_of_it_and_its_signature_fits(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    answer = attestation_by_uid(session, ledger, names["second"])
    file = signed_file_from_json(answer.to_json()["signedFile"])
    assert isinstance(file, SignedBatch)
    assert recover_signer(file.digest(), file.signature) == file.attestations[0].issuer
    assert answer.to_json()["batch"] == [to_hex(names["first"]), to_hex(names["second"])]


def test_attestation_signed_alone_is_a_file_of_its_own(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    answer = attestation_by_uid(session, ledger, names["joined"])
    file = signed_file_from_json(answer.to_json()["signedFile"])
    assert isinstance(file, SignedAttestation)
    assert file.digest() == names["joined"]
    assert recover_signer(file.digest(), file.signature) == file.attestation.issuer


def test_attestation_signed_in_a_batch_of_one_stays_a_batch(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    uid = simulator.record(2, PartyClass.AUDITOR, names["mill"], schema=names["schema"], batch=True)[0]
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        file = attestation_by_uid(session, ledger, uid).signed_file()
    assert isinstance(file, SignedBatch)
    assert recover_signer(file.digest(), file.signature) == file.attestations[0].issuer


def test_attestation_whose_signature_was_not_seen_has_no_file(
    store: Store, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    with store.unit_of_work() as work:
        work.session.connection().execute(text("UPDATE index_record SET signed_log_index = NULL"))
    with store.reading() as session:
        found = attestation_by_uid(session, ledger, names["first"]).to_json()
    assert found["signature"] is found["signedFile"] is None


def test_attestation_of_an_unknown_uid_is_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(RecordNotFound):
        attestation_by_uid(session, ledger, b"\x05" * 32)


def test_record_shows_its_document_where_it_is_held(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    held = {
        "v": 1,
        "schema": "ilo/c029@1930",
        "subject": to_hex(names["mill"]),
        "salt": "0x" + "01" * 32,
        "content": {},
    }
    hashed = document_hash(held)
    uids = simulator.record(
        2, PartyClass.AUDITOR, names["mill"], names["twin"], schema=names["schema"], document_hash=hashed
    )
    simulator.mine()
    index(simulator, store, ledger)
    with store.unit_of_work() as work:
        kept = StoredDocument(hashed, "ilo/c029@1930", names["mill"], canonical_json(held), 0)
        save_documents(work.session, [kept])
    with store.reading() as session:
        answer = attestation_by_uid(session, ledger, uids[0])
        assert document(session, hashed) == kept
    assert answer.view.to_json()["document"] == held
    file = answer.signed_file()
    assert file is not None
    assert file.documents == (held, None)


def test_document_that_is_not_held_is_refused(session: Session) -> None:
    with pytest.raises(DocumentNotHeld):
        document(session, bytes(32))


@pytest.mark.parametrize(
    ("target", "kind", "words"),
    [
        ("first", "record", "the record 0x"),
        ("mill", "subject", "the subject LL-"),
        ("schema", "schema", "the schema ilo/c029@1930"),
        ("nothing", "unknown", "something that this ledger does not have"),
    ],
)
def test_record_says_what_it_refers_to(
    store: Store,
    ledger: LedgerKey,
    simulator: LedgerSimulator,
    names: dict[str, bytes],
    target: str,
    kind: str,
    words: str,
) -> None:
    ref_uid = names.get(target, b"\x66" * 32)
    uid = simulator.record(2, PartyClass.AUDITOR, names["mill"], schema=names["schema"], ref_uid=ref_uid)[0]
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        found = attestation_by_uid(session, ledger, uid).view.to_json()["refersTo"]
    assert isinstance(found, dict)
    assert (found["kind"], found["id"]) == (kind, to_hex(ref_uid))
    assert str(found["words"]).startswith(words)


def test_names_of_what_nobody_named_are_numbers_and_hashes() -> None:
    names = Names({}, {})
    assert names.party(0) == "the council"
    assert names.party(9) == "party 9"
    assert names.schema(schema_hash("x/y@1")) == to_hex(schema_hash("x/y@1"))


def test_class_words_are_words_for_every_class() -> None:
    words = {party_class: class_words(party_class) for party_class in PartyClass}
    assert words[PartyClass.WORKERS_ORGANISATION] == "workers' organisation"
    assert words[PartyClass.STATISTICS_OFFICE] == "statistics office"
    assert len(set(words.values())) == len(PartyClass)
