"""What the rest of the backend sees of the chain: blocks and the ledger's events.

Plain frozen values without JSON-RPC or ABI types. How logs become events is `decode`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.history import ISSUED, RECORDED, Entry, HistoryKind


@dataclass(frozen=True, slots=True)
class Block:
    """A block's place in the chain; times are Unix seconds."""

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """Where an event stands.

    Attributes:
        block_number: Of its block.
        block_hash: 32 bytes; tells a block from the one that replaces it in a reorganisation.
        log_index: Place among all logs of the block.
        transaction_hash: 32 bytes.
        recorded_at: Time of the block, Unix seconds.
    """

    block_number: int
    block_hash: bytes
    log_index: int
    transaction_hash: bytes
    recorded_at: int


@dataclass(frozen=True, slots=True)
class RecordedEvent(LoggedEvent):
    """An attestation was recorded: entry 2 of its subject and entry 32 of its issuer's party, with its body.

    `basis` is the packed word of docs/history-format.md 3.2.
    """

    subject: bytes
    schema: bytes
    issuer: bytes
    uid: bytes
    basis: int
    nonce: int
    deadline: int
    outcome: int
    valid_from: int
    valid_until: int
    document_hash: bytes
    ref_uid: bytes

    @property
    def party(self) -> int:
        """The party of the issuer's key, whose issued history this extends."""
        return self.basis & 2**64 - 1

    def attestation(self) -> Attestation:
        """Return the attestation as it was signed."""
        return Attestation(
            issuer=self.issuer,
            nonce=self.nonce,
            deadline=self.deadline,
            subject=self.subject,
            schema=self.schema,
            outcome=self.outcome,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            document_hash=self.document_hash,
            ref_uid=self.ref_uid,
        )

    def subject_entry(self) -> Entry:
        """Return the entry in the subject's history."""
        return Entry(RECORDED, (self.uid, self.schema, self.basis, self.recorded_at))

    def issued_entry(self) -> Entry:
        """Return the entry in the issued history of the issuer's party."""
        return Entry(ISSUED, (self.uid, self.subject, self.recorded_at))


@dataclass(frozen=True, slots=True)
class EntryEvent(LoggedEvent):
    """Any other entry of a history.

    Attributes:
        history: Subject, party or schemas.
        history_id: The subject (32 bytes), the party (8 bytes, see `history.party_history_id`), or empty for schemas.
        entry: The entry as it was folded.
        text: The schema's id where the entry is SchemaRegistered, else None; it is not folded.
    """

    history: HistoryKind
    history_id: bytes
    entry: Entry
    text: str | None


@dataclass(frozen=True, slots=True)
class SignedEvent(LoggedEvent):
    """The signature over what the events before it recorded.

    Attributes:
        struct_hash: EIP-712 hash of the signed struct; of the `Batch` for a batch.
        signature: 65 bytes of an account key, any bytes of a contract key.
    """

    struct_hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class NoncesCancelledEvent(LoggedEvent):
    """Nonces were marked as used: bit *b* of `mask` is nonce `word * 256 + b` of `issuer`."""

    issuer: bytes
    word: int
    mask: int


LedgerEvent = RecordedEvent | EntryEvent | SignedEvent | NoncesCancelledEvent
