"""The status of a subject as the index has it: the rule's answer, with records and basis."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import START_TIME, LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.errors import AnswerNotPossible, QuestionInvalid, SchemaNotRegistered
from labour_ledger.diligence.status import site_status
from labour_ledger.registry.names import SubjectNotFound
from labour_ledger.schemas.catalogue import SchemaUnknown
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode, StatusCode, format_time

STANDARD = "ilo/c029@1930"


def test_site_status_today_counts_no_positive_of_a_compromised_key(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    answer = site_status(session, ledger, names["mill"], schema_id=STANDARD)
    assert answer.status.code is StatusCode.UNKNOWN
    assert answer.status.flag(FlagCode.KEY_DOUBTFUL) is not None
    assert names["first"] in answer.status.losing


def test_site_status_as_known_earlier_conforms_and_rests_on_the_record(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    # block 7 makes the auditor the controller, block 8 marks its key
    before = format_time(START_TIME + 7 * 12 - 1)
    answer = site_status(session, ledger, names["mill"], schema_id=STANDARD, known_at_text=before)
    assert answer.status.code is StatusCode.CONFORMS
    assert answer.basis.uids == answer.status.winning == (names["first"],)
    assert answer.basis.known_at == START_TIME + 7 * 12 - 1
    assert answer.basis.valid_at == answer.basis.block_time


def test_site_status_shows_every_record_that_it_names(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    answer = site_status(session, ledger, names["mill"], schema_id=STANDARD)
    named = {*answer.status.winning, *answer.status.losing}
    assert {view.record.uid for view in answer.records} == named
    assert named


def test_site_status_of_a_twin_takes_over_the_negative_of_the_other(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    auditor = simulator.register_party(PartyClass.AUDITOR)
    negative = simulator.record(auditor, PartyClass.AUDITOR, names["twin"], schema=names["schema"], outcome=3)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        answer = site_status(session, ledger, names["mill"], schema_id=STANDARD)
    assert answer.status.code is StatusCode.DOES_NOT_CONFORM
    assert answer.status.winning == tuple(negative)


def test_site_status_of_a_join_to_no_subject_cannot_be_answered(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    nowhere = b"\x77" * 32
    simulator.record(1, PartyClass.CIVIL_SOCIETY, names["mill"], schema=names["same_as"], outcome=0, ref_uid=nowhere)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session, pytest.raises(AnswerNotPossible) as refused:
        site_status(session, ledger, names["mill"], schema_id=STANDARD)
    assert to_hex(nowhere) in str(refused.value.context)


def test_site_status_of_an_unknown_subject_is_refused(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    assert names
    with pytest.raises(SubjectNotFound):
        site_status(session, ledger, b"\x01" * 32, schema_id=STANDARD)


def test_site_status_under_a_misspelt_schema_names_the_near_one(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    with pytest.raises(SchemaUnknown) as refused:
        site_status(session, ledger, names["mill"], schema_id="ilo/c029@193")
    assert STANDARD in refused.value.hint


def test_site_status_under_a_schema_that_this_ledger_lacks_is_refused(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    with pytest.raises(SchemaNotRegistered):
        site_status(session, ledger, names["mill"], schema_id="ilo/c105@1957")


@pytest.mark.parametrize(
    "question",
    [
        {"schema_id": "ledger/same-as@1"},
        {"schema_id": STANDARD, "valid_at_text": "yesterday"},
        {"schema_id": STANDARD, "known_at_text": "2099-01-01"},
    ],
)
def test_site_status_of_a_question_that_cannot_be_asked_is_refused(
    session: Session, ledger: LedgerKey, names: dict[str, bytes], question: dict[str, Any]
) -> None:
    with pytest.raises(QuestionInvalid) as refused:
        site_status(session, ledger, names["mill"], **question)
    assert refused.value.hint


def test_status_json_is_versioned_and_complete(session: Session, ledger: LedgerKey, names: dict[str, bytes]) -> None:
    answer = site_status(session, ledger, names["mill"], schema_id=STANDARD)
    found = answer.to_json()
    assert found["format"] == "labour-ledger/status@1"
    assert found["status"] == answer.status.to_json()
    assert found["basis"] == answer.basis.to_json()
    assert found["schema"] == {"id": STANDARD, "hash": to_hex(names["schema"])}
