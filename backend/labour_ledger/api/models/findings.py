"""One assessment's findings and what was said about them since."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from .base import Hash, Instant, MethodName, Model, OutcomeName, PartyReference


class Finding(Model):
    """A finding; further fields of its schema stand beside these."""

    model_config = ConfigDict(extra="allow", alias_generator=to_camel, populate_by_name=True)

    topic: str
    severity: str
    state: str
    overdue: bool = Field(description="It was left open, and its day has passed")


class CaseStep(Model):
    """Something that was said about the record, or about what was said about it."""

    recorded_at: Instant
    step: str
    by: PartyReference
    method: MethodName
    outcome: OutcomeName
    about: Hash
    uid: Hash
    content: dict[str, Any] | None = Field(description="Null where the document is not held here")


class FindingCase(Model):
    """An assessment with its findings, and what followed."""

    format: Literal["labour-ledger/finding-case@1"]
    uid: Hash
    subject: Hash
    standard: str
    outcome: OutcomeName
    issuer: PartyReference
    recorded_at: Instant
    document_held: bool
    findings: list[Finding]
    steps: list[CaseStep]
