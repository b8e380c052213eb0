"""Screening against watch lists, and decisions about hits; on both kinds of store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.screening import Screening, screen_subjects
from labour_ledger.diligence.screening_decisions import (
    HitUnknown,
    ReasonMissing,
    StateUnknown,
    decide_hit,
    hit_state,
    keep_hits,
)
from labour_ledger.registry.statements import RELATION_SCHEMA
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger.store.queries import IdentifiedSite, save_documents, save_site_profiles
from labour_ledger.store.queries.aliases import Alias, AliasKind, save_aliases
from labour_ledger.store.queries.context import ListEdition
from labour_ledger.store.queries.watch_lists import HitState, WatchEntry, hits_of_list, save_watch_list
from labour_ledger.store.results import LedgerKey, SiteProfile, StoredDocument
from labour_ledger.store.session import Store

HASH = b"\x0a" * 32
LIST = "invented-list"


def edition(name: str, file_hash: bytes, at: int) -> ListEdition:
    return ListEdition(LIST, "Invented list", "Nobody", name, file_hash, 1, at)


def entry(*names: str, key: str = "key-1", country: str = "PE") -> WatchEntry:
    return WatchEntry(2, key, names, country, "", {"status": "Active"})


def keep(store: Store, source: ListEdition, entries: Sequence[WatchEntry]) -> None:
    with store.unit_of_work() as work:
        save_watch_list(work.session, source, entries)


def screened(store: Store, ledger: LedgerKey, subjects: Sequence[bytes] | None = None) -> Screening:
    with store.reading() as session:
        return screen_subjects(session, ledger, subjects)


def decide(store: Store, ledger: LedgerKey, subject: bytes, state: HitState, key: str = "key", **more: str) -> None:
    hits = screened(store, ledger, [subject]).hits
    with store.unit_of_work() as work:
        decide_hit(
            work.session,
            ledger,
            hits,
            subject=subject,
            entry_key=key,
            state=state,
            decided_by=more.get("by", "desk"),
            reason=more.get("reason", "another address"),
            now=50,
        )


@pytest.fixture
def site(store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]) -> bytes:
    """A site with a name, beside two of the small ledger without one."""
    subject = simulator.register_subject("named", country="PE", identity_hash=HASH)
    simulator.mine()
    index(simulator, store, ledger)
    profile = SiteProfile("Invented Cotton Ltd", "PE", "Calle 1", "", "", ())
    with store.unit_of_work() as work:
        save_site_profiles(work.session, [IdentifiedSite(subject, HASH, profile)])
    return subject


def test_screen_finds_a_name_that_resembles_a_listed_one_and_says_which_edition(
    store: Store, ledger: LedgerKey, site: bytes
) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Invented Cotton Co., Limited", "Else")])
    found = screened(store, ledger)
    (hit,) = found.hits
    assert (hit.subject, hit.source.edition, hit.score, hit.same_country) == (site, "2026-01", 1000, True)
    assert hit.state is HitState.OPEN
    assert found.screened == 1
    assert len(found.unnamed) == 2
    document: Any = found.to_json()
    assert document["items"][0]["entry"]["status"] == "Active"
    assert document["lists"][0]["fileHash"] == "0x" + "01" * 32


def test_screen_of_a_name_unlike_any_listed_one_finds_nothing(store: Store, ledger: LedgerKey, site: bytes) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Fictitious Footwear")])
    assert screened(store, ledger).hits == ()


def test_screen_without_a_list_says_that_there_is_none(store: Store, ledger: LedgerKey, site: bytes) -> None:
    found = screened(store, ledger, [site])
    assert (found.lists, found.hits, found.screened) == ((), (), 1)


def test_screen_uses_the_newest_import_of_a_list(store: Store, ledger: LedgerKey, site: bytes) -> None:
    keep(store, edition("new", b"\x02" * 32, 2), [entry("Fictitious Footwear")])
    keep(store, edition("old", b"\x01" * 32, 1), [entry("Invented Cotton")])
    found = screened(store, ledger)
    assert [source.edition for source in found.lists] == ["new"]
    assert found.hits == ()


def test_screen_sees_aliases_and_sites_of_other_countries(store: Store, ledger: LedgerKey, site: bytes) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Faraway Yarn", country="CN")])
    with store.unit_of_work() as work:
        alias = Alias(AliasKind.NAME, "FARAWAY YARN LTD", site, "list", "desk", 1, "one gate")
        save_aliases(work.session, ledger, [alias])
    (hit,) = screened(store, ledger).hits
    assert (hit.subject, hit.same_country) == (site, False)


def test_screen_sees_the_parent_that_a_statement_names(store: Store, ledger: LedgerKey, site: bytes) -> None:
    own = replace(entry("Invented Cotton", key="own"), row_number=3)
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Faraway Holding"), own])
    content = {"organisation": {"name": "FARAWAY HOLDING LTD"}, "relation": "parent-organisation"}
    document = StoredDocument(b"\x05" * 32, RELATION_SCHEMA, site, json.dumps({"content": content}).encode(), 1)
    with store.unit_of_work() as work:
        save_documents(work.session, [document])
    for subjects in (None, [site]):
        hits = screened(store, ledger, subjects).hits
        assert {hit.entry.entry_key: hit.through for hit in hits} == {"key-1": "FARAWAY HOLDING LTD", "own": ""}


def test_cleared_hit_stays_cleared_while_the_words_are_the_same(store: Store, ledger: LedgerKey, site: bytes) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Invented Cotton")])
    decide(store, ledger, site, HitState.CLEARED)
    keep(store, edition("2026-02", b"\x02" * 32, 2), [entry("Invented Cotton")])
    (hit,) = screened(store, ledger).hits
    assert hit.state is HitState.CLEARED
    assert hit.to_json()["decision"] == {
        "by": "desk",
        "at": "1970-01-01T00:00:50Z",
        "edition": "2026-01",
        "reason": "another address",
    }
    keep(store, edition("2026-03", b"\x03" * 32, 3), [entry("Invented Cotton", key="other-words")])
    assert [hit.state for hit in screened(store, ledger).hits] == [HitState.OPEN]


def test_keep_hits_keeps_open_ones_once_and_never_undoes_a_decision(
    store: Store, ledger: LedgerKey, site: bytes
) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Invented Cotton")])
    before = screened(store, ledger)
    for now in (10, 20):
        with store.unit_of_work() as work:
            keep_hits(work.session, ledger, before, now=now)
    with store.reading() as session:
        (held,) = hits_of_list(session, ledger, LIST)
    assert (held.found_at, held.state) == (10, HitState.OPEN)
    decide(store, ledger, site, HitState.CONFIRMED)
    with store.unit_of_work() as work:
        keep_hits(work.session, ledger, before, now=30)
    assert screened(store, ledger).hits[0].state is HitState.CONFIRMED


@pytest.mark.parametrize("missing", [{"reason": " "}, {"by": ""}])
def test_decide_without_a_reason_or_a_person_is_refused(
    store: Store, ledger: LedgerKey, site: bytes, missing: dict[str, str]
) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Invented Cotton")])
    with pytest.raises(ReasonMissing):
        decide(store, ledger, site, HitState.CLEARED, **missing)


def test_decide_with_personal_data_in_the_reason_is_refused(store: Store, ledger: LedgerKey, site: bytes) -> None:
    keep(store, edition("2026-01", b"\x01" * 32, 1), [entry("Invented Cotton")])
    with pytest.raises(PersonalDataRefused):
        decide(store, ledger, site, HitState.CLEARED, reason="ask someone@example.com")


def test_decide_about_no_hit_or_several_is_refused(store: Store, ledger: LedgerKey, site: bytes) -> None:
    entries = [entry("Invented Cotton"), WatchEntry(3, "key-2", ("Invented Cotton Inc",), "", "", {})]
    keep(store, edition("2026-01", b"\x01" * 32, 1), entries)
    for key in ("key-", "none"):
        with pytest.raises(HitUnknown):
            decide(store, ledger, site, HitState.CLEARED, key=key)


def test_hit_state_of_another_word_names_the_states() -> None:
    assert hit_state("open") is HitState.OPEN
    with pytest.raises(StateUnknown) as caught:
        hit_state("guilty")
    assert "cleared" in str(caught.value.hint)
