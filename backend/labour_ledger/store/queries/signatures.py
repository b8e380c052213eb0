"""The signatures that cover many records at once, with the whole of each batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.results import IndexedRecord, LedgerKey, Position
from labour_ledger_verify.attestation import Attestation

from .statements import RECORD, SIGNATURE, in_order, of_ledger, record_of

BLOCKS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class IndexedSignature:
    """A signature that the contract checked.

    Attributes:
        signature: Its bytes.
        struct_hash: EIP-712 hash of what was signed: of the one attestation, or of the batch.
        attestations: All that it covers, in the order in which they were signed.
    """

    signature: bytes
    struct_hash: bytes
    attestations: tuple[Attestation, ...]


def signatures_over(
    session: Session, ledger: LedgerKey, records: Iterable[IndexedRecord]
) -> Mapping[Position, IndexedSignature]:
    """Return the signatures over some records by their place on the chain; those whose log was not seen are left out.

    Args:
        session: A reading session.
        ledger: The ledger.
        records: Of any subjects; each names the place of its signature.
    """
    wanted = {
        Position(record.position.block_number, record.signed_log_index)
        for record in records
        if record.signed_log_index is not None
    }
    covered: dict[Position, list[Attestation]] = {place: [] for place in wanted}
    signed: dict[Position, tuple[bytes, bytes]] = {}
    blocks = sorted({place.block_number for place in wanted})
    for start in range(0, len(blocks), BLOCKS_AT_ONCE):
        chunk = blocks[start : start + BLOCKS_AT_ONCE]
        signatures = select(SIGNATURE).where(of_ledger(SIGNATURE, ledger), SIGNATURE.c.block_number.in_(chunk))
        for row in session.execute(signatures):
            signed[Position(row.block_number, row.log_index)] = (row.signature, row.struct_hash)
        siblings = select(RECORD).where(of_ledger(RECORD, ledger), RECORD.c.block_number.in_(chunk))
        for row in session.execute(in_order(siblings, RECORD)):
            place = Position(row.block_number, row.signed_log_index or 0)
            if place in covered:
                covered[place].append(record_of(row).attestation)
    return {
        place: IndexedSignature(*signed[place], tuple(attestations))
        for place, attestations in covered.items()
        if place in signed
    }
