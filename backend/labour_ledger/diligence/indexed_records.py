"""One record as the index has it, by its uid: what acts and corrections are about."""

from __future__ import annotations

from sqlmodel import Session

from labour_ledger.diligence.basis import read_basis
from labour_ledger.diligence.errors import RecordNotFound
from labour_ledger.store import queries
from labour_ledger.store.results import IndexedRecord, LedgerKey
from labour_ledger_verify.hexadecimal import to_hex


def indexed_record(session: Session, ledger: LedgerKey, uid: bytes) -> IndexedRecord:
    """Return the record with a uid.

    Args:
        session: A reading session.
        ledger: The ledger.
        uid: 32 bytes.

    Raises:
        RecordNotFound: The index has no such record.
        UnavailableError: There is no complete index to look into.
    """
    read_basis(session, ledger)
    record = queries.records_by_uid(session, ledger, [uid]).get(uid)
    if record is None:
        raise RecordNotFound(
            f"no record with the uid {to_hex(uid)} is in the index",
            hint="Check it in the site's history; if it is new, bring the index up to date: labour-ledger index sync",
        )
    return record
