"""Sites, parties and schemas."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import (
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
)


class SiteSummary(Subject):
    """A subject in a list."""

    controller: PartyReference | None = Field(description="Null where nobody claimed the subject")
    registrar: PartyReference
    registered_at: Instant


class FoundSite(SiteSummary):
    """A subject in a list, with what else it is known by here."""

    also_known_as: list[str] = Field(description="Further names and identifiers; nothing of them stands on chain")


class Sites(Paged):
    """A page of subjects."""

    items: list[FoundSite]


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


class OtherSite(Model):
    """The site that one moved to or was merged into; its name is null where it is not held."""

    id: Hash
    handle: str
    name: str | None


class Departure(Model):
    """A statement that a site closed, moved or was merged."""

    relation: Literal["closed", "moved-to", "merged-into"]
    since: str | None = Field(description="Day from which it is so")
    other: OtherSite | None
    said_by: PartyReference
    method: MethodName
    recorded_at: Instant
    uid: Hash


class SiteWhereabouts(Model):
    """Whether a site is still the place that its identity names."""

    place: Literal["open", "closed", "moved", "merged"]
    words: str | None = Field(description="For people; null of a site that is open")
    closed_since: Instant | None = Field(description="When the registry noted it as closed")
    statement: Departure | None = Field(description="The last statement that it is gone, if none says it is open again")


class JoinedSubject(Subject):
    """A subject that a record of same-as names a site with."""

    in_effect: bool = Field(description="Whether the join counts by rule R34 of docs/status-rule.md")


class SiteAlias(Model):
    """What else a site is known by here; nothing of it stands on chain."""

    kind: Literal["name", "identifier", "row"]
    value: str
    source: str = Field(description="The list or document that it comes from")


class Site(SiteSummary):
    """One subject with all that is known of it."""

    whereabouts: SiteWhereabouts
    profile: Profile | None
    identity: Identity
    identifiers: list[Identifier]
    controllers: list[ControllerPeriod]
    joined: list[JoinedSubject] = Field(description="Subjects that records of same-as name it with")
    aliases: list[SiteAlias]
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
