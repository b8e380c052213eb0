from __future__ import annotations

from pathlib import Path

from tests.support.question_world import (
    C029,
    LEDGER,
    QuestionWorld,
    assessment,
    build_question_world,
    finding,
)
from tests.support.stores import empty_store_url
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.store.session import open_store
from labour_ledger_verify.hexadecimal import to_hex


def test_open_findings_list_the_gravest_with_what_is_overdue(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("open-findings")
    by_site = {row.values["site"]: row for row in answer.rows}
    refinery = by_site[world.handle("refinery")].values
    assert (refinery["topic"], refinery["severity"], refinery["daysOverdue"]) == ("debt-bondage", "critical", 1)
    assert refinery["remedy"] == "claimed"
    farm = by_site[world.handle("farm")].values
    assert (farm["topic"], farm["severity"], farm["outcome"]) == (None, None, "does_not_conform")
    assert answer.summary["bySeverity"] == {"critical": 1, "not disclosed": 1}
    assert len(answer.missing) == 1


def test_open_findings_of_every_severity_have_the_minor_one_too(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("open-findings", severity="minor", site=world.handle("refinery"))
    assert column(answer, "topic") == ["debt-bondage", "deception"]


def test_open_findings_that_are_overdue_leave_the_others_out(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("open-findings", severity="minor", overdue="true")
    assert column(answer, "uid") == [to_hex(world.uids["refinery audit"])]
    assert answer.summary["overdue"] == 1


def test_open_findings_as_known_before_the_audit_are_none(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("open-findings", site=world.handle("refinery"), known_at="2025-01-01T00:00:40Z")
    assert answer.rows == ()


def test_open_findings_end_with_a_confirmed_remedy_and_a_revocation(tmp_path: Path) -> None:
    world = build_question_world()
    findings = assessment([finding("deception", "critical", "2025-03-01")])
    world.say("press audit", "auditor", "press", C029, findings, outcome=2)
    world.simulator.mine()
    world.say("revoked", "auditor", "press", "ledger/revocation@1", None, about="press audit")
    action = {"topic": "debt-bondage", "action": "debt-cancelled", "state": "done"}
    confirmed = {"actions": [action], "checkedBy": ["site-visit"], "confirmedOn": "2025-01-01", "language": "en"}
    world.say("confirmed", "workers", "refinery", "ledger/remedy-confirmation@1", confirmed, about="refinery audit")
    world.simulator.mine()
    store = open_store(empty_store_url("sqlite", tmp_path))
    try:
        world.index_into(store)
        with store.reading() as session:
            now, before = (
                ask(session, LEDGER, "open-findings", {"standard": C029, "known_at": known_at}, limit=None)
                for known_at in ("2025-01-01T00:01:24Z", "2025-01-01T00:01:12Z")
            )
            remedies = ask(session, LEDGER, "remedies", {}, limit=None)
            status = ask(session, LEDGER, "site-status", {"site": world.handle("refinery"), "standard": C029})
    finally:
        store.close()
    assert set(column(before, "site")) == {world.handle("press"), world.handle("refinery")}
    assert now.rows == ()
    assert remedies.summary["notConfirmed"] == 0
    assert remedies.rows[0].values["confirmedBy"] == ("workers (fictitious) (party 4)",)
    assert status.summary["code"] == "remedied"
    assert "decides, remedied" in column(status, "part")


def test_remedies_show_claims_that_nobody_confirmed(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("remedies")
    (row,) = answer.rows
    assert (row.values["step"], row.values["action"], row.values["workersReached"]) == (
        "claimed",
        "debt-cancelled",
        "10-24",
    )
    assert (row.values["confirmedBy"], row.values["about"]) == ((), to_hex(world.uids["refinery audit"]))
    assert answer.summary["notConfirmed"] == 1


def test_remedies_outside_the_period_are_left_out(asked: Ask) -> None:
    assert asked("remedies", until="2024-12-31").rows == ()
    assert asked("remedies", since="2025-01-02").rows == ()
    assert len(asked("remedies", since="2025-01-01", until="2025-01-01").rows) == 1
