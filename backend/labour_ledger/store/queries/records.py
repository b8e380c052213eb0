"""One record by its uid, with the signature that covers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.results import IndexedRecord, LedgerKey, SignedRecord

from .statements import RECORD, SIGNATURE, in_order, of_ledger, record_of

PARAMETERS_AT_ONCE = 500


def record_by_uid(session: Session, ledger: LedgerKey, uid: bytes) -> SignedRecord | None:
    """Return a record with its signature and its batch, or None if the ledger has none of that uid."""
    row = session.execute(select(RECORD).where(of_ledger(RECORD, ledger), RECORD.c.uid == uid)).one_or_none()
    if row is None:
        return None
    record = record_of(row)
    if record.signed_log_index is None:
        return SignedRecord(record, None, None, (record,))
    signature = session.execute(
        select(SIGNATURE.c.signature, SIGNATURE.c.struct_hash).where(
            of_ledger(SIGNATURE, ledger),
            SIGNATURE.c.block_number == record.position.block_number,
            SIGNATURE.c.log_index == record.signed_log_index,
        )
    ).one()
    batch = select(RECORD).where(
        of_ledger(RECORD, ledger),
        RECORD.c.block_number == record.position.block_number,
        RECORD.c.signed_log_index == record.signed_log_index,
    )
    siblings = tuple(record_of(other) for other in session.execute(in_order(batch, RECORD)))
    return SignedRecord(record, signature.signature, signature.struct_hash, siblings)


def records_by_uid(session: Session, ledger: LedgerKey, uids: Iterable[bytes]) -> Mapping[bytes, IndexedRecord]:
    """Return the records of those uids that the ledger has."""
    wanted = sorted(set(uids))
    found: dict[bytes, IndexedRecord] = {}
    for start in range(0, len(wanted), PARAMETERS_AT_ONCE):
        chunk = wanted[start : start + PARAMETERS_AT_ONCE]
        for row in session.execute(select(RECORD).where(of_ledger(RECORD, ledger), RECORD.c.uid.in_(chunk))):
            found[row.uid] = record_of(row)
    return found
