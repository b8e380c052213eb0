"""The operator's own rows, on both stores."""

from labour_ledger.store.queries import (
    get_document,
    held_documents,
    identifier_texts,
    receipts_of,
    save_documents,
    save_identifier_texts,
    save_receipts,
)
from labour_ledger.store.results import IdentifierText, LedgerKey, Receipt, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import identifier_hash


def test_save_documents_again_keeps_the_first(store: Store) -> None:
    first = StoredDocument(b"d" * 32, "ilo/c029@1930", b"s" * 32, b'{"v":1}', 10)
    later = StoredDocument(b"d" * 32, "ilo/c029@1930", b"s" * 32, b'{"v":1}', 20)
    with store.unit_of_work() as work:
        save_documents(work.session, [first])
        save_documents(work.session, [later])
        save_documents(work.session, [])
    with store.reading() as session:
        assert get_document(session, b"d" * 32) == first


def test_held_documents_of_many_gives_those_held(store: Store) -> None:
    documents = [StoredDocument(n.to_bytes(32, "big"), "x/y@1", b"s" * 32, b"{}", 0) for n in range(600)]
    with store.unit_of_work() as work:
        save_documents(work.session, documents)
    asked = [n.to_bytes(32, "big") for n in range(590, 1300)]
    with store.reading() as session:
        assert held_documents(session, asked) == frozenset(asked[:10])


def test_identifier_texts_are_found_by_hash(store: Store) -> None:
    text = IdentifierText("gln", "4012345000009")
    with store.unit_of_work() as work:
        save_identifier_texts(work.session, [text, text])
        save_identifier_texts(work.session, [text])
    with store.reading() as session:
        key = identifier_hash("gln", "4012345000009")
        assert identifier_texts(session, [key, b"?" * 32]) == {key: text}


def test_save_receipts_replaces_what_was_known_of_a_row(store: Store, ledger: LedgerKey) -> None:
    signed = [Receipt("batch", row, bytes([row]) * 32, "signed", None, "", 1) for row in (2, 3)]
    recorded = Receipt("batch", 3, b"\3" * 32, "recorded", b"t" * 32, "block 7", 2)
    other = Receipt("other batch", 3, b"\4" * 32, "refused", None, "NonceUsed", 2)
    with store.unit_of_work() as work:
        save_receipts(work.session, ledger, signed)
        save_receipts(work.session, ledger, (receipt for receipt in [recorded, other]))
    with store.reading() as session:
        assert receipts_of(session, ledger, "batch") == (signed[0], recorded)
        assert receipts_of(session, LedgerKey(1, ledger.contract), "batch") == ()
