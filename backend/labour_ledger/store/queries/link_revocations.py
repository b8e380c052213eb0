"""Which supply links were revoked lately, for who keeps all links in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from labour_ledger.store.column_rows import LINK_SCHEMA
from labour_ledger.store.link_terms import NO_END
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.attestation import schema_hash

from .statements import LINK_TERMS, RECORD, SUPPLY_LINK, of_ledger

REVOCATION_SCHEMA: Final = schema_hash("ledger/revocation@1")
_NAMED_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class RevokedLink:
    """A supply link that was revoked: its ends, 32 bytes each, and its times, Unix seconds."""

    buyer: bytes
    seller: bytes
    valid_from: int
    valid_until: int
    recorded_at: int
    revoked_at: int


def links_revoked_after(session: Session, ledger: LedgerKey, block_number: int) -> list[RevokedLink]:
    """Return the links of blocks up to one that records after it revoke, be it not for the first time."""
    acts = select(RECORD.c.ref_uid).where(
        of_ledger(RECORD, ledger), RECORD.c.block_number > block_number, RECORD.c.schema_hash == REVOCATION_SCHEMA
    )
    named = sorted(set(session.execute(acts).scalars()))
    found: list[RevokedLink] = []
    # in steps of few: left to plan it as one, SQLite begins with all links
    for start in range(0, len(named), _NAMED_AT_ONCE):
        found += _revoked_among(session, ledger, named[start : start + _NAMED_AT_ONCE], block_number)
    return found


def _revoked_among(session: Session, ledger: LedgerKey, uids: Sequence[bytes], up_to_block: int) -> list[RevokedLink]:
    record, link = RECORD.c, SUPPLY_LINK.c
    of_links = select(record.document_hash, record.block_number, record.log_index).where(
        of_ledger(RECORD, ledger), record.uid.in_(uids), record.schema_hash == LINK_SCHEMA
    )
    places = [tuple(row) for row in session.execute(of_links.where(record.block_number <= up_to_block))]
    terms = select(LINK_TERMS.c.document_hash, LINK_TERMS.c.buyer)
    hashes = [document_hash for document_hash, _, _ in places]
    buyers = {
        row.document_hash: row.buyer for row in session.execute(terms.where(LINK_TERMS.c.document_hash.in_(hashes)))
    }
    # by buyer, as links are kept so
    stands_there = [
        and_(
            of_ledger(SUPPLY_LINK, ledger),
            link.buyer == buyers[document_hash],
            link.block_number == number,
            link.log_index == log,
        )
        for document_hash, number, log in places
        if document_hash in buyers
    ]
    if not stands_there:
        return []
    columns = (link.buyer, link.seller, link.valid_from, link.valid_until, link.recorded_at, link.revoked_at)
    revoked = select(*columns).where(link.revoked_at < NO_END, or_(*stands_there))
    return [RevokedLink(*row) for row in session.execute(revoked)]
