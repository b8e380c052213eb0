"""A finding by the command line: listed, overdue, followed to its remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

BSCI = "amfori/bsci@2"
VISIT = {
    "performedFrom": "2024-12-10",
    "performedUntil": "2024-12-12",
    "technique": "on-site",
    "announcement": "semi-announced",
    "personDays": "3-5",
    "schemeResult": {"scheme": "amfori BSCI 2", "result": "D"},
    "findings": [],
    "language": "en",
}
FINDINGS = (
    "topic=weekly-hours-exceeded,severity=major,due=2025-01-10,clause=PA6.2,word=crucial-question",
    "topic=fire-and-emergency,severity=minor,due=2025-12-10,clause=PA7.10,word=finding",
)


@pytest.fixture
def uid(desk: Desk, world: LedgerWorld, tmp_path: Path) -> str:
    """Record an audit with two findings; return its uid."""
    desk.run("index", "sync")
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(VISIT))
    command = ["attest", "record", handle_of(world.sites[0]), "--schema", BSCI, "--outcome", "does_not_conform"]
    findings = [word for finding in FINDINGS for word in ("--finding", finding)]
    done = desk.json(*command, "--content", file, *findings, "--key", "auditor", *desk.password())
    world.chain.travel_by(20 * 86_400)
    return str(done["submissions"][0]["uids"][0])


def listed(desk: Desk, *options: str) -> list[tuple[str, Any]]:
    desk.run("index", "sync")
    return [(row["topic"], row["daysOverdue"]) for row in desk.json("finding", "list", *options)["items"]]


def test_finding_list_shows_what_is_open_and_how_long_it_is_overdue(desk: Desk, world: LedgerWorld, uid: str) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[1], "ilo/c155@1981", outcome=1))
    everything = listed(desk)
    assert [topic for topic, _ in everything] == ["weekly-hours-exceeded", "fire-and-emergency"]
    assert listed(desk, "--overdue", "--site", handle_of(world.sites[0])) == everything[:1]
    assert everything[0][1] > 0
    assert listed(desk, "--site", handle_of(world.sites[1])) == []


def test_finding_show_follows_a_finding_to_its_remedy(desk: Desk, world: LedgerWorld, uid: str) -> None:
    desk.run("index", "sync")
    action = ("--action", "weekly-hours-exceeded:hours-reduced,done=2025-01-15")
    claimed = desk.json("remedy", "claim", uid, *action, "--key", "supplier", *desk.password())
    desk.run("index", "sync")
    (claim,) = claimed["submissions"][0]["uids"]
    desk.json("reply", claim, "--position", "contests", "--key", "workers", *desk.password())
    desk.run("index", "sync")
    case = desk.json("finding", "show", uid)
    assert [(one["topic"], one["overdue"]) for one in case["findings"]] == [
        ("weekly-hours-exceeded", True),
        ("fire-and-emergency", False),
    ]
    assert [(step["step"], step["about"]) for step in case["steps"]] == [("remedy claimed", uid), ("reply", claim)]
    assert listed(desk, "--overdue")
    confirm = ("remedy", "confirm", uid, *action, "--checked-by", "worker-interviews", "--confirmed-on", "2025-01-20")
    desk.json(*confirm, "--key", "workers", *desk.password())
    assert listed(desk) == []


def test_finding_show_prints_findings_and_steps_for_people(desk: Desk, world: LedgerWorld, uid: str) -> None:
    desk.run("index", "sync")
    code, out, error = desk.run("finding", "show", uid)
    assert code == 0, error
    assert "2025-01-10 (overdue)" in out
    assert "crucial-question" in out
    assert "nothing was recorded about it since" in out


def test_finding_show_of_no_record_is_told(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    error = desk.json("finding", "show", "0x" + "ab" * 32, code=2)
    assert error["code"] == "record-not-found"


def test_attest_record_whose_outcome_is_softer_than_the_schemes_word_is_refused(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(VISIT))
    error = desk.json(
        "attest", "record", handle_of(world.sites[0]), "--schema", BSCI, "--outcome", "conforms", "--content", file,
        "--key", "auditor", code=2,
    )  # fmt: skip
    assert [problem["name"] for problem in error["context"]["problems"]] == ["outcome-not-of-result"]


def test_finding_list_prints_how_to_follow_each_record_once(desk: Desk, world: LedgerWorld, uid: str) -> None:
    desk.run("index", "sync")
    code, out, error = desk.run("finding", "list")
    assert code == 0, error
    site = handle_of(world.sites[0])
    follow = [line for line in out.splitlines() if line.startswith("follow")]
    assert follow == [f"follow those of {site}: labour-ledger finding show {uid}"]


def test_finding_show_of_a_record_whose_document_is_not_held_says_so(desk: Desk, world: LedgerWorld) -> None:
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], BSCI, outcome=3)).uids
    desk.run("index", "sync")
    case = desk.json("finding", "show", f"0x{uid.hex()}")
    assert (case["documentHeld"], case["findings"]) == (False, [])
    _, out, _ = desk.run("finding", "show", f"0x{uid.hex()}")
    assert "its document is not held here" in out
