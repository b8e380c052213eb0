"""Rows up for judgement, and aliases, on both stores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labour_ledger.store.queries.aliases import (
    Alias,
    AliasKind,
    aliases_of,
    forget_aliases,
    save_aliases,
    subjects_with_alias,
)
from labour_ledger.store.queries.page_tokens import PageTokenInvalid
from labour_ledger.store.queries.reviews import (
    MatchReview,
    ReviewState,
    get_review,
    list_reviews,
    reviews_by_id,
    save_decision,
    save_reviews,
)
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

SITE, OTHER = b"\x01" * 32, b"\x02" * 32
OPEN = MatchReview(
    review_id="r1",
    row_key="plain|invented",
    list_title="Invented list",
    file_hash=b"\x03" * 32,
    row_number=7,
    described={"names": ["Fábrica"], "country": "PE"},
    candidates=({"subject": "0x01", "score": {"total": 0.7}},),
    state=ReviewState.OPEN,
    subject=None,
    decided_by="",
    decided_at=None,
    reason="",
    created_at=5,
)
ALIAS = Alias(AliasKind.NAME, "Fábrica", SITE, "Invented list", "desk", 5, "one gate")


def test_review_comes_back_as_it_was_kept_for_its_ledger_alone(store: Store, ledger: LedgerKey) -> None:
    with store.unit_of_work() as work:
        save_reviews(work.session, ledger, [OPEN])
    with store.reading() as session:
        assert get_review(session, ledger, "r1") == OPEN
        assert reviews_by_id(session, ledger, ["r1", "none"]) == {"r1": OPEN}
        assert get_review(session, replace(ledger, chain_id=1), "r1") is None


def test_review_kept_again_is_replaced_and_a_decision_is_written(store: Store, ledger: LedgerKey) -> None:
    with store.unit_of_work() as work:
        save_reviews(work.session, ledger, [OPEN])
        save_reviews(work.session, ledger, [replace(OPEN, row_number=8)])
        save_decision(
            work.session,
            ledger,
            "r1",
            state=ReviewState.SAME,
            subject=SITE,
            decided_by="desk",
            decided_at=9,
            reason="one gate",
        )
    with store.reading() as session:
        found = get_review(session, ledger, "r1")
        assert list_reviews(session, ledger, state=ReviewState.OPEN).items == ()
    assert found == replace(
        OPEN,
        row_number=8,
        state=ReviewState.SAME,
        subject=SITE,
        decided_by="desk",
        decided_at=9,
        reason="one gate",
    )


def test_list_reviews_pages_through_all_in_order(store: Store, ledger: LedgerKey) -> None:
    kept = [
        replace(OPEN, review_id=f"r{number % 3}{number}", created_at=number // 4, row_number=number % 2)
        for number in range(10)
    ]
    with store.unit_of_work() as work:
        save_reviews(work.session, ledger, kept)
    found: list[MatchReview] = []
    after = None
    with store.reading() as session:
        while True:
            page = list_reviews(session, ledger, after=after, limit=3)
            found += page.items
            after = page.next
            if after is None:
                break
        with pytest.raises(PageTokenInvalid):
            list_reviews(session, ledger, after="nothing")
    assert found == sorted(kept, key=lambda one: (one.created_at, one.row_number, one.review_id))


def test_aliases_are_found_by_subject_and_by_value_and_can_be_taken_back(store: Store, ledger: LedgerKey) -> None:
    of_other = replace(ALIAS, subject=OTHER)
    with store.unit_of_work() as work:
        save_aliases(work.session, ledger, [ALIAS, of_other, replace(ALIAS, kind=AliasKind.ROW)])
        save_aliases(work.session, ledger, [replace(ALIAS, reason="said again")])
    with store.reading() as session:
        assert aliases_of(session, ledger, [SITE])[SITE] == (ALIAS, replace(ALIAS, kind=AliasKind.ROW))
        named = subjects_with_alias(session, ledger, AliasKind.NAME, ["Fábrica", "none"])
        assert named == {"Fábrica": frozenset({SITE, OTHER})}
        assert subjects_with_alias(session, replace(ledger, chain_id=1), AliasKind.NAME, ["Fábrica"]) == {}
    with store.unit_of_work() as work:
        forget_aliases(work.session, ledger, [ALIAS])
    with store.reading() as session:
        assert subjects_with_alias(session, ledger, AliasKind.NAME, ["Fábrica"]) == {"Fábrica": frozenset({OTHER})}
