from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator, small_ledger

from labour_ledger.chain.events import LedgerEvent, RecordedEvent, SignedEvent
from labour_ledger.indexer.project import project, signature_places
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.rows import BlockRow, ControllerRow, EntryRow, NonceCancelRow, RecordRow, SubjectRow
from labour_ledger_verify.basis import Basis, PartyClass

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)


def record(block: int, log: int, transaction: bytes) -> RecordedEvent:
    return RecordedEvent(
        block_number=block,
        block_hash=b"",
        log_index=log,
        transaction_hash=transaction,
        recorded_at=0,
        subject=b"",
        schema=b"",
        issuer=b"",
        uid=b"",
        basis=0,
        nonce=0,
        deadline=0,
        outcome=0,
        valid_from=0,
        valid_until=0,
        document_hash=b"",
        ref_uid=b"",
    )


def signed(block: int, log: int, transaction: bytes) -> SignedEvent:
    return SignedEvent(block, b"", log, transaction, 0, b"", b"")


def test_signature_places_split_runs_at_each_signature_of_a_transaction() -> None:
    events: list[LedgerEvent] = [
        record(1, 0, b"a"),
        record(1, 1, b"a"),
        signed(1, 2, b"a"),
        record(1, 3, b"a"),
        signed(1, 4, b"a"),
    ]
    assert signature_places(events) == {(1, 0): 2, (1, 1): 2, (1, 3): 4}


def test_signature_places_never_cross_transactions() -> None:
    events: list[LedgerEvent] = [
        record(1, 0, b"a"),
        record(1, 1, b"b"),
        signed(1, 2, b"b"),
        record(2, 0, b"b"),
        signed(2, 1, b"c"),
    ]
    assert signature_places(events) == {(1, 1): 2}


def test_signature_places_leave_other_signatures_alone() -> None:
    assert signature_places([signed(1, 0, b"a"), signed(1, 1, b"a")]) == {}


def test_project_gives_one_row_for_each_event_and_its_look_ups() -> None:
    simulator = LedgerSimulator()
    ids = small_ledger(simulator)
    events = simulator.events(0, simulator.head.number)
    blocks = simulator.blocks(0, simulator.head.number)
    rows = project(LEDGER, blocks, events)
    counts = {row_type: sum(isinstance(row, row_type) for row in rows) for row_type in {type(row) for row in rows}}
    assert counts[RecordRow] == 4
    assert counts[EntryRow] == 21
    assert (counts[SubjectRow], counts[ControllerRow], counts[NonceCancelRow]) == (2, 3, 1)
    assert [row.block_number for row in rows if isinstance(row, BlockRow) and row.has_events] == [1, 2, 3, 6, 7, 8]
    first = next(row for row in rows if isinstance(row, RecordRow))
    basis = Basis.unpack(first.basis)
    assert (first.uid, first.party, first.party_class, first.method) == (
        ids["first"],
        basis.party,
        PartyClass.AUDITOR,
        basis.method,
    )


def test_project_of_parts_equals_project_of_the_whole() -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    whole = project(LEDGER, simulator.blocks(0, 9), simulator.events(0, 9))
    parts = [row for n in range(10) for row in project(LEDGER, simulator.blocks(n, n), simulator.events(n, n))]
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))
