from pathlib import Path

import pytest

from labour_ledger.chain.errors import NodeUnavailable, WrongChain
from labour_ledger.indexer.condition import (
    FOLLOW_FILE,
    SILENT_AFTER_S,
    AuditNote,
    Condition,
    State,
    read_audit_note,
    read_condition,
    starting,
    write_note,
)
from labour_ledger.indexer.steps import Step, StepReport


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (StepReport(Step.APPLIED, 5, 9), State.BACKFILLING),
        (StepReport(Step.APPLIED, 9, 9), State.FOLLOWING),
        (StepReport(Step.ROLLED_BACK, 9, 9), State.FOLLOWING),
        (StepReport(Step.AT_HEAD, 9, 9), State.FOLLOWING),
        (StepReport(Step.NODE_BEHIND, 9, 3), State.NODE_BEHIND),
        (StepReport(Step.MOVED, 9, 9), State.STARTING),
    ],
)
def test_condition_after_a_step_has_the_state_of_it(report: StepReport, state: State) -> None:
    found = starting(100).after_step(report, 107)
    assert (found.state, found.block_number, found.looked_at) == (state, report.block_number, 107)
    assert found.since == (100 if state is State.STARTING else 107)
    assert not found.is_trouble


def test_condition_in_trouble_has_the_code_of_the_error_and_keeps_its_beginning() -> None:
    well = starting(100).after_step(StepReport(Step.AT_HEAD, 9, 9), 101)
    first = well.after_error(NodeUnavailable("no answer", hint="look"), 110)
    second = first.after_error(NodeUnavailable("no answer", hint="look"), 120)
    third = second.after_error(WrongChain(1, 2), 130)
    assert [(found.state, found.since, found.looked_at) for found in (first, second, third)] == [
        ("node-unavailable", 110, 110),
        ("node-unavailable", 110, 120),
        ("wrong-chain", 130, 130),
    ]
    assert (first.is_trouble, first.block_number, first.hint) == (True, 9, "look")
    assert third.after_step(StepReport(Step.AT_HEAD, 9, 9), 140).state == State.FOLLOWING


def test_condition_that_nobody_renews_is_stopped() -> None:
    condition = starting(100).after_step(StepReport(Step.AT_HEAD, 9, 9), 100)
    assert condition.seen_at(100 + SILENT_AFTER_S) == condition
    late = condition.seen_at(101 + SILENT_AFTER_S)
    assert (late.state, late.since, late.is_trouble) == ("stopped", 100, True)
    assert "following" in late.detail


def test_notes_are_read_as_they_were_written(tmp_path: Path) -> None:
    condition = starting(100).after_error(NodeUnavailable("no answer"), 105)
    note = AuditNote(at=1, block_number=2, histories=3, records=4, differences=5, problems=6, proven=True)
    write_note(condition, tmp_path / FOLLOW_FILE)
    write_note(note, tmp_path / "index-audit.json")
    assert read_condition(tmp_path) == condition
    assert read_audit_note(tmp_path) == note
    assert sorted(file.name for file in tmp_path.iterdir()) == ["index-audit.json", "index-follow.json"]


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"state": "following"}', b"\xff"])
def test_notes_that_say_nothing_are_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FOLLOW_FILE).write_bytes(content)
        (tmp_path / "index-audit.json").write_bytes(content)
    assert read_condition(tmp_path) is None
    assert read_audit_note(tmp_path) is None


def test_states_without_trouble_are_five() -> None:
    assert {state for state in State if not Condition(state, "", "", None, None, 0, 0).is_trouble} == set(State)
    assert len(State) == 5
