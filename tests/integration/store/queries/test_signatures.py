"""Signatures of many records, a party's issued entries and many documents at once, on both stores."""

from tests.support.store_fixtures import IndexedLedger

from labour_ledger.store.queries import (
    documents_by_hash,
    issued_by,
    issued_history,
    record_by_uid,
    records_of_subject,
    save_documents,
    signatures_over,
)
from labour_ledger.store.results import Position, StoredDocument
from labour_ledger_verify.history import HistoryKind, fold_history, party_history_id


def test_signatures_over_gives_each_signature_with_its_whole_batch(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        records = [
            record
            for name in ("mill", "twin")
            for record in records_of_subject(session, indexed.ledger, indexed.ids[name])
        ]
        found = signatures_over(session, indexed.ledger, records)
        for record in records:
            expected = record_by_uid(session, indexed.ledger, record.uid)
            assert expected is not None
            assert record.signed_log_index is not None
            signed = found[Position(record.position.block_number, record.signed_log_index)]
            assert (signed.signature, signed.struct_hash) == (expected.signature, expected.struct_hash)
            assert signed.attestations == tuple(sibling.attestation for sibling in expected.batch)
    assert len(found) == 3


def test_signatures_over_nothing_is_nothing(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        assert signatures_over(session, indexed.ledger, []) == {}


def test_issued_by_folds_to_the_head_of_each_block(indexed: IndexedLedger) -> None:
    for number in range(1, indexed.simulator.head.number + 1):
        with indexed.store.reading() as session:
            folded = fold_history(HistoryKind.ISSUED, issued_by(session, indexed.ledger, 2, number))
        assert folded == indexed.simulator.history_head(HistoryKind.ISSUED, party_history_id(2), number)


def test_issued_by_up_to_the_last_block_is_the_whole_history(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        whole = issued_history(session, indexed.ledger, 2)
        assert list(issued_by(session, indexed.ledger, 2, indexed.simulator.head.number)) == whole
    assert len(whole) == 2


def test_documents_by_hash_gives_those_held(indexed: IndexedLedger) -> None:
    documents = [StoredDocument(bytes([number]) * 32, "ilo/c029@1930", b"\1" * 32, b'{"v":1}', 5) for number in (1, 2)]
    with indexed.store.unit_of_work() as work:
        save_documents(work.session, documents)
    unknown = [number.to_bytes(32, "big") for number in range(1200)]
    with indexed.store.reading() as session:
        found = documents_by_hash(session, [*unknown, documents[1].document_hash])
    assert found == {documents[1].document_hash: documents[1]}
