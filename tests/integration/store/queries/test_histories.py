"""Histories, records and joined subjects, on both stores."""

from tests.support.store_fixtures import IndexedLedger

from labour_ledger.store.queries import (
    issued_history,
    issued_records,
    joined_subjects,
    party_history,
    record_by_uid,
    records_by_uid,
    records_of_subject,
    schemas_history,
    subject_history,
)
from labour_ledger.store.results import HistoryItem
from labour_ledger_verify.basis import Method
from labour_ledger_verify.history import HistoryKind, fold_history, party_history_id


def head(indexed: IndexedLedger, kind: HistoryKind, history_id: bytes) -> bytes:
    return indexed.simulator.history_head(kind, history_id, indexed.simulator.head.number)


def test_histories_fold_to_the_heads_of_the_chain(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        for name in ("mill", "twin"):
            items = subject_history(session, indexed.ledger, indexed.ids[name])
            folded = fold_history(HistoryKind.SUBJECT, (item.entry for item in items))
            assert folded == head(indexed, HistoryKind.SUBJECT, indexed.ids[name])
        for party in (1, 2, 3):
            of_party = fold_history(HistoryKind.PARTY, party_history(session, indexed.ledger, party))
            assert of_party == head(indexed, HistoryKind.PARTY, party_history_id(party))
            issued = fold_history(HistoryKind.ISSUED, issued_history(session, indexed.ledger, party))
            assert issued == head(indexed, HistoryKind.ISSUED, party_history_id(party))
        schemas = fold_history(HistoryKind.SCHEMAS, schemas_history(session, indexed.ledger))
        assert schemas == head(indexed, HistoryKind.SCHEMAS, b"")


def test_subject_history_in_pages_equals_the_whole(indexed: IndexedLedger) -> None:
    mill = indexed.ids["mill"]
    with indexed.store.reading() as session:
        whole = subject_history(session, indexed.ledger, mill)
        for limit in (1, 2, 3, 50):
            paged: list[HistoryItem] = []
            while page := subject_history(
                session, indexed.ledger, mill, after=paged[-1].position if paged else None, limit=limit
            ):
                assert len(page) <= limit
                paged += page
            assert paged == whole
        assert subject_history(session, indexed.ledger, b"?" * 32) == []


def test_subject_history_records_carry_their_bodies(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        items = subject_history(session, indexed.ledger, indexed.ids["mill"])
    records = [item.record for item in items if item.record is not None]
    assert len(records) == 2
    first = records[0]
    assert first.uid == first.attestation.uid(indexed.simulator.domain.separator) == indexed.ids["first"]
    assert (first.attestation.deadline, first.attestation.valid_until) == (2**64 - 1, 2**64 - 1)
    assert (first.basis.party, first.basis.method) == (2, Method.THIRD_PARTY)
    assert first.transaction_hash == items[3].transaction_hash


def test_records_of_subject_can_be_of_one_schema(indexed: IndexedLedger) -> None:
    twin = indexed.ids["twin"]
    with indexed.store.reading() as session:
        every = records_of_subject(session, indexed.ledger, twin)
        joins = records_of_subject(session, indexed.ledger, twin, schema=indexed.ids["same_as"])
    assert [record.uid for record in every] == [indexed.ids["second"], indexed.ids["joined"]]
    assert [record.uid for record in joins] == [indexed.ids["joined"]]


def test_joined_subjects_are_found_from_both_sides(indexed: IndexedLedger) -> None:
    mill, twin = indexed.ids["mill"], indexed.ids["twin"]
    with indexed.store.reading() as session:
        assert joined_subjects(session, indexed.ledger, mill) == (twin,)
        assert joined_subjects(session, indexed.ledger, twin) == (mill,)


def test_record_by_uid_gives_signature_and_batch(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        found = record_by_uid(session, indexed.ledger, indexed.ids["second"])
        alone = record_by_uid(session, indexed.ledger, indexed.ids["joined"])
        assert record_by_uid(session, indexed.ledger, b"?" * 32) is None
    assert found is not None
    assert alone is not None
    assert [record.uid for record in found.batch] == [indexed.ids["first"], indexed.ids["second"]]
    assert alone.batch == (alone.record,)
    assert alone.struct_hash == alone.record.attestation.struct_hash()
    assert found.signature is not None
    assert len(found.signature) == 65


def test_records_by_uid_of_many_gives_those_recorded(indexed: IndexedLedger) -> None:
    unknown = [number.to_bytes(32, "big") for number in range(1200)]
    with indexed.store.reading() as session:
        found = records_by_uid(session, indexed.ledger, [*unknown, indexed.ids["first"]])
    assert list(found) == [indexed.ids["first"]]


def test_issued_records_in_pages_equal_the_whole(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        whole = issued_records(session, indexed.ledger, 2)
        first = issued_records(session, indexed.ledger, 2, limit=1)
        rest = issued_records(session, indexed.ledger, 2, after=first[0].position)
    assert [record.uid for record in whole] == [indexed.ids["first"], indexed.ids["second"]]
    assert first + rest == whole
