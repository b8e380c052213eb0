"""The form that all models share, and the pieces that many answers hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Hash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$", description="32 bytes")]
Address = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{40}$", description="20 bytes, EIP-55 spelling")]
Instant = Annotated[
    str,
    Field(
        pattern=r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z|\d+)$",
        description="RFC 3339 in UTC; bare Unix seconds beyond the year 9999",
    ),
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
KindName = Literal["site", "organisation", "lot", "network", "country"]
ClassName = Literal[
    "government",
    "employers_organisation",
    "workers_organisation",
    "business",
    "civil_society",
    "auditor",
    "international_organisation",
    "research",
    "statistics_office",
]
OutcomeName = Literal[
    "statement", "conforms", "conforms_with_findings", "does_not_conform", "zero_tolerance", "inconclusive"
]
MethodName = Literal["self", "second_party", "third_party", "government", "workers_organisation", "other"]
KeyKindName = Literal["account", "contract"]
AccreditationName = Literal["none_needed", "country", "worldwide"]


class Model(BaseModel):
    """Camel case outside, and no field that is not described."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


def with_example(example: dict[str, Any]) -> ConfigDict:
    """Return the configuration of a model whose description shows an example."""
    return ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        json_schema_extra={"examples": [example]},
    )


class Block(Model):
    """The last block that the index holds; an answer is complete up to it."""

    number: int
    hash: Hash
    time: Instant
    finality: Literal["latest", "safe", "finalized"]


class Basis(Model):
    """What an answer rests on."""

    chain_id: int
    contract: Address
    block: Block
    valid_at: Instant = Field(description="The date the answer is for")
    known_at: Instant = Field(description="Only what was recorded up to then was looked at")
    rule_version: str = Field(description="Version of docs/status-rule.md")
    uids: list[Hash] = Field(description="Records that the answer rests on")


class PartyReference(Model):
    """A party; 0 is the council."""

    party: int
    name: str | None = Field(description="From its profile document; null where that is not held here")


class SchemaReference(Model):
    """A schema."""

    id: str | None = Field(description="For example ilo/c029@1930; null where nobody told it")
    hash: Hash


class SubjectReference(Model):
    """A subject by id and handle."""

    id: Hash
    handle: str = Field(pattern=r"^LL-[0-9A-Z]{4}-[0-9A-Z]{4}$")


class Subject(SubjectReference):
    """A subject in short."""

    kind: KindName
    name: str | None = Field(description="From its identity document; null where that is not held here")
    country: Country | None
    closed: bool = Field(description="Noted as closed; records about it are still taken")


class Paged(Model):
    """A part of a listing."""

    next: str | None = Field(description="Link to the next page; null at the end")
    next_cursor: str | None = Field(description="The cursor in that link")
    basis: Basis
