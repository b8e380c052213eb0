"""Tables of what the operator knows about which rows are which sites: aliases, and rows that a person has to judge."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from .columns import SIGNED_64
from .tables import STRICT, StoreTable, ledger_index


class OwnAlias(StoreTable, table=True):
    """Another name, an identifier that is not claimed on chain, or the key of a list's row, of a registered subject."""

    __tablename__ = "own_alias"
    __table_args__ = (ledger_index("own_alias", "subject"), STRICT)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    kind: str = Field(sa_type=Text, primary_key=True)
    value: str = Field(sa_type=Text, primary_key=True)
    subject: bytes = Field(sa_type=LargeBinary, primary_key=True)
    source: str = Field(sa_type=Text)
    added_by: str = Field(sa_type=Text)
    added_at: int = Field(sa_type=cast(Any, SIGNED_64))
    reason: str = Field(sa_type=Text)


class OwnMatchReview(StoreTable, table=True):
    """A row of a list that may be a known site, with the candidates, and what a person decided."""

    __tablename__ = "own_match_review"
    __table_args__ = (ledger_index("own_match_review", "state"), STRICT)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    review_id: str = Field(sa_type=Text, primary_key=True)
    row_key: str = Field(sa_type=Text)
    list_title: str = Field(sa_type=Text)
    file_hash: bytes = Field(sa_type=LargeBinary)
    row_number: int = Field(sa_type=cast(Any, SIGNED_64))
    described: str = Field(sa_type=Text)
    candidates: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    subject: bytes | None = Field(default=None, sa_type=LargeBinary)
    decided_by: str = Field(sa_type=Text)
    decided_at: int | None = Field(default=None, sa_type=cast(Any, SIGNED_64))
    reason: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=cast(Any, SIGNED_64))
