"""Models of the statuses of many sites at once."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Basis, Model, SchemaReference, Subject


class StatusesQuestion(Model):
    """What is asked of many sites."""

    sites: list[str] = Field(
        description="Names of sites: handles, `scheme:value`, ids; at most 1,000", examples=[["LL-7K3M-92QF"]]
    )
    schemas: list[str] = Field(description="Schema ids; at most 20", examples=[["ilo/c029@1930"]])
    valid_at: str | None = Field(None, description="For which date; as for a single status", max_length=60)
    known_at: str | None = Field(None, description="As known on which date; likewise", max_length=60)


class PairStatus(Model):
    """The status of one site under one schema."""

    schema_: str = Field(alias="schema")
    code: str
    flags: list[str] = Field(description="What a reader must also know; never `identity_unchecked`")


class NameProblem(Model):
    """Why a name means no site, or not one alone."""

    code: str
    detail: str


class SiteStatuses(Model):
    """One name with the statuses of whom it means."""

    name: str
    subject: Subject | None
    problem: NameProblem | None
    statuses: list[PairStatus] = Field(description="In the order of the schemas; none without a subject")


class Statuses(Model):
    """The statuses of many sites; the record that each rests on is told by its single status."""

    format: Literal["labour-ledger/statuses@1"]
    rule_version: str
    schemas: list[SchemaReference]
    sites: list[SiteStatuses]
    basis: Basis
