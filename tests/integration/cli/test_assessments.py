"""An assessment by the command line: announced, recorded with its findings, corrected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"
VISIT = {
    "performedFrom": "2024-12-10",
    "performedUntil": "2024-12-12",
    "technique": "on-site",
    "announcement": "semi-announced",
    "personDays": "3-5",
    "findings": [],
    "language": "en",
}
VOICE: dict[str, Any] = {
    "collectedBy": "messaging",
    "period": {"from": "2024-11", "until": "2024-12"},
    "workforce": "250-499",
    "respondents": 64,
    "questions": [
        {
            "topic": "deception",
            "question": "happened-in-last-year",
            "answers": [{"answer": "yes", "respondents": 21}, {"answer": "no", "respondents": 43}],
        }
    ],
}


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(VISIT))
    return file


def status(desk: Desk, world: LedgerWorld) -> dict[str, Any]:
    desk.run("index", "sync")
    found: dict[str, Any] = desk.json("status", handle_of(world.sites[0]), "--schema", C029)["status"]
    return found


def record(desk: Desk, world: LedgerWorld, visit: Path, *more: str) -> Any:
    desk.run("index", "sync")
    world.chain.travel_by(60)
    site = handle_of(world.sites[0])
    key = ("--key", "auditor", *desk.password())
    return desk.json("attest", "record", site, "--schema", C029, "--content", visit, *more, *key)


def test_attest_open_shows_as_not_concluded_until_the_result_is_recorded(
    desk: Desk, world: LedgerWorld, visit: Path
) -> None:
    desk.run("index", "sync")
    site = handle_of(world.sites[0])
    desk.json("attest", "open", site, "--schema", C029, "--from", "2025-01-05", "--key", "auditor", *desk.password())
    assert [flag["code"] for flag in status(desk, world)["flags"]] == ["announced_not_concluded", "identity_unchecked"]
    record(desk, world, visit, "--outcome", "conforms")
    found = status(desk, world)
    assert found["code"] == "conforms"
    assert "announced_not_concluded" not in [flag["code"] for flag in found["flags"]]


def test_attest_open_under_what_is_no_standard_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json(
        "attest", "open", handle_of(world.sites[0]), "--schema", "ledger/dispute@1", "--key", "auditor", code=2
    )
    assert "no standard" in error["message"]


def test_attest_record_takes_findings_from_the_command_line(desk: Desk, world: LedgerWorld, visit: Path) -> None:
    finding = "topic=debt-bondage,severity=major,due=2025-03-01,workers=10-24"
    done = record(desk, world, visit, "--outcome", "conforms_with_findings", "--finding", finding)
    assert len(done["submissions"]) == 1
    desk.run("index", "sync")
    answer = desk.json("ask", "open-findings", "--severity", "minor")
    (row,) = answer["items"]
    assert (row["topic"], row["severity"], row["dueDate"]) == ("debt-bondage", "major", "2025-03-01")


def test_attest_record_finding_of_another_topic_is_refused_with_its_place(
    desk: Desk, world: LedgerWorld, visit: Path
) -> None:
    desk.run("index", "sync")
    before = world.latest_block()
    error = desk.json(
        "attest", "record", handle_of(world.sites[0]), "--schema", C029, "--content", visit, "--outcome", "conforms",
        "--finding", "topic=pay,severity=major,due=2025-03-01", "--key", "auditor", code=2,
    )  # fmt: skip
    assert "$.content.findings[0].topic" in [problem["field"] for problem in error["context"]["problems"]]
    assert world.latest_block() == before


def test_attest_record_by_an_auditor_without_accreditation_is_refused_before_a_password(
    desk: Desk, world: LedgerWorld, visit: Path
) -> None:
    desk.run("index", "sync")
    error = desk.json(
        "attest", "record", handle_of(world.sites[0]), "--schema", C029, "--content", visit, "--outcome", "conforms",
        "--key", "unaccredited-auditor", code=3,
    )  # fmt: skip
    assert error["context"]["error"] == "AccreditationMissing"


def test_attest_record_of_a_worker_survey_below_its_thresholds_is_refused(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    file = tmp_path / "voice.json"
    command = ("attest", "record", handle_of(world.sites[0]), "--schema", "ledger/worker-voice@1", "--content", file)
    small = {**VOICE, "questions": [{**VOICE["questions"][0], "answers": [{"answer": "yes", "respondents": 4}]}]}
    for content, field in (({**VOICE, "respondents": 9}, "respondents"), (small, "questions[0].answers[0]")):
        file.write_text(json.dumps(content))
        error = desk.json(*command, "--key", "workers", code=2)
        assert error["context"]["problems"][0]["field"].startswith(f"$.content.{field}")
    file.write_text(json.dumps(VOICE))
    assert len(desk.json(*command, "--key", "workers", *desk.password())["submissions"]) == 1


def test_attest_correct_replaces_a_record_with_a_typo_in_one_command(
    desk: Desk, world: LedgerWorld, visit: Path
) -> None:
    finding = "topic=debt-bondage,severity=major,due=2025-12-01"
    (old,) = record(desk, world, visit, "--outcome", "conforms_with_findings", "--finding", finding)["submissions"][0][
        "uids"
    ]
    desk.run("index", "sync")
    world.chain.travel_by(60)
    key = ("--key", "auditor", *desk.password())
    done = desk.json("attest", "correct", old, "--set", "findings[0].dueDate=2025-03-01", *key)
    assert done["effect"] == "It replaces the old one from now on."
    found = status(desk, world)
    assert found["winning"] == done["submissions"][0]["uids"]
    (row,) = desk.json("ask", "open-findings", "--severity", "minor")["items"]
    assert row["dueDate"] == "2025-03-01"


def test_attest_correct_of_anothers_record_is_refused(desk: Desk, world: LedgerWorld, visit: Path) -> None:
    (old,) = record(desk, world, visit, "--outcome", "conforms")["submissions"][0]["uids"]
    desk.run("index", "sync")
    error = desk.json("attest", "correct", old, "--set", "language=fr", "--key", "other-auditor", code=2)
    assert error["code"] == "act-without-effect"


def test_attest_correct_of_nothing_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json("attest", "correct", "0x" + "ab" * 32, "--key", "auditor", code=2)
    assert "nothing was changed" in error["message"]


def test_attest_record_with_a_node_that_is_down_sends_nothing(
    desk: Desk, world: LedgerWorld, visit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run("index", "sync")
    monkeypatch.setenv("LABOUR_LEDGER_RPC_URL", "http://127.0.0.1:9")
    error = desk.json(
        "attest", "record", handle_of(world.sites[0]), "--schema", C029, "--content", visit, "--outcome", "conforms",
        "--key", "auditor", *desk.password(), code=4,
    )  # fmt: skip
    assert error["hint"]


def test_attest_correct_of_a_record_whose_document_is_not_held_is_told(desk: Desk, world: LedgerWorld) -> None:
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1)).uids
    desk.run("index", "sync")
    error = desk.json("attest", "correct", f"0x{uid.hex()}", "--set", "language=fr", "--key", "auditor", code=2)
    assert error["code"] == "document-not-held"


def test_attest_correct_of_a_negative_says_that_both_stand_before_anything_is_sent(
    desk: Desk, world: LedgerWorld, visit: Path
) -> None:
    (old,) = record(desk, world, visit, "--outcome", "does_not_conform")["submissions"][0]["uids"]
    desk.run("index", "sync")
    before = world.latest_block()
    answer = desk.json("attest", "correct", old, "--set", "language=fr", "--key", "auditor", "--dry-run")
    assert answer["effect"].startswith("Both stand")
    assert world.latest_block() == before
