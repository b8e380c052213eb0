"""Many subjects at once give what one at a time gives, on both stores."""

from __future__ import annotations

import pytest
from sqlmodel import Session
from tests.support.store_fixtures import IndexedLedger

from labour_ledger.store.queries import many_subjects, subject_history
from labour_ledger.store.queries.histories import status_history
from labour_ledger.store.queries.standing import standing_of
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.history import HistoryKind


@pytest.fixture(autouse=True)
def chunks_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_subjects, "SUBJECTS_AT_ONCE", 1)


def test_histories_of_subjects_equal_the_history_of_each(indexed: IndexedLedger) -> None:
    subjects = [indexed.ids["mill"], indexed.ids["twin"]]
    schemas = {indexed.ids["schema"], indexed.ids["same_as"]}
    with indexed.store.reading() as session:
        many = many_subjects.histories_of_subjects(session, indexed.ledger, [*subjects, b"\xff" * 32], schemas)
        assert many == {subject: status_history(session, indexed.ledger, subject, schemas) for subject in subjects}


def test_schemas_held_are_those_that_a_subject_has_a_standing_under(indexed: IndexedLedger) -> None:
    subjects = [indexed.ids["mill"], indexed.ids["twin"]]
    schemas = {indexed.ids["schema"], indexed.ids["same_as"]}
    with indexed.store.reading() as session:
        held = many_subjects.schemas_held(session, indexed.ledger, [*subjects, bytes(32)], schemas)
        for subject in subjects:
            standings = standing_of(session, indexed.ledger, subject, schemas)
            assert held.get(subject, set()) == {one.schema for one in standings}
        assert bytes(32) not in held


def test_joined_among_are_those_that_another_subject_names(indexed: IndexedLedger) -> None:
    subjects = [indexed.ids["mill"], indexed.ids["twin"]]
    with indexed.store.reading() as session:
        assert many_subjects.joined_among(session, indexed.ledger, subjects) == {indexed.ids["mill"]}


def test_subject_ids_are_of_a_kind_and_a_country(indexed: IndexedLedger) -> None:
    def ids(session: Session, **wanted: str) -> list[bytes]:
        return many_subjects.subject_ids(session, indexed.ledger, kind=1, known_at=2**40, limit=10, **wanted)

    with indexed.store.reading() as session:
        assert ids(session) == sorted([indexed.ids["mill"], indexed.ids["twin"]])
        assert ids(session, country="MY") == [indexed.ids["twin"]]
        other = LedgerKey(1, indexed.ledger.contract)
        assert many_subjects.subject_ids(session, indexed.ledger, kind=2, known_at=2**40, limit=10) == []
        assert many_subjects.subject_ids(session, other, kind=1, known_at=2**40, limit=10) == []
        assert many_subjects.subject_ids(session, indexed.ledger, kind=1, known_at=0, limit=10) == []


def test_changes_of_ledger_are_every_entry_once_in_chain_order(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        whole = many_subjects.changes_of_ledger(session, indexed.ledger, limit=1000)
        places = [change.item.position for change in whole]
        assert places == sorted(places)
        paged = []
        after = None
        while page := many_subjects.changes_of_ledger(session, indexed.ledger, after=after, limit=3):
            paged += page
            after = page[-1].item.position
        assert paged == whole
        for name in ("mill", "twin"):
            subject = indexed.ids[name]
            own = [change.item for change in whole if change.history == subject]
            assert own == subject_history(session, indexed.ledger, subject)
            narrowed = many_subjects.changes_of_ledger(session, indexed.ledger, subjects=[subject], limit=1000)
            assert [change.item for change in narrowed] == own
        assert {change.kind for change in whole} == {HistoryKind.SUBJECT, HistoryKind.PARTY, HistoryKind.SCHEMAS}


def test_changes_of_ledger_lie_between_two_times(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        whole = many_subjects.changes_of_ledger(session, indexed.ledger, limit=1000)
        moment = whole[len(whole) // 2].item.entry.recorded_at
        before = many_subjects.changes_of_ledger(session, indexed.ledger, until=moment - 1, limit=1000)
        after = many_subjects.changes_of_ledger(session, indexed.ledger, since=moment, limit=1000)
    assert before + after == whole
    assert before
    assert after
