"""Whether an identity document is the one that the chain committed to, and nothing is in it that was not claimed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.sites import site
from labour_ledger.diligence.status import site_status
from labour_ledger.store.queries import save_documents
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import subject_id
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.status import FlagCode

MILL = subject_id(0, keccak256(b"mill with a name"))
CONTENT = {"names": [{"text": "Mill", "kind": "registered"}], "identifiers": [{"scheme": "list", "value": "7"}]}


def identity(content: object = CONTENT, **changes: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "schema": "ledger/site-registration@1",
        "subject": to_hex(MILL),
        "salt": "0x" + "07" * 32,
        "content": content,
        **changes,
    }


def stored(document: dict[str, Any], **changes: Any) -> StoredDocument:
    found = {
        "document_hash": document_hash(document),
        "schema_id": "ledger/site-registration@1",
        "subject": MILL,
        "canonical_json": canonical_json(document),
        "received_at": 0,
    }
    return StoredDocument(**{**found, **changes})


def is_checked(
    store: Store,
    ledger: LedgerKey,
    simulator: LedgerSimulator,
    identity_hash: bytes,
    document: StoredDocument | None,
    identifiers: tuple[tuple[str, str], ...] = (("list", "7"),),
    reassigned: bool = False,
) -> bool:
    simulator.register_schema("ilo/c029@1930")
    simulator.register_subject("mill with a name", identity_hash=identity_hash, identifiers=identifiers)
    if reassigned:
        other = simulator.register_subject("another mill")
        simulator.reassign_identifier(*identifiers[0], MILL, other)
    simulator.mine()
    index(simulator, store, ledger)
    with store.unit_of_work() as work:
        save_documents(work.session, [] if document is None else [document])
    with store.reading() as session:
        checked = site(session, ledger, MILL).identity_checked
        status = site_status(session, ledger, MILL, schema_id="ilo/c029@1930").status
    assert (status.flag(FlagCode.IDENTITY_UNCHECKED) is None) is checked
    return checked


def test_identity_that_is_held_and_fits_is_checked(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    document = identity()
    assert is_checked(store, ledger, simulator, document_hash(document), stored(document))


def test_identity_without_identifiers_is_checked(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    document = identity({"names": CONTENT["names"]})
    assert is_checked(store, ledger, simulator, document_hash(document), stored(document), identifiers=())


def test_identity_that_is_not_held_is_not_checked(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
    assert not is_checked(store, ledger, simulator, document_hash(identity()), None)


def test_identity_with_an_identifier_that_nobody_claimed_is_not_checked(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    document = identity()
    assert not is_checked(store, ledger, simulator, document_hash(document), stored(document), identifiers=())


def test_identity_with_an_identifier_that_is_another_subjects_now_is_not_checked(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    document = identity()
    assert not is_checked(store, ledger, simulator, document_hash(document), stored(document), reassigned=True)


@pytest.mark.parametrize("changes", [{"subject": "0x" + "11" * 32}, {"schema": "ledger/party-profile@1"}])
def test_identity_of_another_subject_or_schema_is_not_checked(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, changes: dict[str, str]
) -> None:
    document = identity(**changes)
    assert not is_checked(store, ledger, simulator, document_hash(document), stored(document))


def test_identity_whose_bytes_were_changed_in_the_store_is_not_checked(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    committed = document_hash(identity())
    changed = stored(identity({"names": []}), document_hash=committed)
    assert not is_checked(store, ledger, simulator, committed, changed)


def test_identity_with_an_unexpected_content_names_no_identifiers(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    document = identity([])
    assert is_checked(store, ledger, simulator, document_hash(document), stored(document))
