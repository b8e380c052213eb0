"""The operator's own rows: documents, profiles, identifier texts and receipts, written and read.

Saving again what is there already changes nothing but a receipt, so an interrupted import can be repeated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session

from labour_ledger.store.folding import fold_name
from labour_ledger.store.link_terms import SUPPLY_LINK_ID, read_link_terms
from labour_ledger.store.results import IdentifierText, LedgerKey, Receipt, SiteProfile, StoredDocument
from labour_ledger_verify.attestation import identifier_hash

from .link_projection import add_links_of_documents, delete_links_of_document
from .statements import DOCUMENT, IDENTIFIER_TEXT, LINK_TERMS, PARTY_PROFILE, RECEIPT, SITE_PROFILE, of_ledger
from .writing import insert_missing


@dataclass(frozen=True, slots=True)
class IdentifiedSite:
    """A profile with the subject it is of and the hash of the identity document it was read from."""

    subject: bytes
    document_hash: bytes
    profile: SiteProfile


def save_documents(session: Session, documents: Iterable[StoredDocument]) -> None:
    """Keep documents by their hash, with what they say of supply links; one that is held already stays as it is."""
    listed = list(documents)
    rows = [
        {
            "document_hash": document.document_hash,
            "schema_id": document.schema_id,
            "subject": document.subject,
            "canonical_json": document.canonical_json.decode("utf-8"),
            "received_at": document.received_at,
        }
        for document in listed
    ]
    insert_missing(session, DOCUMENT, rows)
    _save_link_terms(session, [document for document in listed if document.schema_id == SUPPLY_LINK_ID])


def get_document(session: Session, document_hash: bytes) -> StoredDocument | None:
    """Return a document by its hash, or None if it is not held."""
    row = session.execute(select(DOCUMENT).where(DOCUMENT.c.document_hash == document_hash)).one_or_none()
    if row is None:
        return None
    return StoredDocument(
        row.document_hash, row.schema_id, row.subject, row.canonical_json.encode("utf-8"), row.received_at
    )


def documents_by_hash(session: Session, hashes: Iterable[bytes]) -> Mapping[bytes, StoredDocument]:
    """Return those of these documents that are held."""
    wanted = sorted(set(hashes))
    found: dict[bytes, StoredDocument] = {}
    for start in range(0, len(wanted), 500):
        chunk = DOCUMENT.c.document_hash.in_(wanted[start : start + 500])
        for row in session.execute(select(DOCUMENT).where(chunk)):
            found[row.document_hash] = StoredDocument(
                row.document_hash, row.schema_id, row.subject, row.canonical_json.encode("utf-8"), row.received_at
            )
    return found


def held_documents(session: Session, hashes: Iterable[bytes]) -> frozenset[bytes]:
    """Return which of these documents are held."""
    wanted = sorted(set(hashes))
    found: set[bytes] = set()
    for start in range(0, len(wanted), 500):
        chunk = DOCUMENT.c.document_hash.in_(wanted[start : start + 500])
        found.update(session.execute(select(DOCUMENT.c.document_hash).where(chunk)).scalars())
    return frozenset(found)


def delete_document(session: Session, document_hash: bytes) -> None:
    """Erase a document and the profiles read from it; every proof stays valid without it."""
    delete_links_of_document(session, document_hash)
    for table in (DOCUMENT, SITE_PROFILE, PARTY_PROFILE):
        session.execute(delete(table).where(table.c.document_hash == document_hash))


def save_site_profiles(session: Session, sites: Iterable[IdentifiedSite]) -> None:
    """Keep profiles of subjects and the texts of their identifiers."""
    listed = list(sites)
    rows = [
        {
            "subject": site.subject,
            "document_hash": site.document_hash,
            "name": site.profile.name,
            "folded_name": fold_name(site.profile.name),
            "country": site.profile.country,
            "address": site.profile.address,
            "latitude": site.profile.latitude,
            "longitude": site.profile.longitude,
            "identifiers": json.dumps([[text.scheme, text.value] for text in site.profile.identifiers]),
        }
        for site in listed
    ]
    insert_missing(session, SITE_PROFILE, rows)
    save_identifier_texts(session, [text for site in listed for text in site.profile.identifiers])


def save_party_profile(session: Session, document_hash: bytes, *, name: str, country: str, website: str = "") -> None:
    """Keep the profile of a party, read from the profile document of that hash."""
    row = {"document_hash": document_hash, "name": name, "country": country, "website": website}
    insert_missing(session, PARTY_PROFILE, [row])


def save_identifier_texts(session: Session, texts: Iterable[IdentifierText]) -> None:
    """Keep the texts of identifiers under their hashes; schemes and values in canonical form."""
    rows = {identifier_hash(text.scheme, text.value): {"scheme": text.scheme, "value": text.value} for text in texts}
    insert_missing(session, IDENTIFIER_TEXT, [{"identifier": key, **row} for key, row in rows.items()])


def identifier_texts(session: Session, identifiers: Iterable[bytes]) -> Mapping[bytes, IdentifierText]:
    """Return the texts of those identifier hashes that are known."""
    wanted = sorted(set(identifiers))
    found: dict[bytes, IdentifierText] = {}
    for start in range(0, len(wanted), 500):
        chunk = IDENTIFIER_TEXT.c.identifier.in_(wanted[start : start + 500])
        for row in session.execute(select(IDENTIFIER_TEXT).where(chunk)):
            found[row.identifier] = IdentifierText(row.scheme, row.value)
    return found


def save_receipts(session: Session, ledger: LedgerKey, receipts: Iterable[Receipt]) -> None:
    """Write what became of rows of a submission, replacing what was known of the same rows."""
    listed = list(receipts)
    for receipt in listed:
        place = (RECEIPT.c.batch_id == receipt.batch_id) & (RECEIPT.c.row_number == receipt.row_number)
        session.execute(delete(RECEIPT).where(of_ledger(RECEIPT, ledger), place))
    insert_missing(session, RECEIPT, [_receipt_row(ledger, receipt) for receipt in listed])


def receipts_of(session: Session, ledger: LedgerKey, batch_id: str) -> tuple[Receipt, ...]:
    """Return what is known of a submission, by row number."""
    statement = select(RECEIPT).where(of_ledger(RECEIPT, ledger), RECEIPT.c.batch_id == batch_id)
    return tuple(
        Receipt(
            batch_id=row.batch_id,
            row_number=row.row_number,
            uid=row.uid,
            state=row.state,
            transaction_hash=row.transaction_hash,
            detail=row.detail,
            updated_at=row.updated_at,
        )
        for row in session.execute(statement.order_by(RECEIPT.c.row_number))
    )


def _save_link_terms(session: Session, documents: Sequence[StoredDocument]) -> None:
    read = (
        read_link_terms(document.document_hash, document.subject, document.canonical_json) for document in documents
    )
    terms = [found for found in read if found is not None]
    if terms:
        insert_missing(session, LINK_TERMS, [found.to_row() for found in terms])
        add_links_of_documents(session, [(found.document_hash, found.network) for found in terms])


def _receipt_row(ledger: LedgerKey, receipt: Receipt) -> dict[str, Any]:
    return {
        "chain_id": ledger.chain_id,
        "contract": ledger.contract,
        "batch_id": receipt.batch_id,
        "row_number": receipt.row_number,
        "uid": receipt.uid,
        "state": receipt.state,
        "transaction_hash": receipt.transaction_hash,
        "detail": receipt.detail,
        "updated_at": receipt.updated_at,
    }
