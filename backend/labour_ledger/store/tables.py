"""Tables of the index: append-only facts read from the chain, each keyed by where the chain recorded it.

Every row carries chain id, contract and block number, so taking back a reorganised chain is one DELETE by block
number for each table. Current state (controller, class, closed, retired) is never stored; queries fold it from the
facts. Nothing but a rebuild or the indexer writes here.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlalchemy import Index, LargeBinary, MetaData, Table, Text
from sqlmodel import Field, SQLModel

from .columns import SIGNED_64, UNSIGNED_64, UNSIGNED_256

METADATA = MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "pk": "pk_%(table_name)s"})
STRICT = {"sqlite_strict": True}
LEDGER = ("chain_id", "contract")
PLACE = ("block_number", "log_index")


class StoreTable(SQLModel):
    """Base of all tables; gives them one metadata object with stable constraint names."""

    metadata: ClassVar[MetaData] = METADATA


def ledger_index(table: str, *columns: str, unique: bool = False) -> Index:
    """Return an index within a ledger, named after its first column: PostgreSQL cuts names at 63 bytes."""
    return Index(f"ix_{table}_{columns[0]}", *LEDGER, *columns, unique=unique)


def table_of(model: type[SQLModel]) -> Table:
    """Return the SQL table of a table class, whose columns statements are written with."""
    return cast(Table, cast(Any, model).__table__)


class _Fact(StoreTable):
    """Columns of every fact: ledger, and place on the chain."""

    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    block_number: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    log_index: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)


class IndexBlock(StoreTable, table=True):
    """Header of a block: those with events, and the newest ones by which a reorganisation is found."""

    __tablename__ = "index_block"
    __table_args__ = (ledger_index("index_block", "timestamp"), STRICT)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    block_number: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    hash: bytes = Field(sa_type=LargeBinary)
    parent_hash: bytes = Field(sa_type=LargeBinary)
    timestamp: int = Field(sa_type=cast(Any, SIGNED_64))
    has_events: int = Field(sa_type=cast(Any, SIGNED_64))


class IndexRecord(_Fact, table=True):
    """A recorded attestation: its body, its basis, and the place of the signature that covers it."""

    __tablename__ = "index_record"
    __table_args__ = (
        ledger_index("index_record", "uid", unique=True),
        ledger_index("index_record", "subject", *PLACE),
        ledger_index("index_record", "party", *PLACE),
        STRICT,
    )
    transaction_hash: bytes = Field(sa_type=LargeBinary)
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    uid: bytes = Field(sa_type=LargeBinary)
    subject: bytes = Field(sa_type=LargeBinary)
    schema_hash: bytes = Field(sa_type=LargeBinary)
    issuer: bytes = Field(sa_type=LargeBinary)
    nonce: int = Field(sa_type=cast(Any, UNSIGNED_64))
    deadline: int = Field(sa_type=cast(Any, UNSIGNED_64))
    outcome: int = Field(sa_type=cast(Any, SIGNED_64))
    valid_from: int = Field(sa_type=cast(Any, UNSIGNED_64))
    valid_until: int = Field(sa_type=cast(Any, UNSIGNED_64))
    document_hash: bytes = Field(sa_type=LargeBinary)
    ref_uid: bytes = Field(sa_type=LargeBinary)
    basis: int = Field(sa_type=cast(Any, UNSIGNED_256))
    party: int = Field(sa_type=cast(Any, SIGNED_64))
    party_class: int = Field(sa_type=cast(Any, SIGNED_64))
    method: int = Field(sa_type=cast(Any, SIGNED_64))
    signed_log_index: int | None = Field(default=None, sa_type=cast(Any, SIGNED_64))


class IndexSignature(_Fact, table=True):
    """A signature that was checked by the contract, over the struct hash of what was signed."""

    __tablename__ = "index_signature"
    __table_args__ = (STRICT,)
    transaction_hash: bytes = Field(sa_type=LargeBinary)
    struct_hash: bytes = Field(sa_type=LargeBinary)
    signature: bytes = Field(sa_type=LargeBinary)


class IndexEntry(_Fact, table=True):
    """Any entry but a record: its history, its type, its fields as canonical JSON."""

    __tablename__ = "index_entry"
    __table_args__ = (ledger_index("index_entry", "history_kind", "history_id", *PLACE), STRICT)
    transaction_hash: bytes = Field(sa_type=LargeBinary)
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    history_kind: str = Field(sa_type=Text)
    history_id: bytes = Field(sa_type=LargeBinary)
    type: int = Field(sa_type=cast(Any, SIGNED_64))
    fields: str = Field(sa_type=Text)


class IndexSubject(_Fact, table=True):
    """A subject as it was registered."""

    __tablename__ = "index_subject"
    __table_args__ = (
        ledger_index("index_subject", "subject", unique=True),
        ledger_index("index_subject", "country"),
        STRICT,
    )
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    subject: bytes = Field(sa_type=LargeBinary)
    kind: int = Field(sa_type=cast(Any, SIGNED_64))
    country: str = Field(sa_type=Text)
    registrar: int = Field(sa_type=cast(Any, SIGNED_64))
    identity_hash: bytes = Field(sa_type=LargeBinary)


class IndexController(_Fact, table=True):
    """A controller of a subject from a block on; the last one of a subject is its controller now."""

    __tablename__ = "index_controller"
    __table_args__ = (
        ledger_index("index_controller", "subject", *PLACE),
        ledger_index("index_controller", "controller"),
        STRICT,
    )
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    subject: bytes = Field(sa_type=LargeBinary)
    controller: int = Field(sa_type=cast(Any, SIGNED_64))


class IndexIdentifier(_Fact, table=True):
    """An identifier claimed for a subject; the last claim of an identifier holds."""

    __tablename__ = "index_identifier"
    __table_args__ = (
        ledger_index("index_identifier", "identifier", *PLACE),
        ledger_index("index_identifier", "subject"),
        STRICT,
    )
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    identifier: bytes = Field(sa_type=LargeBinary)
    subject: bytes = Field(sa_type=LargeBinary)


class IndexParty(_Fact, table=True):
    """A party as it was registered."""

    __tablename__ = "index_party"
    __table_args__ = (ledger_index("index_party", "party", unique=True), STRICT)
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    party: int = Field(sa_type=cast(Any, SIGNED_64))
    party_class: int = Field(sa_type=cast(Any, SIGNED_64))
    country: str = Field(sa_type=Text)
    profile_hash: bytes = Field(sa_type=LargeBinary)


class IndexKey(_Fact, table=True):
    """A key as it was added; an address belongs to one party for ever."""

    __tablename__ = "index_key"
    __table_args__ = (ledger_index("index_key", "key"), ledger_index("index_key", "party"), STRICT)
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    key: bytes = Field(sa_type=LargeBinary)
    party: int = Field(sa_type=cast(Any, SIGNED_64))
    kind: int = Field(sa_type=cast(Any, SIGNED_64))
    role: int = Field(sa_type=cast(Any, SIGNED_64))
    not_before: int = Field(sa_type=cast(Any, SIGNED_64))
    not_after: int = Field(sa_type=cast(Any, SIGNED_64))
    added_by: bytes = Field(sa_type=LargeBinary)


class IndexSchema(_Fact, table=True):
    """A schema as it was registered, with the text of its id."""

    __tablename__ = "index_schema"
    __table_args__ = (ledger_index("index_schema", "schema_hash", unique=True), STRICT)
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    schema_hash: bytes = Field(sa_type=LargeBinary)
    schema_id: str = Field(sa_type=Text)
    issuer_classes: int = Field(sa_type=cast(Any, SIGNED_64))
    outcomes: int = Field(sa_type=cast(Any, SIGNED_64))
    flags: int = Field(sa_type=cast(Any, SIGNED_64))
    longest_validity: int = Field(sa_type=cast(Any, SIGNED_64))
    longest_backdating: int = Field(sa_type=cast(Any, SIGNED_64))
    content_hash: bytes = Field(sa_type=LargeBinary)


class IndexNonceCancel(_Fact, table=True):
    """Nonces that an issuer cancelled: bits of one word."""

    __tablename__ = "index_nonce_cancel"
    __table_args__ = (ledger_index("index_nonce_cancel", "issuer"), STRICT)
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    issuer: bytes = Field(sa_type=LargeBinary)
    word: int = Field(sa_type=cast(Any, UNSIGNED_64))
    mask: int = Field(sa_type=cast(Any, UNSIGNED_256))


class IndexStanding(StoreTable, table=True):
    """What is held about a subject under one schema: whether, how much, and between which blocks.

    It follows from `index_record` and moves in the same transactions. A question about a status looks here first, and
    then reads no more than the records that the status rule looks at.
    """

    __tablename__ = "index_standing"
    __table_args__ = ({**STRICT, "sqlite_with_rowid": False},)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    subject: bytes = Field(sa_type=LargeBinary, primary_key=True)
    schema_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    records: int = Field(sa_type=cast(Any, SIGNED_64))
    positives: int = Field(sa_type=cast(Any, SIGNED_64))
    negatives: int = Field(sa_type=cast(Any, SIGNED_64))
    inconclusives: int = Field(sa_type=cast(Any, SIGNED_64))
    first_block: int = Field(sa_type=cast(Any, SIGNED_64))
    last_block: int = Field(sa_type=cast(Any, SIGNED_64))
    last_recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))


class IndexSupplyLink(StoreTable, table=True):
    """A recorded supply link whose document is held: the record and what the document says, side by side.

    It follows from `index_record`, `index_controller` and `own_link_terms`, and moves in the transactions that change
    one of them. Clustered by buyer, as questions go upstream.
    """

    __tablename__ = "index_supply_link"
    __table_args__ = (
        ledger_index("index_supply_link", "seller"),
        ledger_index("index_supply_link", "network"),
        {**STRICT, "sqlite_with_rowid": False},
    )
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    buyer: bytes = Field(sa_type=LargeBinary, primary_key=True)
    block_number: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    log_index: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    seller: bytes = Field(sa_type=LargeBinary)
    network: bytes = Field(sa_type=LargeBinary)
    uid: bytes = Field(sa_type=LargeBinary)
    document_hash: bytes = Field(sa_type=LargeBinary)
    valid_from: int = Field(sa_type=cast(Any, SIGNED_64))
    valid_until: int = Field(sa_type=cast(Any, SIGNED_64))
    recorded_at: int = Field(sa_type=cast(Any, SIGNED_64))
    revoked_at: int = Field(sa_type=cast(Any, SIGNED_64))
    party: int = Field(sa_type=cast(Any, SIGNED_64))
    signer: int = Field(sa_type=cast(Any, SIGNED_64))


class IndexCursor(StoreTable, table=True):
    """How far the index has read a ledger: one row for each."""

    __tablename__ = "index_cursor"
    __table_args__ = (STRICT,)
    chain_id: int = Field(sa_type=cast(Any, SIGNED_64), primary_key=True)
    contract: bytes = Field(sa_type=LargeBinary, primary_key=True)
    start_block: int = Field(sa_type=cast(Any, SIGNED_64))
    block_number: int = Field(sa_type=cast(Any, SIGNED_64))
    block_hash: bytes = Field(sa_type=LargeBinary)
    block_time: int = Field(sa_type=cast(Any, SIGNED_64))
    safe_block: int | None = Field(default=None, sa_type=cast(Any, SIGNED_64))
    finalized_block: int | None = Field(default=None, sa_type=cast(Any, SIGNED_64))
    ready: int = Field(sa_type=cast(Any, SIGNED_64))
    format_version: int = Field(sa_type=cast(Any, SIGNED_64))
