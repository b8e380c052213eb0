"""Records, status answers and histories."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from .base import (
    AccreditationName,
    Address,
    Basis,
    ClassName,
    Country,
    Hash,
    Instant,
    KeyKindName,
    MethodName,
    Model,
    OutcomeName,
    Paged,
    PartyReference,
    SchemaReference,
    Subject,
    SubjectReference,
)
from .examples import STATUS_EXAMPLE


class Issuer(PartyReference):
    """Who issued a record, as the contract found it."""

    class_: ClassName = Field(alias="class")
    country: Country | None
    key: Address
    key_kind: KeyKindName


class Accreditation(Model):
    """Which accreditation the contract found, and who gave it."""

    found: AccreditationName
    accreditor: PartyReference | None


class RefersTo(Model):
    """What a record's refUid names."""

    kind: Literal["record", "subject", "schema", "unknown"]
    id: Hash
    words: str


class Record(Model):
    """A recorded attestation: who said what of whom, in which capacity, and since when it is known."""

    uid: Hash
    subject: SubjectReference
    schema_: SchemaReference = Field(alias="schema")
    outcome: OutcomeName
    valid_from: Instant
    valid_until: Instant
    recorded_at: Instant
    issuer: Issuer
    method: MethodName = Field(description="Derived by the contract, never claimed")
    accreditation: Accreditation
    refers_to: RefersTo | None
    document_hash: Hash
    document: dict[str, Any] | None = Field(description="As it was hashed; null where it is not held here")
    transaction_hash: Hash
    block_number: int
    words: str


class Flag(Model):
    """What a reader must also know; a flag never changes the code."""

    code: str
    uids: list[Hash]
    details: dict[str, Any]


class Reason(Model):
    """One sentence of the answer."""

    rule: str = Field(description="Rule of docs/status-rule.md")
    code: str
    text: str
    uids: list[Hash]


class Status(Model):
    """What the status rule says."""

    version: int
    rule_version: str
    code: Literal[
        "zero_tolerance",
        "does_not_conform",
        "suspended",
        "disputed",
        "inconclusive",
        "conforms_with_findings",
        "conforms",
        "remedied",
        "second_party",
        "self_declared",
        "not_yet_valid",
        "expired",
        "revoked",
        "unknown",
    ]
    valid_at: Instant
    known_at: Instant
    flags: list[Flag]
    winning: list[Hash] = Field(description="Records that the code rests on")
    losing: list[Hash] = Field(description="The subject's other known assessments under the schema")
    conflicts: list[list[Hash]] = Field(description="Pairs of records that disagree, the worse first")
    reasons: list[Reason]


class StatusAnswer(Model):
    """Is this subject in conformity with a schema, on a date, as known on a date?"""

    model_config = ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        json_schema_extra={"examples": [STATUS_EXAMPLE]},
    )

    format: Literal["labour-ledger/status@1"]
    subject: Subject
    schema_: SchemaReference = Field(alias="schema")
    status: Status
    records: list[Record] | None = Field(
        description="Every record that the status names as winning, losing or in conflict; null if they were not wanted"
    )
    basis: Basis


class HistoryEntry(Model):
    """One entry of a subject's history."""

    recorded_at: Instant
    type: str = Field(description="Name in docs/history-format.md, section 3.1")
    words: str
    block_number: int
    log_index: int
    transaction_hash: Hash
    entry: dict[str, Any] = Field(description="The fields that are folded (docs/bundle-format.md, section 3)")
    record: Record | None


class History(Paged):
    """A subject's history in the order in which it folds."""

    subject: Subject
    items: list[HistoryEntry]


class Issued(Paged):
    """What a party issued, in the order of its history."""

    party: PartyReference
    items: list[Record]


class Attestation(Model):
    """One record with its signature and its batch."""

    record: Record
    attestation: dict[str, Any] = Field(description="The signed fields (docs/history-format.md, section 2.2)")
    signature: str | None
    batch: list[Hash] = Field(description="All uids under the same signature, in order, this one included")
    signed_file: dict[str, Any] | None = Field(description="What labour-ledger-verify checks; save it as a file")
    basis: Basis
