"""Tables of other people's lists that the operator was given: country context, watch lists, and the hits against them.

A list is kept whole and by the hash of its file, so that an answer can name the very edition it was read from. They are
backed up with everything else that is the operator's own; a rebuild of the index never touches them.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from .columns import SIGNED_64
from .tables import STRICT, StoreTable


class OwnContextList(StoreTable, table=True):
    """One edition of a list about countries and goods."""

    __tablename__ = "own_context_list"
    __table_args__ = (STRICT,)
    file_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    list_name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    publisher: str = Field(sa_type=Text)
    edition: str = Field(sa_type=Text)
    row_count: int = Field(sa_type=cast(Any, SIGNED_64))
    imported_at: int = Field(sa_type=cast(Any, SIGNED_64))


class OwnContextFact(StoreTable, table=True):
    """One thing that a row of such a list says of a country, or of a good in it."""

    __tablename__ = "own_context_fact"
    __table_args__ = (Index(None, "country"), STRICT)
    file_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    row_number: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    topic: str = Field(sa_type=Text, primary_key=True)
    country: str = Field(sa_type=Text)
    territory: str = Field(sa_type=Text)
    good: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)


class OwnWatchList(StoreTable, table=True):
    """One edition of a list of entities to look out for."""

    __tablename__ = "own_watch_list"
    __table_args__ = (STRICT,)
    file_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    list_name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    publisher: str = Field(sa_type=Text)
    edition: str = Field(sa_type=Text)
    row_count: int = Field(sa_type=cast(Any, SIGNED_64))
    imported_at: int = Field(sa_type=cast(Any, SIGNED_64))


class OwnWatchEntry(StoreTable, table=True):
    """One listed entity; `entry_key` is the same in every edition that lists it in the same words."""

    __tablename__ = "own_watch_entry"
    __table_args__ = (STRICT,)
    file_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    row_number: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    entry_key: str = Field(sa_type=Text)
    names: str = Field(sa_type=Text)
    country: str = Field(sa_type=Text)
    place: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)


class OwnWatchHit(StoreTable, table=True):
    """A site that resembles a listed entity, and what a person decided about it."""

    __tablename__ = "own_watch_hit"
    __table_args__ = (STRICT,)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    list_name: str = Field(sa_type=Text, primary_key=True)
    entry_key: str = Field(sa_type=Text, primary_key=True)
    subject: bytes = Field(sa_type=LargeBinary, primary_key=True)
    state: str = Field(sa_type=Text)
    edition: str = Field(sa_type=Text)
    score: int = Field(sa_type=cast(Any, SIGNED_64))
    found_at: int = Field(sa_type=cast(Any, SIGNED_64))
    decided_by: str = Field(sa_type=Text)
    decided_at: int | None = Field(default=None, sa_type=cast(Any, SIGNED_64))
    reason: str = Field(sa_type=Text)
