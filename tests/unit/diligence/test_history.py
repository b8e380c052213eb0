"""A subject's history in pages: complete, in order, in words, and as it folds."""

from __future__ import annotations

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.history import HistoryEntry, site_history
from labour_ledger.diligence.subjects import subject_json
from labour_ledger.registry.names import SubjectNotFound
from labour_ledger.store.queries import PageTokenInvalid, save_identifier_texts
from labour_ledger.store.results import IdentifierText, LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.entry_json import entry_from_json
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.history import HistoryKind, fold_history


def whole(session: Session, ledger: LedgerKey, subject: bytes) -> tuple[HistoryEntry, ...]:
    return site_history(session, ledger, subject, limit=None).entries


def test_history_folds_to_the_head_on_the_chain(
    session: Session, ledger: LedgerKey, names: dict[str, bytes], simulator: LedgerSimulator
) -> None:
    for name in ("mill", "twin"):
        shown = [entry.to_json()["entry"] for entry in whole(session, ledger, names[name])]
        entries = [entry_from_json(entry, "entry") for entry in shown if isinstance(entry, dict)]
        head = simulator.history_head(HistoryKind.SUBJECT, names[name], simulator.blocks_mined[-1].block.number)
        assert fold_history(HistoryKind.SUBJECT, entries) == head


def test_history_in_pages_is_the_whole_history(session: Session, ledger: LedgerKey, names: dict[str, bytes]) -> None:
    for limit in (1, 2, 3, 100):
        found: list[HistoryEntry] = []
        after: str | None = None
        while True:
            page = site_history(session, ledger, names["mill"], after=after, limit=limit)
            assert len(page.entries) <= limit
            found += page.entries
            after = page.next
            if after is None:
                break
        shown = [entry.to_json() for entry in found]
        assert shown == [entry.to_json() for entry in whole(session, ledger, names["mill"])]


def test_history_says_in_words_what_happened(
    store: Store, session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    with store.unit_of_work() as work:
        save_identifier_texts(work.session, [IdentifierText("uml", "PO1")])
    with store.reading() as fresh:
        mill = [entry.words for entry in whole(fresh, ledger, names["mill"])]
        twin = [entry.words for entry in whole(fresh, ledger, names["twin"])]
    assert mill[0] == "Registered as a site by party 1, controlled by party 3"
    assert "Identifier uml:PO1 claimed" in mill
    assert "party 2 (auditor, as a third party): conforms under ilo/c029@1930" in mill
    assert f"Identifier uml:PO1 given to {handle_of(names['twin'])} by the council" in mill
    assert mill[-1] == "Controlled by party 2 from now on, with the authority of party 3"
    assert any(words.startswith(f"Named as the same as {handle_of(names['twin'])}") for words in mill)
    assert twin[0] == "Registered as a site by party 1, unclaimed"
    assert twin[-1] == "Noted as closed; records about it are still taken"
    assert any(words.endswith(f"on the subject {handle_of(names['mill'])}") for words in twin)


def test_history_of_a_reopened_site_says_so(
    store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]
) -> None:
    simulator.reopen_subject(names["twin"])
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        page = site_history(session, ledger, names["twin"])
    assert page.entries[-1].words == "Noted as open again"
    assert page.to_json()["subject"] == {**subject_json(page.subject), "closed": False}


def test_history_rests_on_the_records_of_the_page(session: Session, ledger: LedgerKey, names: dict[str, bytes]) -> None:
    page = site_history(session, ledger, names["twin"], limit=None)
    assert page.basis.uids == (names["second"], names["joined"])


def test_history_of_no_subject_is_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(SubjectNotFound):
        site_history(session, ledger, bytes(32))


def test_history_after_an_invented_cursor_is_refused(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    with pytest.raises(PageTokenInvalid):
        site_history(session, ledger, names["mill"], after="WyJhIl0")
