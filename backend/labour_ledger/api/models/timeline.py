"""A site's history over time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Basis, Hash, Instant, Model, OutcomeName, Subject


class TimelineEntry(Model):
    """An entry of a history: when it became known, and for which period it speaks if it is a record."""

    recorded_at: Instant
    type: str = Field(description="Type of the entry (docs/history-format.md, section 3.1)")
    words: str
    outcome: OutcomeName | None
    valid_from: Instant | None
    valid_until: Instant | None
    uid: Hash | None


class StatusPeriod(Model):
    """A time through which a status stayed the same, as it was known at each moment of it."""

    since: Instant
    until: Instant | None = Field(description="Null where it lasts at the last block")
    code: str = Field(description="One of the codes of docs/status-rule.md")
    changed_by: Literal["record", "time"] = Field(description="Something that became known then, or time alone")
    uids: list[Hash] = Field(description="Records that it rested on when it began")


class StatusBand(Model):
    """The status under one standard through time."""

    standard: str
    whole: bool = Field(description="False where only the last part of a long history is told")
    periods: list[StatusPeriod]


class SiteTimeline(Model):
    """A site's history over time."""

    format: Literal["labour-ledger/timeline@1"]
    subject: Subject
    items: list[TimelineEntry]
    statuses: list[StatusBand]
    basis: Basis
