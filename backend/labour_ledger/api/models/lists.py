"""What other people's lists say: context beside a site, and screening against watch lists."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from .base import Basis, Country, Hash, Instant, Model, Paged


class Edition(Model):
    """The edition of a list that answers: its newest import."""

    list_name: str = Field(alias="list", examples=["ilab-goods"])
    title: str
    publisher: str
    edition: str = Field(description="Version or date as whoever imported it said")
    file_hash: Hash = Field(description="SHA-256 of the file")
    rows: int
    imported_at: Instant


class ContextSource(Edition):
    """The edition and the row that says it."""

    row: int = Field(description="Row of the file; the header is row 1")


class ContextItem(Model):
    """One thing that a list says of a country, or of a good in it, in the list's own words."""

    country: Country
    territory: str | None
    good: str | None
    topic: str = Field(examples=["forced_labor"])
    value: str
    source: ContextSource


class SiteContextAnswer(Model):
    """What lists say of a site's country: context, never a verdict."""

    subject: Hash
    handle: str
    country: Country | None
    notice: str
    lists: list[Edition] = Field(description="Editions that were looked through; empty where none was imported")
    items: list[ContextItem]
    basis: Basis


class WatchEntry(Model):
    """A listed entity; further cells of its row stand beside these under names of their own."""

    model_config = ConfigDict(extra="allow", alias_generator=to_camel, populate_by_name=True)

    key: str = Field(description="The same in every edition that lists the entity in the same words")
    row: int
    names: list[str]
    country: Country | None


class HitDecision(Model):
    """What a person decided about a hit, and against which edition."""

    by: str
    at: Instant
    edition: str
    reason: str


class Hit(Model):
    """A site or organisation whose name resembles that of a listed entity."""

    subject: Hash
    handle: str
    name: str
    country: Country | None
    list_name: str = Field(alias="list")
    edition: str
    file_hash: Hash
    entry: WatchEntry
    through: str | None = Field(description="Parent or group of the site whose name it is; null where it is its own")
    score: float = Field(ge=0, le=1, description="Likeness of the names alone")
    same_country: bool | None
    state: Literal["open", "cleared", "confirmed"]
    decision: HitDecision | None


class ScreeningAnswer(Paged):
    """A page of hits, best first."""

    notice: str
    lists: list[Edition] = Field(description="Editions that were screened against; empty where none was imported")
    items: list[Hit]
    screened: int = Field(description="Subjects that were compared")
    not_screened: list[Hash] = Field(description="Subjects without a name here; nothing is known of them")
