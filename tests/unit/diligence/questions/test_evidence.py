from __future__ import annotations

from pathlib import Path

from tests.support.question_world import C029, C138, LEDGER, QuestionWorld, assessment, build_question_world
from tests.support.stores import empty_store_url
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.store.session import open_store
from labour_ledger_verify.hexadecimal import to_hex


def test_expiring_lists_what_decides_and_ends_in_time(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("expiring", days="60")
    assert column(answer, "uid") == [to_hex(world.uids["mill audit"])]
    (row,) = answer.rows
    assert (row.values["daysLeft"], row.values["code"]) == (29, "conforms")
    assert row.values["owner"] == "supplier (fictitious) (party 5)"
    assert row.values["renewalAnnounced"] is not None
    assert answer.summary["withoutRenewal"] == 0


def test_expiring_within_fewer_days_is_empty(asked: Ask) -> None:
    answer = asked("expiring", days="5")
    assert (answer.rows, answer.summary["expiring"]) == ((), 0)


def test_expiring_leaves_out_what_another_record_outlasts(tmp_path: Path) -> None:
    world = build_question_world()
    world.say("second audit", "other_auditor", "mill", C029, assessment(), outcome=1, days=300)
    world.simulator.mine()
    store = open_store(empty_store_url("sqlite", tmp_path))
    try:
        world.index_into(store)
        with store.reading() as session:
            near, far = (ask(session, LEDGER, "expiring", {"days": days}, limit=None) for days in ("60", "301"))
    finally:
        store.close()
    assert near.rows == ()
    assert len([row for row in far.rows if row.values["site"] == world.handle("mill")]) == 2


def test_evidence_gaps_keep_unknown_and_self_declared_apart(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("evidence-gaps", topic="debt-bondage", buyer=world.handle("Brand"))
    assert dict(zip(column(answer, "site"), column(answer, "evidence"), strict=True)) == {
        world.handle("press"): "self_declared",
        world.handle("store"): "unknown",
        world.handle("farm"): "unknown",
    }
    assert answer.summary["sitesByEvidence"] == {
        "conforms": 1,
        "does_not_conform": 1,
        "self_declared": 1,
        "unknown": 2,
    }
    assert answer.summary["coveredBy"] == ("ilo/c029@1930",)


def test_evidence_gaps_on_a_topic_that_no_schema_covers_say_so(asked: Ask) -> None:
    answer = asked("evidence-gaps", topic="unequal-pay")
    assert answer.summary["coveredBy"] == ()
    assert answer.missing == ("No schema of this ledger asks about unequal-pay.",)


def test_contradictions_are_verdicts_that_disagree_and_live_disputes(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("contradictions")
    found = {
        (row.values["site"], row.values["kind"], row.values["worseUid"], row.values["betterUid"]) for row in answer.rows
    }
    assert found == {
        (
            world.handle("farm"),
            "verdicts",
            to_hex(world.uids["farm inspection"]),
            to_hex(world.uids["farm audit"]),
        ),
        (world.handle("tannery"), "dispute", to_hex(world.uids["dispute"]), to_hex(world.uids["tannery audit"])),
    }
    assert answer.summary["sitesWithContradictions"] == 2


def test_contradictions_under_one_standard_leave_others_out(asked: Ask, world: QuestionWorld) -> None:
    assert column(asked("contradictions", standard=C138), "site") == [world.handle("farm")]
