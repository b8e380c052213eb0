"""Sites, parties and schemas."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .base import (
    Address,
    Basis,
    ClassName,
    Country,
    Hash,
    Instant,
    KeyKindName,
    Model,
    OutcomeName,
    Paged,
    PartyReference,
    SchemaReference,
    Subject,
)


class SiteSummary(Subject):
    """A subject in a list."""

    controller: PartyReference | None = Field(description="Null where nobody claimed the subject")
    registrar: PartyReference
    registered_at: Instant


class Sites(Paged):
    """A page of subjects."""

    items: list[SiteSummary]


class Profile(Model):
    """What the identity document says."""

    name: str
    country: str | None
    address: str | None
    latitude: str | None = Field(description="Degrees north, decimal")
    longitude: str | None = Field(description="Degrees east, decimal")


class Identity(Model):
    """The identity document that the chain committed to."""

    document_hash: Hash
    held: bool
    checked: bool = Field(description="It hashes to what was committed, and every identifier in it was claimed")


class Identifier(Model):
    """An identifier that a subject holds; its text is null where only the hash is known."""

    scheme: str | None
    value: str | None
    hash: Hash


class ControllerPeriod(PartyReference):
    """A controller, from a time on; party 0: unclaimed."""

    since: Instant


class Site(SiteSummary):
    """One subject with all that is known of it."""

    profile: Profile | None
    identity: Identity
    identifiers: list[Identifier]
    controllers: list[ControllerPeriod]
    joined: list[Subject] = Field(description="Subjects that records of same-as name it with")
    basis: Basis


class PartySummary(PartyReference):
    """A party in a list."""

    class_: ClassName = Field(alias="class")
    country: Country | None
    website: str | None
    registered_at: Instant
    suspended_until: Instant | None
    profile_hash: Hash


class Parties(Paged):
    """A page of parties."""

    items: list[PartySummary]


class Compromise(Model):
    """A mark: from when on a key is doubtful, and when that became known."""

    from_: Instant = Field(alias="from")
    recorded_at: Instant


class Key(Model):
    """A key of a party."""

    key: Address
    kind: KeyKindName
    may_sign: bool
    may_administer: bool
    not_before: Instant
    not_after: Instant | None
    added_at: Instant
    added_by: Address | None = Field(description="Null: the council")
    retired_at: Instant | None
    suspended_until: Instant | None
    compromises: list[Compromise]


class AccreditationInForce(Model):
    """What a party may issue, where, until when, and who said so."""

    schema_: SchemaReference = Field(alias="schema")
    country: Country | None = Field(description="Null: every country")
    from_: Instant = Field(alias="from")
    until: Instant | None
    accreditor: PartyReference
    may_accredit: bool
    given_at: Instant


class Party(PartySummary):
    """One party with its keys, and its accreditations in force at the time of the block."""

    keys: list[Key]
    accreditations: list[AccreditationInForce]
    basis: Basis


class Source(Model):
    """Where a schema's question comes from."""

    instrument: str
    reference: str


class SchemaSummary(Model):
    """A schema in a list: its rule as the contract enforces it, and its title from the catalogue."""

    id: str
    hash: Hash
    title: str | None
    description: str | None
    source: Source | None
    acting: bool | None = Field(description="Whether its records act on others, so that nothing has a status under it")
    issuer_classes: list[ClassName]
    outcomes: list[OutcomeName]
    self_declaration: bool
    accreditation_required: bool
    longest_validity_s: int = Field(alias="longestValidityS", description="0: no limit")
    longest_backdating_s: int = Field(alias="longestBackdatingS", description="0: no limit")
    registered_at: Instant
    retired_at: Instant | None


class Schemas(Model):
    """All schemas of the ledger."""

    items: list[SchemaSummary]
    basis: Basis


class Schema(SchemaSummary):
    """One schema with the JSON Schema of its documents' content."""

    content_hash: Hash
    content_matches: bool | None = Field(description="Whether the JSON Schema here is the one that was registered")
    content: dict[str, Any] | None
    examples: list[dict[str, Any]]
    basis: Basis
