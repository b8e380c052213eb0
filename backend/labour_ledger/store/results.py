"""What queries return: frozen values without a tie to the database, so that a caller may keep them after its session.

Times are Unix seconds, hashes and subjects 32 bytes, keys 20 bytes, countries two letters or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.history import Entry

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """The ledger that rows belong to: EIP-155 chain id and contract address, 20 bytes."""

    chain_id: int
    contract: bytes

    @property
    def beside(self) -> LedgerKey:
        """The key under which the ledger's index is built anew beside the one in use; no chain has a negative id."""
        return LedgerKey(-self.chain_id, self.contract)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and where the next page begins.

    Attributes:
        items: In the order of the query.
        next: What to pass as `after` for the next page; None at the end.
    """

    items: tuple[Item, ...]
    next: str | None


class Position(NamedTuple):
    """Place of an entry on the chain; entries of a history are folded in this order."""

    block_number: int
    log_index: int


@dataclass(frozen=True, slots=True)
class IndexedBlock:
    """A block header that the index holds."""

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the index has read.

    Attributes:
        start_block: The block of the deployment; nothing before it was read.
        block_number: The last block that was read.
        block_hash: Its hash.
        block_time: Its time.
        safe_block: Newest block the node calls safe, None where it does not say.
        finalized_block: Newest block the node calls finalized, None where it does not say.
        ready: The index has reached the head of the chain since it was built.
        format_version: Version of the projection that wrote the rows.
    """

    start_block: int
    block_number: int
    block_hash: bytes
    block_time: int
    safe_block: int | None
    finalized_block: int | None
    ready: bool
    format_version: int


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """A recorded attestation with its body.

    Attributes:
        uid: Name of the attestation in histories.
        attestation: Its signed fields.
        basis_word: What the contract found, packed.
        recorded_at: Time of its block.
        position: Its place on the chain.
        transaction_hash: The transaction that recorded it.
        signed_log_index: Place of its signature in the block, None if the log was not seen.
    """

    uid: bytes
    attestation: Attestation
    basis_word: int
    recorded_at: int
    position: Position
    transaction_hash: bytes
    signed_log_index: int | None

    @property
    def basis(self) -> Basis:
        """What the contract found, unpacked."""
        return _unpacked(self.basis_word)


# what an auditor records has few bases, each unpacked again for every answer
_unpacked = lru_cache(maxsize=4096)(Basis.unpack)


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A record with the signature that covers it.

    Attributes:
        record: The record.
        signature: The bytes the contract checked; None if the log was not seen.
        struct_hash: Of what was signed: of the attestation, or of the batch.
        batch: All records under that signature in order, this one included; one item if it was signed alone.
    """

    record: IndexedRecord
    signature: bytes | None
    struct_hash: bytes | None
    batch: tuple[IndexedRecord, ...]


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One entry of a history, with the body if it is a record."""

    position: Position
    transaction_hash: bytes
    entry: Entry
    record: IndexedRecord | None


@dataclass(frozen=True, slots=True)
class IdentifierText:
    """An identifier in words: scheme `os`, value `CN2021250D1DTN7`."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What the identity document of a subject says; coordinates are decimal strings or empty."""

    name: str
    country: str
    address: str
    latitude: str
    longitude: str
    identifiers: tuple[IdentifierText, ...]


@dataclass(frozen=True, slots=True)
class SubjectSummary:
    """A subject in a list.

    Attributes:
        controller: Party that controls it now; 0 if unclaimed.
        registrar: Party that registered it; 0 the council.
        closed: Noted as closed now.
        name: From the identity document that the chain committed to; None if it is not held.
    """

    subject: bytes
    kind: int
    country: str
    controller: int
    registrar: int
    registered_at: int
    identity_hash: bytes
    closed: bool
    name: str | None


@dataclass(frozen=True, slots=True)
class ControllerSince:
    """A controller of a subject, from a time on (0: unclaimed)."""

    party: int
    since: int


@dataclass(frozen=True, slots=True)
class ClaimedIdentifier:
    """An identifier that a subject holds now; its text is None where only the hash is known."""

    identifier: bytes
    text: IdentifierText | None


@dataclass(frozen=True, slots=True)
class SubjectDetail:
    """One subject: the summary, its profile if held, its controllers in order, its identifiers."""

    summary: SubjectSummary
    profile: SiteProfile | None
    controllers: tuple[ControllerSince, ...]
    identifiers: tuple[ClaimedIdentifier, ...]


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A schema as registered; longest times are seconds, 0 for no limit; `retired_at` is None while it is in use."""

    schema: bytes
    schema_id: str
    issuer_classes: int
    outcomes: int
    flags: int
    longest_validity: int
    longest_backdating: int
    content_hash: bytes
    registered_at: int
    retired_at: int | None
    block_number: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it was hashed."""

    document_hash: bytes
    schema_id: str
    subject: bytes
    canonical_json: bytes
    received_at: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one row of a submission; states are those of the submitter."""

    batch_id: str
    row_number: int
    uid: bytes
    state: str
    transaction_hash: bytes | None
    detail: str
    updated_at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held about a subject under one schema.

    Attributes:
        schema: 32 bytes.
        records: Number of records, at least 1.
        positives: Those with outcome 1 or 2.
        negatives: Those with outcome 3 or 4.
        inconclusives: Those with outcome 5.
        first_block: Block of the first record.
        last_block: Block of the last one.
        last_recorded_at: Its time, Unix seconds.
    """

    schema: bytes
    records: int
    positives: int
    negatives: int
    inconclusives: int
    first_block: int
    last_block: int
    last_recorded_at: int
