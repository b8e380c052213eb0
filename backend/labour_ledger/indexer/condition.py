"""How the index fares, as a small file in the home directory: written by who follows or audits, read by who serves.

The store is no place for it: that the store cannot be written is among the things to be told.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from labour_ledger.errors import LabourLedgerError

from .audit import AuditReport
from .steps import Step, StepReport

FOLLOW_FILE: Final = "index-follow.json"
STANDBY_FILE: Final = "index-standby.json"
"""Of a follower that another one of the same home directory leaves nothing to write."""
AUDIT_FILE: Final = "index-audit.json"
SILENT_AFTER_S: Final = 120
"""Longer than any single step takes; who has not looked for so long is stopped or hangs."""


class State(StrEnum):
    """States in which nothing is wrong; every other state is the code of the error that is in the way."""

    STARTING = "starting"
    BACKFILLING = "backfilling"
    FOLLOWING = "following"
    NODE_BEHIND = "node-behind"
    STANDING_BY = "standing-by"


STOPPED: Final = "stopped"
"""What a reader makes of a condition that nobody has written for long."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How following the chain fares.

    Attributes:
        state: A `State`, or the code of an error; docs/operate.md says what to do for each.
        detail: In words.
        hint: What to do, empty where nothing need be done.
        block_number: Last block of the index, None before the first step.
        head_number: Newest block of the node then.
        since: When this state began, Unix seconds.
        looked_at: When the indexer last looked, Unix seconds.
    """

    state: str
    detail: str
    hint: str
    block_number: int | None
    head_number: int | None
    since: int
    looked_at: int

    @property
    def is_trouble(self) -> bool:
        """Whether an error is in the way."""
        return self.state not in set(State)

    def after_step(self, report: StepReport, now: int) -> Condition:
        """Return the condition after a step."""
        state = _state_after(report, self.state)
        behind = report.head_number - report.block_number
        place = f"at block {report.block_number}, {max(behind, 0)} behind the node"
        return Condition(
            state=state,
            detail=f"another indexer writes; the index is {place}" if state == State.STANDING_BY else place,
            hint="",
            block_number=report.block_number,
            head_number=report.head_number,
            since=self.since if state == self.state else now,
            looked_at=now,
        )

    def after_error(self, error: LabourLedgerError, now: int) -> Condition:
        """Return the condition that an error leaves."""
        since = self.since if error.code == self.state else now
        return Condition(error.code, error.message, error.hint, self.block_number, self.head_number, since, now)

    def seen_at(self, now: int) -> Condition:
        """Return the condition as a reader must take it: stopped, when nobody has looked for long."""
        silent_s = now - self.looked_at
        if silent_s <= SILENT_AFTER_S:
            return self
        return Condition(
            state=STOPPED,
            detail=f"the indexer has not looked for {silent_s} s; it was {self.state}: {self.detail}",
            hint="Start `labour-ledger index follow` again; nothing is lost.",
            block_number=self.block_number,
            head_number=self.head_number,
            since=self.looked_at,
            looked_at=self.looked_at,
        )


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What the last whole audit found; times are Unix seconds."""

    at: int
    block_number: int
    histories: int
    records: int
    differences: int
    problems: int
    proven: bool

    @classmethod
    def of(cls, report: AuditReport, at: int) -> AuditNote:
        """Return the note of a report."""
        return cls(
            at=at,
            block_number=report.block_number,
            histories=sum(report.histories.values()),
            records=report.records,
            differences=len(report.differences),
            problems=len(report.problems),
            proven=report.proven,
        )


_CONDITION: Final = TypeAdapter(Condition)
_AUDIT_NOTE: Final = TypeAdapter(AuditNote)


def starting(now: int) -> Condition:
    """Return the condition of an indexer that has not looked yet."""
    return Condition(State.STARTING, "has not looked at the chain yet", "", None, None, now, now)


def write_note(note: Condition | AuditNote, file: Path) -> None:
    """Write a note, so that a reader sees the old one or the new one.

    Raises:
        OSError: It cannot be written, for example because the disk is full.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        unfinished.write_text(json.dumps(asdict(note)), encoding="utf-8")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def read_condition(home: Path) -> Condition | None:
    """Return what the follower of a home directory last said, None if there is none that says anything.

    Who writes comes first; where that one is on another machine, the one that stands by here.
    """
    return read_condition_file(home / FOLLOW_FILE) or read_condition_file(home / STANDBY_FILE)


def read_condition_file(file: Path) -> Condition | None:
    """Return the condition that stands in a file, None if none does."""
    try:
        return _CONDITION.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None  # never written, or while the disk was full


def read_audit_note(home: Path) -> AuditNote | None:
    """Return what the last whole audit found, None if there was none."""
    try:
        return _AUDIT_NOTE.validate_json((home / AUDIT_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def _state_after(report: StepReport, before: str) -> str:
    if report.step is Step.AT_HEAD:
        return State.FOLLOWING
    if report.step is Step.STANDING_BY:
        return State.STANDING_BY
    if report.step is Step.NODE_BEHIND:
        return State.NODE_BEHIND
    if report.step is Step.MOVED:
        return before
    return State.FOLLOWING if report.block_number == report.head_number else State.BACKFILLING
