"""Supply links, kept equal to records and documents by every transaction that changes either.

A link is there when both are: the record under `ledger/supply-link@1`, and the document that it commits to, naming the
same network. Who signed for which end is judged by the controllers at the record's place on the chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    LargeBinary,
    ScalarSelect,
    Select,
    Update,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import Session

from labour_ledger.store.link_results import LinkSigner
from labour_ledger.store.link_terms import NO_END, SUPPLY_LINK_ID
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.attestation import schema_hash

from .statements import CONTROLLER, CURSOR, LINK_TERMS, RECORD, SUPPLY_LINK, follows, of_ledger, same_ledger

_LINK_SCHEMA: Final = schema_hash(SUPPLY_LINK_ID)
_REVOCATION_SCHEMA: Final = schema_hash("ledger/revocation@1")
_AT_ONCE: Final = 500
_ACT = RECORD.alias("act")


def add_links(session: Session, ledger: LedgerKey, after_block: int, up_to_block: int) -> None:
    """Add the links of some new blocks, and take note of the revocations in them.

    Args:
        session: Of the unit of work that writes the records.
        ledger: The ledger.
        after_block: Block before the first new one.
        up_to_block: Last new block.
    """
    session.execute(_insert_links(ledger, _within(RECORD, after_block, up_to_block)))
    session.execute(_note_revocations(ledger, _within(_ACT, after_block, up_to_block)))


def rebuild_links(session: Session, ledger: LedgerKey) -> None:
    """Make all links anew."""
    for statement in rebuilding_links(ledger):
        session.execute(statement)


def rebuilding_links(ledger: LedgerKey) -> tuple[Delete | Insert | Update, ...]:
    """Return the statements of `rebuild_links`; they want the secondary indexes of the facts."""
    return delete(SUPPLY_LINK).where(of_ledger(SUPPLY_LINK, ledger)), _insert_links(ledger), _note_revocations(ledger)


def remake_links(session: Session, ledger: LedgerKey, networks: Iterable[bytes]) -> None:
    """Make the links of some subjects anew, from their records; most subjects have none."""
    for part in _parts(networks):
        session.execute(delete(SUPPLY_LINK).where(of_ledger(SUPPLY_LINK, ledger), SUPPLY_LINK.c.network.in_(part)))
        session.execute(_insert_links(ledger, RECORD.c.subject.in_(part)))
        session.execute(_note_revocations(ledger, _ACT.c.subject.in_(part)))


def add_links_of_documents(session: Session, documents: Iterable[tuple[bytes, bytes]]) -> None:
    """Make the links whose records were there before their documents, in every index of the store.

    Args:
        session: Of the unit of work that wrote `own_link_terms`.
        documents: Hash and network of each document.
    """
    found = list(documents)
    # An indexer that writes at this moment sees no new document, nor this unit its records: one waits for the other.
    # An index that is not ready has no links yet; all are made when it becomes ready.
    cursors = select(CURSOR.c.chain_id, CURSOR.c.contract).where(CURSOR.c.ready == 1)
    cursors = cursors.order_by(*CURSOR.primary_key.columns).with_for_update()
    for chain_id, contract in session.execute(cursors).all():
        ledger = LedgerKey(chain_id, contract)
        for start in range(0, len(found), _AT_ONCE):
            part = found[start : start + _AT_ONCE]
            networks = sorted({network for _, network in part})
            hashes = [document_hash for document_hash, _ in part]
            there = select(SUPPLY_LINK.c.document_hash).where(
                of_ledger(SUPPLY_LINK, ledger), SUPPLY_LINK.c.network.in_(networks)
            )
            of_part = and_(RECORD.c.subject.in_(networks), RECORD.c.document_hash.in_(hashes))
            session.execute(_insert_links(ledger, of_part, RECORD.c.document_hash.not_in(there)))
            session.execute(_note_revocations(ledger, _ACT.c.subject.in_(networks)))


def delete_links_of_document(session: Session, document_hash: bytes) -> None:
    """Delete the links that rest on a document, and what was read from it."""
    terms = select(LINK_TERMS.c.network).where(LINK_TERMS.c.document_hash == document_hash).scalar_subquery()
    for chain_id, contract in session.execute(select(CURSOR.c.chain_id, CURSOR.c.contract)).all():
        of_network = and_(of_ledger(SUPPLY_LINK, LedgerKey(chain_id, contract)), SUPPLY_LINK.c.network == terms)
        session.execute(delete(SUPPLY_LINK).where(of_network, SUPPLY_LINK.c.document_hash == document_hash))
    session.execute(delete(LINK_TERMS).where(LINK_TERMS.c.document_hash == document_hash))


def _insert_links(ledger: LedgerKey, *conditions: ColumnElement[bool]) -> Insert:
    buyer_side, seller_side = (_controller_of(LINK_TERMS.c[end]) for end in ("buyer", "seller"))
    signer = case(
        (and_(RECORD.c.party == buyer_side, RECORD.c.party == seller_side), int(LinkSigner.BOTH_ENDS)),
        (RECORD.c.party == buyer_side, int(LinkSigner.BUYER)),
        (RECORD.c.party == seller_side, int(LinkSigner.SELLER)),
        (LINK_TERMS.c.stated_by == literal_column("'published-list'"), int(LinkSigner.LIST)),
        else_=int(LinkSigner.OTHER),
    )
    values: dict[str, Any] = {
        "chain_id": RECORD.c.chain_id,
        "contract": RECORD.c.contract,
        "buyer": LINK_TERMS.c.buyer,
        "block_number": RECORD.c.block_number,
        "log_index": RECORD.c.log_index,
        "seller": LINK_TERMS.c.seller,
        "network": RECORD.c.subject,
        "uid": RECORD.c.uid,
        "document_hash": RECORD.c.document_hash,
        "valid_from": LINK_TERMS.c.valid_from,
        "valid_until": LINK_TERMS.c.valid_until,
        "recorded_at": RECORD.c.recorded_at,
        "revoked_at": literal(NO_END, SUPPLY_LINK.c.revoked_at.type),
        "party": RECORD.c.party,
        "signer": signer,
    }
    statement = (
        select(*values.values())
        .join(LINK_TERMS, _fits(RECORD))
        .where(of_ledger(RECORD, ledger), RECORD.c.schema_hash == _LINK_SCHEMA, *conditions)
    )
    return insert(SUPPLY_LINK).from_select(list(values), statement)


def _fits(record: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a table or an alias of it
    """Return the condition that a document is of a record: anyone may commit to a hash under another subject."""
    return and_(LINK_TERMS.c.document_hash == record.c.document_hash, LINK_TERMS.c.network == record.c.subject)


def _controller_of(subject: ColumnElement[bytes]) -> ScalarSelect[int]:
    return (
        select(CONTROLLER.c.controller)
        .where(same_ledger(CONTROLLER, RECORD), CONTROLLER.c.subject == subject, follows(RECORD, CONTROLLER))
        .order_by(CONTROLLER.c.block_number.desc(), CONTROLLER.c.log_index.desc())
        .limit(1)
        .correlate(RECORD, LINK_TERMS)
        .scalar_subquery()
    )


def _note_revocations(ledger: LedgerKey, *conditions: ColumnElement[bool]) -> Update:
    """R19 of docs/status-rule.md: by the party of the record, or the accreditor in its basis."""
    acts = _revocations(ledger, *conditions).subquery("acts")
    return (
        update(SUPPLY_LINK)
        .values(revoked_at=acts.c.revoked_at)
        .where(
            of_ledger(SUPPLY_LINK, ledger),
            SUPPLY_LINK.c.buyer == acts.c.buyer,
            SUPPLY_LINK.c.block_number == acts.c.block_number,
            SUPPLY_LINK.c.log_index == acts.c.log_index,
            SUPPLY_LINK.c.revoked_at > acts.c.revoked_at,
        )
    )


def _revocations(ledger: LedgerKey, *conditions: ColumnElement[bool]) -> Select[Any]:
    # Both are 8 bytes of a packed word (docs/history-format.md, 3.2): bits 0-63, and 112-175.
    party = func.substr(_ACT.c.basis, literal_column("25"), literal_column("8"), type_=LargeBinary)
    accreditor = func.substr(RECORD.c.basis, literal_column("11"), literal_column("8"), type_=LargeBinary)
    return (
        select(
            LINK_TERMS.c.buyer,
            RECORD.c.block_number,
            RECORD.c.log_index,
            func.min(_ACT.c.recorded_at).label("revoked_at"),
        )
        .select_from(_ACT)
        .join(
            RECORD, and_(same_ledger(RECORD, _ACT), RECORD.c.uid == _ACT.c.ref_uid, RECORD.c.subject == _ACT.c.subject)
        )
        .join(LINK_TERMS, _fits(RECORD))
        .where(
            of_ledger(_ACT, ledger),
            _ACT.c.schema_hash == _REVOCATION_SCHEMA,
            RECORD.c.schema_hash == _LINK_SCHEMA,
            follows(_ACT, RECORD),
            or_(_ACT.c.party == RECORD.c.party, party == accreditor),
            *conditions,
        )
        .group_by(LINK_TERMS.c.buyer, RECORD.c.block_number, RECORD.c.log_index)
    )


def _within(record: Any, after_block: int, up_to_block: int) -> ColumnElement[bool]:  # noqa: ANN401 - as above
    return and_(record.c.block_number > after_block, record.c.block_number <= up_to_block)


def _parts(subjects: Iterable[bytes]) -> Iterable[Sequence[bytes]]:
    wanted = sorted(set(subjects))
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
