"""Which tables a rebuild may empty, and which are the operator's own and must be backed up."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table

from . import own_list_tables, own_request_tables, own_review_tables, own_tables, tables

FACT_TABLES: Final[tuple[Table, ...]] = tuple(
    tables.table_of(model)
    for model in (
        tables.IndexBlock,
        tables.IndexRecord,
        tables.IndexSignature,
        tables.IndexEntry,
        tables.IndexSubject,
        tables.IndexController,
        tables.IndexIdentifier,
        tables.IndexParty,
        tables.IndexKey,
        tables.IndexSchema,
        tables.IndexNonceCancel,
    )
)
"""Tables of facts with a block number; a reorganisation deletes from all of them."""

INDEX_TABLES: Final[tuple[Table, ...]] = (
    *FACT_TABLES,
    tables.table_of(tables.IndexStanding),
    tables.table_of(tables.IndexSupplyLink),
    tables.table_of(tables.IndexCursor),
)
"""Tables that can be rebuilt from the chain."""

OWN_TABLES: Final[tuple[Table, ...]] = tuple(
    tables.table_of(model)
    for model in (
        own_tables.OwnDocument,
        own_tables.OwnSiteProfile,
        own_tables.OwnPartyProfile,
        own_tables.OwnIdentifierText,
        own_tables.OwnLinkTerms,
        own_tables.OwnReceipt,
        own_review_tables.OwnAlias,
        own_review_tables.OwnMatchReview,
        own_list_tables.OwnContextList,
        own_list_tables.OwnContextFact,
        own_list_tables.OwnWatchList,
        own_list_tables.OwnWatchEntry,
        own_list_tables.OwnWatchHit,
        own_request_tables.OwnRequest,
    )
)
"""Tables that nobody else has; a rebuild never touches them."""
