"""Rows of the index as plain tuples, one type for each table, fields in the order of its columns.

The bulk writers take these instead of ORM objects. A test holds the fields to the tables' columns.
"""

from __future__ import annotations

from typing import NamedTuple


class BlockRow(NamedTuple):
    """A row of `index_block`."""

    chain_id: int
    contract: bytes
    block_number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int
    has_events: int


class RecordRow(NamedTuple):
    """A row of `index_record`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    transaction_hash: bytes
    recorded_at: int
    uid: bytes
    subject: bytes
    schema_hash: bytes
    issuer: bytes
    nonce: int
    deadline: int
    outcome: int
    valid_from: int
    valid_until: int
    document_hash: bytes
    ref_uid: bytes
    basis: int
    party: int
    party_class: int
    method: int
    signed_log_index: int | None


class SignatureRow(NamedTuple):
    """A row of `index_signature`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    transaction_hash: bytes
    struct_hash: bytes
    signature: bytes


class EntryRow(NamedTuple):
    """A row of `index_entry`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    transaction_hash: bytes
    recorded_at: int
    history_kind: str
    history_id: bytes
    type: int
    fields: str


class SubjectRow(NamedTuple):
    """A row of `index_subject`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    subject: bytes
    kind: int
    country: str
    registrar: int
    identity_hash: bytes


class ControllerRow(NamedTuple):
    """A row of `index_controller`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    subject: bytes
    controller: int


class IdentifierRow(NamedTuple):
    """A row of `index_identifier`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    identifier: bytes
    subject: bytes


class PartyRow(NamedTuple):
    """A row of `index_party`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    party: int
    party_class: int
    country: str
    profile_hash: bytes


class KeyRow(NamedTuple):
    """A row of `index_key`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    key: bytes
    party: int
    kind: int
    role: int
    not_before: int
    not_after: int
    added_by: bytes


class SchemaRow(NamedTuple):
    """A row of `index_schema`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    schema_hash: bytes
    schema_id: str
    issuer_classes: int
    outcomes: int
    flags: int
    longest_validity: int
    longest_backdating: int
    content_hash: bytes


class NonceCancelRow(NamedTuple):
    """A row of `index_nonce_cancel`."""

    chain_id: int
    contract: bytes
    block_number: int
    log_index: int
    recorded_at: int
    issuer: bytes
    word: int
    mask: int


Row = (
    BlockRow
    | RecordRow
    | SignatureRow
    | EntryRow
    | SubjectRow
    | ControllerRow
    | IdentifierRow
    | PartyRow
    | KeyRow
    | SchemaRow
    | NonceCancelRow
)

ROW_TABLES: dict[type[Row], str] = {
    BlockRow: "index_block",
    RecordRow: "index_record",
    SignatureRow: "index_signature",
    EntryRow: "index_entry",
    SubjectRow: "index_subject",
    ControllerRow: "index_controller",
    IdentifierRow: "index_identifier",
    PartyRow: "index_party",
    KeyRow: "index_key",
    SchemaRow: "index_schema",
    NonceCancelRow: "index_nonce_cancel",
}
"""The table of each type of row."""
