"""An audit finds every log that a node left out or changed, and says where."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.support.ledger_simulator import LedgerSimulator, small_ledger

from labour_ledger.chain.errors import StateUnavailable
from labour_ledger.chain.events import EntryEvent, LedgerEvent, RecordedEvent, SignedEvent
from labour_ledger.indexer.audit import AuditReport, audit
from labour_ledger.indexer.audit_faults import Fault, LogFault
from labour_ledger.indexer.errors import ChainMoved, IndexEmpty
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import save_documents
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.history import ENTRY_TYPES, HistoryKind, party_history_id

LOGGED_ENTRIES = [
    "SchemaRegistered",
    "PartyRegistered",
    "KeyAdded",
    "AccreditationGiven",
    "IdentifierClaimed",
    "JoinedBy",
    "IdentifierReassigned",
    "ControllerChanged",
    "SubjectClosed",
    "KeyCompromised",
    "PartySuspended",
    "SchemaRetired",
]


def entry_named(name: str) -> Callable[[LedgerEvent], bool]:
    return lambda event: isinstance(event, EntryEvent) and event.entry.type.name == name


def is_record(event: LedgerEvent) -> bool:
    return isinstance(event, RecordedEvent)


def audited(store: Store, simulator: LedgerSimulator, ledger: LedgerKey) -> AuditReport:
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
    return audit(store, simulator, ledger)


@pytest.fixture
def simulator() -> LedgerSimulator:
    return LedgerSimulator()


def test_audit_of_a_true_index_is_complete(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    small_ledger(simulator)
    report = audited(store, simulator, ledger)
    assert report.is_complete
    assert report.block_hash == simulator.head.hash
    assert report.histories == {
        HistoryKind.SUBJECT: 2,
        HistoryKind.PARTY: 3,
        HistoryKind.ISSUED: 3,
        HistoryKind.SCHEMAS: 1,
    }
    assert report.records == 4


@pytest.mark.parametrize("name", LOGGED_ENTRIES)
def test_audit_with_a_dropped_entry_names_history_and_block(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, name: str
) -> None:
    small_ledger(simulator)
    dropped = simulator.drop_log(entry_named(name))
    assert isinstance(dropped, EntryEvent)
    report = audited(store, simulator, ledger)
    assert not report.is_complete
    assert [(found.kind, found.history_id, found.first_block) for found in report.differences] == [
        (dropped.history, dropped.history_id, dropped.block_number)
    ]


def test_audit_with_a_dropped_record_names_subject_and_issuer(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    ids = small_ledger(simulator)
    simulator.drop_log(is_record)
    report = audited(store, simulator, ledger)
    assert [(found.kind, found.history_id) for found in report.differences] == [
        (HistoryKind.SUBJECT, ids["mill"]),
        (HistoryKind.ISSUED, party_history_id(2)),
    ]
    assert {found.first_block for found in report.differences} == {6}


@pytest.mark.parametrize("fault", list(Fault))
def test_audit_names_the_log_at_fault_by_what_a_better_node_says(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, fault: Fault
) -> None:
    ids = small_ledger(simulator)
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
    statement = {
        Fault.DROPPED: "DELETE FROM index_record WHERE uid = :uid",
        Fault.ALTERED: "UPDATE index_record SET recorded_at = recorded_at + 1 WHERE uid = :uid",
        Fault.ADDED: "UPDATE index_record SET subject = :other WHERE uid = :uid",
    }[fault]
    with store.unit_of_work() as work:
        work.session.execute(text(statement), {"uid": ids["second"], "other": ids["mill"]})
    report = audit(store, simulator, ledger)
    history = ids["mill"] if fault is Fault.ADDED else ids["twin"]
    found = next(found for found in report.differences if found.history_id == history)
    assert found.logs == (LogFault(fault, "Recorded", ids["second"], 6),)


def test_audit_names_an_invented_log_without_a_better_node(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    ids = small_ledger(simulator)
    mined = simulator.blocks_mined[6]
    true = mined.served[0]
    assert isinstance(true, RecordedEvent)
    mined.served.append(replace(true, uid=b"u" * 32, log_index=99))
    report = audited(store, simulator, ledger)
    assert {found.history_id: found.logs for found in report.differences}[ids["mill"]] == (
        LogFault(Fault.ADDED, "Recorded", b"u" * 32, 6),
    )


def test_audit_on_a_node_that_still_drops_the_log_names_block_and_history_only(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    small_ledger(simulator)
    simulator.drop_log(is_record)
    report = audited(store, simulator, ledger)
    assert [(found.first_block, found.logs) for found in report.differences] == [(6, ()), (6, ())]


def test_audit_with_a_dropped_registration_names_the_subject(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    ids = small_ledger(simulator)
    simulator.drop_log(entry_named("SubjectRegistered"))
    report = audited(store, simulator, ledger)
    assert [found.history_id for found in report.differences] == [ids["mill"]]


def test_audit_finds_a_subject_without_any_log_that_a_document_names(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    subject = simulator.register_subject("unseen")
    simulator.mine()
    simulator.drop_log(entry_named("SubjectRegistered"))
    with store.unit_of_work() as work:
        document = StoredDocument(bytes(32), "ledger/site-registration@1", subject, b"{}", 0)
        save_documents(work.session, [document])
    report = audited(store, simulator, ledger)
    assert [(found.history_id, found.head_in_index) for found in report.differences] == [(subject, bytes(32))]


def test_audit_ignores_documents_of_subjects_that_are_not_registered(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    simulator.mine()
    with store.unit_of_work() as work:
        save_documents(work.session, [StoredDocument(bytes(32), "ledger/site-registration@1", b"n" * 32, b"{}", 0)])
    report = audited(store, simulator, ledger)
    assert report.is_complete
    assert report.histories[HistoryKind.SUBJECT] == 0


def test_audit_finds_a_party_without_any_log(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    simulator.register_party(PartyClass.AUDITOR)
    simulator.register_party(PartyClass.BUSINESS)
    simulator.mine()
    for _ in range(2):
        simulator.drop_log(lambda event: isinstance(event, EntryEvent) and event.history_id == party_history_id(2))
    report = audited(store, simulator, ledger)
    assert [(found.kind, found.history_id) for found in report.differences] == [
        (HistoryKind.PARTY, party_history_id(2))
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda event: replace(event, outcome=3),
        lambda event: replace(event, valid_until=1),
        lambda event: replace(event, document_hash=b"x" * 32),
        lambda event: replace(event, ref_uid=b"x" * 32),
        lambda event: replace(event, issuer=b"x" * 20),
    ],
    ids=["outcome", "valid_until", "document_hash", "ref_uid", "issuer"],
)
def test_audit_with_an_altered_body_names_the_record(
    store: Store,
    ledger: LedgerKey,
    simulator: LedgerSimulator,
    change: Callable[[LedgerEvent], LedgerEvent],
) -> None:
    ids = small_ledger(simulator)
    simulator.alter_log(is_record, change)
    report = audited(store, simulator, ledger)
    assert not report.is_complete
    assert (ids["first"], 6, "its fields do not hash to its uid") in {
        (found.name, found.block_number, found.problem) for found in report.problems
    }


@pytest.mark.parametrize("field", ["uid", "basis", "recorded_at"])
def test_audit_with_an_altered_fold_word_names_the_history(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, field: str
) -> None:
    ids = small_ledger(simulator)

    def change(event: LedgerEvent) -> LedgerEvent:
        assert isinstance(event, RecordedEvent)
        if field == "uid":
            return replace(event, uid=b"x" * 32)
        return replace(event, **{field: getattr(event, field) + (1 << 112)})

    if field == "recorded_at":
        simulator.alter_log(is_record, lambda event: replace(event, recorded_at=event.recorded_at + 1))
    else:
        simulator.alter_log(is_record, change)
    report = audited(store, simulator, ledger)
    assert (HistoryKind.SUBJECT, ids["mill"]) in {(found.kind, found.history_id) for found in report.differences}


def test_audit_with_a_dropped_signature_names_its_records(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    ids = small_ledger(simulator)
    simulator.drop_log(lambda event: isinstance(event, SignedEvent) and event.block_number == 6)
    report = audited(store, simulator, ledger)
    assert not report.differences
    assert [(found.name, found.problem) for found in report.problems] == [
        (ids["first"], "its signature was not seen"),
        (ids["second"], "its signature was not seen"),
    ]


@pytest.mark.parametrize(
    ("field", "problem"),
    [("signature", "its signature is not one of its issuer"), ("struct_hash", "its signature is over other records")],
)
def test_audit_with_an_altered_signature_names_its_records(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, field: str, problem: str
) -> None:
    ids = small_ledger(simulator)

    def change(event: LedgerEvent) -> LedgerEvent:
        assert isinstance(event, SignedEvent)
        return replace(event, **{field: b"\1" + getattr(event, field)[1:]})

    simulator.alter_log(lambda event: isinstance(event, SignedEvent) and event.block_number == 6, change)
    report = audited(store, simulator, ledger)
    assert [(found.name, found.problem) for found in report.problems] == [
        (ids["first"], problem),
        (ids["second"], problem),
    ]


def test_audit_with_another_schema_text_names_the_schema(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    ids = small_ledger(simulator)

    def change(event: LedgerEvent) -> LedgerEvent:
        assert isinstance(event, EntryEvent)
        return replace(event, text="ilo/c105@1957")

    simulator.alter_log(entry_named("SchemaRegistered"), change)
    report = audited(store, simulator, ledger)
    assert [(found.name, found.block_number) for found in report.problems] == [(ids["schema"], 1)]


def test_audit_on_a_node_without_old_states_leaves_the_block_open(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_ledger(simulator)
    simulator.drop_log(entry_named("ControllerChanged"))
    recent = simulator.history_heads

    def pruned(histories: list[tuple[HistoryKind, bytes]], block_number: int) -> list[bytes]:
        if block_number < simulator.head.number:
            raise StateUnavailable("pruned")
        return recent(histories, block_number)

    monkeypatch.setattr(simulator, "history_heads", pruned)
    report = audited(store, simulator, ledger)
    assert [found.first_block for found in report.differences] == [None]


def test_audit_without_an_index_is_refused(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    with pytest.raises(IndexEmpty) as caught:
        audit(store, simulator, ledger)
    assert "sync" in caught.value.hint


def test_audit_of_an_index_that_is_not_on_the_chain_is_refused(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    small_ledger(simulator)
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
    simulator.reorg(2)
    simulator.mine(3)
    with pytest.raises(ChainMoved, match="block 9"):
        audit(store, simulator, ledger)


def test_audit_tells_its_progress(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    small_ledger(simulator)
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
    told: list[int] = []
    audit(store, simulator, ledger, on_progress=told.append)
    assert told == [2, 5, 8, 9]


def test_logged_entries_name_real_entry_types() -> None:
    assert set(LOGGED_ENTRIES) < {entry_type.name for entry_type in ENTRY_TYPES.values()}
