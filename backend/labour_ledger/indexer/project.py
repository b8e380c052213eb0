"""Events of the ledger as rows of the index. Pure: the same events give the same rows, whatever was read before.

A change of what is written here needs a new `FORMAT_VERSION`; an index of another version is refused until rebuilt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from labour_ledger.chain.events import (
    Block,
    EntryEvent,
    LedgerEvent,
    NoncesCancelledEvent,
    RecordedEvent,
    SignedEvent,
)
from labour_ledger.store.entry_json import encode_entry
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.rows import (
    BlockRow,
    ControllerRow,
    EntryRow,
    IdentifierRow,
    KeyRow,
    NonceCancelRow,
    PartyRow,
    RecordRow,
    Row,
    SchemaRow,
    SignatureRow,
    SubjectRow,
)
from labour_ledger_verify.history import (
    CONTROLLER_CHANGED,
    IDENTIFIER_CLAIMED,
    KEY_ADDED,
    PARTY_REGISTERED,
    SCHEMA_REGISTERED,
    SUBJECT_REGISTERED,
)

FORMAT_VERSION: Final = 1

Place = tuple[int, int]
"""Block number and log index."""


def project(ledger: LedgerKey, blocks: Iterable[Block], events: Sequence[LedgerEvent]) -> list[Row]:
    """Return the rows of whole blocks.

    Args:
        ledger: The ledger that the events are of.
        blocks: Headers to hold: of all blocks with events, and of others that are wanted.
        events: All events of those blocks, in chain order.

    Returns:
        Rows of the index, in any order.
    """
    with_events = {event.block_number for event in events}
    rows: list[Row] = [_block_row(ledger, block, block.number in with_events) for block in blocks]
    signatures = signature_places(events)
    for event in events:
        if isinstance(event, RecordedEvent):
            rows.append(_record_row(ledger, event, signatures))
        elif isinstance(event, EntryEvent):
            rows.extend(_entry_rows(ledger, event))
        else:
            rows.append(_other_row(ledger, event))
    return rows


def signature_places(events: Iterable[LedgerEvent]) -> dict[Place, int]:
    """Return for each record the log index of the signature that covers it.

    A `Signed` covers the run of `Recorded` since the previous `Signed` of its transaction (docs/history-format.md,
    section 6). A record whose signature was not seen is left out; an audit reports it.
    """
    places: dict[Place, int] = {}
    run: list[Place] = []
    transaction: tuple[int, bytes] | None = None
    for event in events:
        if (event.block_number, event.transaction_hash) != transaction:
            transaction, run = (event.block_number, event.transaction_hash), []
        if isinstance(event, RecordedEvent):
            run.append((event.block_number, event.log_index))
        elif isinstance(event, SignedEvent):
            places.update(dict.fromkeys(run, event.log_index))
            run = []
    return places


def _block_row(ledger: LedgerKey, block: Block, has_events: bool) -> BlockRow:
    return BlockRow(
        chain_id=ledger.chain_id,
        contract=ledger.contract,
        block_number=block.number,
        hash=block.hash,
        parent_hash=block.parent_hash,
        timestamp=block.timestamp,
        has_events=int(has_events),
    )


def _record_row(ledger: LedgerKey, event: RecordedEvent, signatures: Mapping[Place, int]) -> RecordRow:
    return RecordRow(
        chain_id=ledger.chain_id,
        contract=ledger.contract,
        block_number=event.block_number,
        log_index=event.log_index,
        transaction_hash=event.transaction_hash,
        recorded_at=event.recorded_at,
        uid=event.uid,
        subject=event.subject,
        schema_hash=event.schema,
        issuer=event.issuer,
        nonce=event.nonce,
        deadline=event.deadline,
        outcome=event.outcome,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        document_hash=event.document_hash,
        ref_uid=event.ref_uid,
        basis=event.basis,
        # Three fields of the basis stand alone so that they can be searched; docs/history-format.md 3.2.
        party=event.basis & 2**64 - 1,
        party_class=event.basis >> 64 & 255,
        method=event.basis >> 72 & 255,
        signed_log_index=signatures.get((event.block_number, event.log_index)),
    )


def _other_row(ledger: LedgerKey, event: SignedEvent | NoncesCancelledEvent) -> Row:
    if isinstance(event, SignedEvent):
        return SignatureRow(
            *_place(ledger, event),
            transaction_hash=event.transaction_hash,
            struct_hash=event.struct_hash,
            signature=event.signature,
        )
    return NonceCancelRow(
        *_place(ledger, event), recorded_at=event.recorded_at, issuer=event.issuer, word=event.word, mask=event.mask
    )


def _entry_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    entry_row = EntryRow(
        *_place(ledger, event),
        transaction_hash=event.transaction_hash,
        recorded_at=event.recorded_at,
        history_kind=event.history.value,
        history_id=event.history_id,
        type=event.entry.type.number,
        fields=encode_entry(event.entry),
    )
    look_up = _LOOK_UPS.get(event.entry.type.number)
    return [entry_row] if look_up is None else [entry_row, *look_up(ledger, event)]


def _subject_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    entry = event.entry
    subject = SubjectRow(
        *_place(ledger, event),
        recorded_at=event.recorded_at,
        subject=event.history_id,
        kind=entry.number("kind"),
        country=_country(entry.data("country")),
        registrar=entry.number("registrar"),
        identity_hash=entry.data("identityHash"),
    )
    return [subject, *_controller_rows(ledger, event)]


def _controller_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    return [
        ControllerRow(
            *_place(ledger, event),
            recorded_at=event.recorded_at,
            subject=event.history_id,
            controller=event.entry.number("controller"),
        )
    ]


def _identifier_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    return [
        IdentifierRow(
            *_place(ledger, event),
            recorded_at=event.recorded_at,
            identifier=event.entry.data("identifier"),
            subject=event.history_id,
        )
    ]


def _party_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    entry = event.entry
    return [
        PartyRow(
            *_place(ledger, event),
            recorded_at=event.recorded_at,
            party=entry.number("party"),
            party_class=entry.number("class"),
            country=_country(entry.data("country")),
            profile_hash=entry.data("profileHash"),
        )
    ]


def _key_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    entry = event.entry
    return [
        KeyRow(
            *_place(ledger, event),
            recorded_at=event.recorded_at,
            key=entry.data("key"),
            party=int.from_bytes(event.history_id, "big"),
            kind=entry.number("kind"),
            role=entry.number("role"),
            not_before=entry.number("notBefore"),
            not_after=entry.number("notAfter"),
            added_by=entry.data("by"),
        )
    ]


def _schema_rows(ledger: LedgerKey, event: EntryEvent) -> list[Row]:
    entry = event.entry
    return [
        SchemaRow(
            *_place(ledger, event),
            recorded_at=event.recorded_at,
            schema_hash=entry.data("schema"),
            schema_id=event.text or "",
            issuer_classes=entry.number("issuerClasses"),
            outcomes=entry.number("outcomes"),
            flags=entry.number("flags"),
            longest_validity=entry.number("longestValidity"),
            longest_backdating=entry.number("longestBackdating"),
            content_hash=entry.data("contentHash"),
        )
    ]


_LOOK_UPS: Final[Mapping[int, Callable[[LedgerKey, EntryEvent], list[Row]]]] = {
    SUBJECT_REGISTERED.number: _subject_rows,
    CONTROLLER_CHANGED.number: _controller_rows,
    IDENTIFIER_CLAIMED.number: _identifier_rows,
    PARTY_REGISTERED.number: _party_rows,
    KEY_ADDED.number: _key_rows,
    SCHEMA_REGISTERED.number: _schema_rows,
}


def _place(ledger: LedgerKey, event: LedgerEvent) -> tuple[int, bytes, int, int]:
    return ledger.chain_id, ledger.contract, event.block_number, event.log_index


def _country(code: bytes) -> str:
    return code.rstrip(b"\0").decode("ascii")
