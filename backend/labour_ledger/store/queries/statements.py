"""Pieces that the queries share: the tables, the ledger's condition, positions, and rows made into results."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Row, Select, Table, and_, or_

from labour_ledger.store import own_tables, tables
from labour_ledger.store.entry_json import decode_entry
from labour_ledger.store.results import HistoryItem, IndexedRecord, LedgerKey, Position
from labour_ledger.store.tables import table_of
from labour_ledger_verify.attestation import Attestation

BLOCK: Final = table_of(tables.IndexBlock)
RECORD: Final = table_of(tables.IndexRecord)
SIGNATURE: Final = table_of(tables.IndexSignature)
ENTRY: Final = table_of(tables.IndexEntry)
SUBJECT: Final = table_of(tables.IndexSubject)
CONTROLLER: Final = table_of(tables.IndexController)
IDENTIFIER: Final = table_of(tables.IndexIdentifier)
PARTY: Final = table_of(tables.IndexParty)
KEY: Final = table_of(tables.IndexKey)
SCHEMA: Final = table_of(tables.IndexSchema)
STANDING: Final = table_of(tables.IndexStanding)
SUPPLY_LINK: Final = table_of(tables.IndexSupplyLink)
CURSOR: Final = table_of(tables.IndexCursor)
SITE_PROFILE: Final = table_of(own_tables.OwnSiteProfile)
PARTY_PROFILE: Final = table_of(own_tables.OwnPartyProfile)
IDENTIFIER_TEXT: Final = table_of(own_tables.OwnIdentifierText)
DOCUMENT: Final = table_of(own_tables.OwnDocument)
LINK_TERMS: Final = table_of(own_tables.OwnLinkTerms)
RECEIPT: Final = table_of(own_tables.OwnReceipt)

AnyRow = Row[Any]


def of_ledger(table: FromClause, ledger: LedgerKey) -> ColumnElement[bool]:
    """Return the condition that a row belongs to a ledger."""
    return and_(table.c.chain_id == ledger.chain_id, table.c.contract == ledger.contract)


def same_ledger(left: FromClause, right: FromClause) -> ColumnElement[bool]:
    """Return the condition that two rows belong to the same ledger."""
    return and_(left.c.chain_id == right.c.chain_id, left.c.contract == right.c.contract)


def later_than(table: Table, position: Position) -> ColumnElement[bool]:
    """Return the condition that a row stands after a position."""
    return or_(
        table.c.block_number > position.block_number,
        and_(table.c.block_number == position.block_number, table.c.log_index > position.log_index),
    )


def follows(later: FromClause, earlier: FromClause) -> ColumnElement[bool]:
    """Return the condition that one row stands after another."""
    return or_(
        later.c.block_number > earlier.c.block_number,
        and_(later.c.block_number == earlier.c.block_number, later.c.log_index > earlier.c.log_index),
    )


def in_order(statement: Select[Any], table: Table) -> Select[Any]:
    """Return a statement ordered by place on the chain."""
    return statement.order_by(table.c.block_number, table.c.log_index)


def record_of(row: AnyRow) -> IndexedRecord:
    """Return the record of a row of `index_record`."""
    return IndexedRecord(
        uid=row.uid,
        attestation=Attestation(
            issuer=row.issuer,
            nonce=row.nonce,
            deadline=row.deadline,
            subject=row.subject,
            schema=row.schema_hash,
            outcome=row.outcome,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            document_hash=row.document_hash,
            ref_uid=row.ref_uid,
        ),
        basis_word=row.basis,
        recorded_at=row.recorded_at,
        position=Position(row.block_number, row.log_index),
        transaction_hash=row.transaction_hash,
        signed_log_index=row.signed_log_index,
    )


def entry_item_of(row: AnyRow) -> HistoryItem:
    """Return the history item of a row of `index_entry`."""
    return HistoryItem(
        position=Position(row.block_number, row.log_index),
        transaction_hash=row.transaction_hash,
        entry=decode_entry(row.type, row.fields),
        record=None,
    )
