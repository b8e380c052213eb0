"""The signatures of a bundle: each once, with the struct hashes of its batch, and where each record finds its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.store.queries import IndexedSignature, signatures_over
from labour_ledger.store.results import IndexedRecord, LedgerKey, Position
from labour_ledger_verify.attestation import batch_struct_hash
from labour_ledger_verify.bundle import ShownRecord, SignaturePart
from labour_ledger_verify.hexadecimal import to_hex

from .errors import HistoryDiffers


@dataclass(frozen=True, slots=True)
class SignatureTable:
    """Signatures in order of their place on the chain.

    Attributes:
        parts: As they stand in the bundle.
        places: Place of a record in `parts`, and in its batch (None: signed alone), by the record's uid.
    """

    parts: tuple[SignaturePart, ...]
    places: Mapping[bytes, tuple[int, int | None]]

    def shown(self, record: IndexedRecord) -> ShownRecord:
        """Return a record's entry with its body and the place of its signature."""
        place, item = self.places[record.uid]
        return ShownRecord(record.attestation, record.basis_word, record.recorded_at, place, item)


def read_signatures(session: Session, ledger: LedgerKey, records: Iterable[IndexedRecord]) -> SignatureTable:
    """Return the signatures over some records.

    Args:
        session: A reading session.
        ledger: The ledger.
        records: Those that a bundle shows, of any subjects.

    Raises:
        HistoryDiffers: A signature or a sibling of a batch is missing in the index.
    """
    shown = list(records)
    found = signatures_over(session, ledger, shown)
    order = {place: number for number, place in enumerate(sorted(found))}
    parts = tuple(_part(found[place]) for place in order)
    items = [_item_places(part) for part in parts]
    places: dict[bytes, tuple[int, int | None]] = {}
    for record in shown:
        number = order.get(Position(record.position.block_number, record.signed_log_index or 0))
        if number is None:
            raise _incomplete(f"the signature over the record {to_hex(record.uid)}")
        places[record.uid] = (number, items[number].get(record.attestation.struct_hash()))
    return SignatureTable(parts, places)


def _part(signed: IndexedSignature) -> SignaturePart:
    hashes = tuple(attestation.struct_hash() for attestation in signed.attestations)
    if hashes == (signed.struct_hash,):
        return SignaturePart(signed.signature)
    if batch_struct_hash(hashes) != signed.struct_hash:
        raise _incomplete(f"a part of the batch with the struct hash {to_hex(signed.struct_hash)}")
    return SignaturePart(signed.signature, hashes)


def _item_places(part: SignaturePart) -> dict[bytes, int]:
    return {struct_hash: item for item, struct_hash in enumerate(part.struct_hashes or ())}


def _incomplete(what: str) -> HistoryDiffers:
    return HistoryDiffers(
        f"{what} is missing in the index",
        hint="Run `labour-ledger index audit`, then `labour-ledger index rebuild`.",
    )
