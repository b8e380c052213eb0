"""Watch lists beside sites: hits, what was decided about them, and the list that they stand in."""

from __future__ import annotations

from tests.support.question_world import LEDGER, QuestionWorld

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.store.queries.context import ListEdition
from labour_ledger.store.queries.watch_lists import HitState, WatchEntry, WatchHit, replace_hit, save_watch_list
from labour_ledger.store.session import Store

EDITION = ListEdition("fictitious-list", "A fictitious list", "Nobody", "2025-01", b"\x09" * 32, 2, 1)
ENTRIES = (
    WatchEntry(2, "tannery-key", ("Tannery (fictitious)",), "BD", "", {}),
    WatchEntry(3, "other-key", ("Something Else Entirely Ltd",), "", "", {}),
)


def test_watch_list_hits_show_score_list_and_decision(own_store: Store, world: QuestionWorld) -> None:
    decided = WatchHit(
        list_name=EDITION.name,
        entry_key="tannery-key",
        subject=world.subjects["tannery"],
        state=HitState.CLEARED,
        edition=EDITION.edition,
        score=1000,
        found_at=1,
        decided_by="A person",
        decided_at=2,
        reason="Another company of the same name",
    )
    with own_store.unit_of_work() as work:
        save_watch_list(work.session, EDITION, ENTRIES)
        replace_hit(work.session, LEDGER, decided)
    with own_store.reading() as session:
        hits = ask(session, LEDGER, "watch-list-hits", {"list": EDITION.name}, limit=None)
        narrowed = ask(session, LEDGER, "watch-list-hits", {"site": world.handle("mill")}, limit=None)
    row = hits.rows[0]
    assert {row.values["state"] for row in hits.rows[1:]} <= {"open"}
    assert (row.values["site"], row.values["state"], row.values["sameCountry"]) == (
        world.handle("tannery"),
        "cleared",
        True,
    )
    assert (row.values["decidedBy"], row.values["reason"]) == ("A person", "Another company of the same name")
    assert (row.values["edition"], row.values["listRow"]) == ("2025-01", 2)
    assert hits.summary["lists"] == ("A fictitious list, 2025-01",)
    assert (narrowed.rows, narrowed.summary["screened"]) == ((), 1)
