"""Tables of the operator's own data: nobody else has it, so it is backed up and a rebuild never touches it.

Profiles are keyed by the hash of the document they were read from. A query joins them to the index by that hash, so a
profile shows only where the chain committed to exactly that document.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from .columns import SIGNED_64
from .tables import STRICT, StoreTable, ledger_index


class OwnDocument(StoreTable, table=True):
    """A document by its hash: canonical JSON, as it was hashed."""

    __tablename__ = "own_document"
    __table_args__ = (Index(None, "subject"), STRICT)
    document_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    schema_id: str = Field(sa_type=Text)
    subject: bytes = Field(sa_type=LargeBinary)
    canonical_json: str = Field(sa_type=Text)
    received_at: int = Field(sa_type=cast(Any, SIGNED_64))


class OwnSiteProfile(StoreTable, table=True):
    """What people search and read of a site, from its identity document."""

    __tablename__ = "own_site_profile"
    __table_args__ = (Index(None, "folded_name"), STRICT)
    subject: bytes = Field(sa_type=LargeBinary, primary_key=True)
    document_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    name: str = Field(sa_type=Text)
    folded_name: str = Field(sa_type=Text)
    country: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    latitude: str = Field(sa_type=Text)
    longitude: str = Field(sa_type=Text)
    identifiers: str = Field(sa_type=Text)


class OwnPartyProfile(StoreTable, table=True):
    """What people read of a party, from its profile document."""

    __tablename__ = "own_party_profile"
    __table_args__ = (STRICT,)
    document_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    name: str = Field(sa_type=Text)
    country: str = Field(sa_type=Text)
    website: str = Field(sa_type=Text)


class OwnIdentifierText(StoreTable, table=True):
    """The text behind an identifier's hash."""

    __tablename__ = "own_identifier_text"
    __table_args__ = (STRICT,)
    identifier: bytes = Field(sa_type=LargeBinary, primary_key=True)
    scheme: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)


class OwnLinkTerms(StoreTable, table=True):
    """What a document of a supply link says; goods are a JSON list of HS codes, times Unix seconds."""

    __tablename__ = "own_link_terms"
    __table_args__ = (STRICT,)
    document_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    network: bytes = Field(sa_type=LargeBinary)
    buyer: bytes = Field(sa_type=LargeBinary)
    seller: bytes = Field(sa_type=LargeBinary)
    goods: str = Field(sa_type=Text)
    valid_from: int = Field(sa_type=cast(Any, SIGNED_64))
    valid_until: int = Field(sa_type=cast(Any, SIGNED_64))
    stated_by: str = Field(sa_type=Text)


class OwnReceipt(StoreTable, table=True):
    """What became of one row of a submission, so that an interrupted one can go on."""

    __tablename__ = "own_receipt"
    __table_args__ = (ledger_index("own_receipt", "uid"), STRICT)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    batch_id: str = Field(sa_type=Text, primary_key=True)
    row_number: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    uid: bytes = Field(sa_type=LargeBinary)
    state: str = Field(sa_type=Text)
    transaction_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    detail: str = Field(sa_type=Text)
    updated_at: int = Field(sa_type=cast(Any, SIGNED_64))
