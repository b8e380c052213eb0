"""Table of what others ask this desk for: to be registered as a party, to be named the controller of a site."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from .columns import SIGNED_64
from .tables import STRICT, StoreTable, ledger_index


class OwnRequest(StoreTable, table=True):
    """A request file as it was signed, and what was decided on it."""

    __tablename__ = "own_request"
    __table_args__ = (ledger_index("own_request", "kind", "state"), STRICT)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    request_id: bytes = Field(sa_type=LargeBinary, primary_key=True)
    kind: str = Field(sa_type=Text)
    signed_json: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    proposal: bytes | None = Field(default=None, sa_type=LargeBinary)
    decided_by: str = Field(sa_type=Text)
    decided_at: int | None = Field(default=None, sa_type=cast(Any, SIGNED_64))
    reason: str = Field(sa_type=Text)
    received_at: int = Field(sa_type=cast(Any, SIGNED_64))
