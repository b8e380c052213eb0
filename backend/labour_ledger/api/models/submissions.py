"""Submissions and dry runs, problems, and the state of the service."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from .base import AccreditationName, ClassName, Country, Hash, KeyKindName, MethodName, Model
from .examples import PROBLEM_EXAMPLE


class Submitted(Model):
    """What became of a signed file."""

    uids: list[Hash]
    already_recorded: bool = Field(description="It had been recorded before; nothing was sent now")
    transaction_hash: Hash | None
    block_number: int | None
    gas_used: int


class BasisFound(Model):
    """In what capacity the contract would record."""

    party: int
    class_: ClassName = Field(alias="class")
    country: Country | None
    method: MethodName
    key_kind: KeyKindName
    accreditation: AccreditationName
    accreditor: int | None


class ItemProblem(Model):
    """One thing that is wrong with an item."""

    name: str = Field(description="The contract's error, or a code of this program")
    field: str
    message: str
    hint: str


class ItemAnswer(Model):
    """What would become of one attestation."""

    place: str = Field(description="JSON path in the body")
    ok: bool
    uid: Hash | None
    basis: BasisFound | None
    problems: list[ItemProblem]


class DryRun(Model):
    """An answer for each attestation, in order; nothing was sent or kept."""

    items: list[ItemAnswer]


class Problem(Model):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        json_schema_extra={"examples": [PROBLEM_EXAMPLE]},
    )

    type: str
    title: str
    status: int
    detail: str = Field(description="What was wrong and where")
    code: str = Field(description="Stable name, for machines")
    hint: str = Field(description="What to do next")
    context: dict[str, Any]
    request_id: str


class Health(Model):
    """The process runs."""

    status: Literal["ok"]


class Check(Model):
    """One thing that the service needs."""

    name: Literal["store", "node", "index", "follower", "audit"]
    ok: bool
    state: str = Field(
        description="`ok`, a state of the indexer, or the code of what is wrong; docs/operate.md lists them"
    )
    detail: str


class Readiness(Model):
    """The service can answer and submit."""

    status: Literal["ready"]
    checks: list[Check]
