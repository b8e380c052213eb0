"""Supply links and what lies upstream of a buyer, on a date, as known on a date.

A link is in force at a time if its period holds the time, it was recorded by the time of knowledge, and nobody who may
had revoked it by then. Two records of the same buyer and seller are two links and one pair.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_
from sqlmodel import Session

from labour_ledger.store.link_results import LinkedPair, LinkFilter, LinkSigner, SupplyLink
from labour_ledger.store.link_terms import NO_END
from labour_ledger.store.results import LedgerKey, Page, Position

from .page_tokens import decode_token, encode_token
from .statements import LINK_TERMS, SUBJECT, SUPPLY_LINK, AnyRow, of_ledger

_AT_ONCE: Final = 500


def supply_links(
    session: Session, ledger: LedgerKey, wanted: LinkFilter, *, after: str | None = None, limit: int = 100
) -> Page[SupplyLink]:
    """Return a page of links in chain order.

    Args:
        session: A reading session.
        ledger: The ledger.
        wanted: Which ones.
        after: `next` of the page before.
        limit: Most items on the page.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
    """
    place = tuple_(SUPPLY_LINK.c.block_number, SUPPLY_LINK.c.log_index)
    statement = (
        select(SUPPLY_LINK, LINK_TERMS.c.goods, LINK_TERMS.c.stated_by)
        .join(LINK_TERMS, LINK_TERMS.c.document_hash == SUPPLY_LINK.c.document_hash)
        .where(of_ledger(SUPPLY_LINK, ledger), *_conditions(wanted))
    )
    if after is not None:
        statement = statement.where(place > tuple_(*map(literal, decode_token(after, (int, int)))))
    statement = statement.order_by(SUPPLY_LINK.c.block_number, SUPPLY_LINK.c.log_index)
    rows = session.execute(statement.limit(limit + 1)).all()
    more = rows[limit:] and rows[:limit]
    token = encode_token(more[-1].block_number, more[-1].log_index) if more else None
    return Page(tuple(_link(row) for row in rows[:limit]), token)


def count_links(session: Session, ledger: LedgerKey, wanted: LinkFilter) -> int:
    """Return how many links there are of some kind."""
    statement = select(func.count()).select_from(SUPPLY_LINK).where(of_ledger(SUPPLY_LINK, ledger))
    count: int = session.execute(statement.where(*_conditions(wanted))).scalar_one()
    return count


def pairs_upstream(
    session: Session,
    ledger: LedgerKey,
    root: bytes,
    *,
    valid_at: int,
    known_at: int,
    deepest: int | None = None,
    most: int | None = None,
) -> tuple[LinkedPair, ...]:
    """Return every pair between subjects that are upstream of one, through all tiers, each once, in order of bytes.

    Args:
        session: A reading session.
        ledger: The ledger.
        root: The subject whose suppliers, their suppliers and so on are wanted, 32 bytes.
        valid_at: Only links whose period holds this time, Unix seconds.
        known_at: Only links recorded, and not revoked, by this time, Unix seconds.
        deepest: The last tier that is looked at; None for all.
        most: Ends the walk with the tier in which there are more subjects than so many; None for no end.
    """
    pairs: set[tuple[bytes, bytes]] = set()
    reached, tier, depth = {root}, [root], 0
    # a statement for each tier and not one that calls itself: SQLite would read all links for a filter of them first
    while tier and depth != deepest and (most is None or len(reached) <= most):
        sellers: set[bytes] = set()
        for start in range(0, len(tier), _AT_ONCE):
            statement = select(SUPPLY_LINK.c.buyer, SUPPLY_LINK.c.seller).where(
                of_ledger(SUPPLY_LINK, ledger),
                SUPPLY_LINK.c.buyer.in_(tier[start : start + _AT_ONCE]),
                _in_force(valid_at, known_at),
            )
            for buyer, seller in session.execute(statement):
                pairs.add((buyer, seller))
                sellers.add(seller)
        tier = sorted(sellers - reached)
        reached |= sellers
        depth += 1
    return tuple(LinkedPair(buyer, seller) for buyer, seller in sorted(pairs))


def suppliers_of(
    session: Session, ledger: LedgerKey, buyers: Iterable[bytes], *, valid_at: int, known_at: int
) -> Mapping[bytes, tuple[bytes, ...]]:
    """Return the direct suppliers of some buyers, in order of bytes; buyers without any are left out."""
    found: dict[bytes, list[bytes]] = {}
    wanted = sorted(set(buyers))
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(SUPPLY_LINK.c.buyer, SUPPLY_LINK.c.seller)
            .distinct()
            .where(
                of_ledger(SUPPLY_LINK, ledger),
                SUPPLY_LINK.c.buyer.in_(wanted[start : start + _AT_ONCE]),
                _in_force(valid_at, known_at),
            )
            .order_by(SUPPLY_LINK.c.buyer, SUPPLY_LINK.c.seller)
        )
        for row in session.execute(statement):
            found.setdefault(row.buyer, []).append(row.seller)
    return {buyer: tuple(sellers) for buyer, sellers in found.items()}


def buyers_of(session: Session, ledger: LedgerKey, seller: bytes, *, valid_at: int, known_at: int) -> tuple[bytes, ...]:
    """Return the direct buyers of a seller, each once, in order of bytes."""
    statement = (
        select(SUPPLY_LINK.c.buyer)
        .distinct()
        .where(of_ledger(SUPPLY_LINK, ledger), SUPPLY_LINK.c.seller == seller, _in_force(valid_at, known_at))
        .order_by(SUPPLY_LINK.c.buyer)
    )
    return tuple(session.execute(statement).scalars())


def networks_of_buyer(session: Session, ledger: LedgerKey, buyer: bytes) -> tuple[bytes, ...]:
    """Return the networks under which links to a buyer are recorded, in order of bytes."""
    statement = select(SUPPLY_LINK.c.network).distinct().where(of_ledger(SUPPLY_LINK, ledger))
    statement = statement.where(SUPPLY_LINK.c.buyer == buyer).order_by(SUPPLY_LINK.c.network)
    return tuple(session.execute(statement).scalars())


def registered_by(session: Session, ledger: LedgerKey, subjects: Iterable[bytes], known_at: int) -> frozenset[bytes]:
    """Return those subjects that were registered by a time, Unix seconds."""
    wanted = sorted(set(subjects))
    found: set[bytes] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        statement = select(SUBJECT.c.subject).where(
            of_ledger(SUBJECT, ledger),
            SUBJECT.c.subject.in_(wanted[start : start + _AT_ONCE]),
            SUBJECT.c.recorded_at <= known_at,
        )
        found.update(session.execute(statement).scalars())
    return frozenset(found)


def _in_force(valid_at: int, known_at: int) -> ColumnElement[bool]:
    return and_(
        SUPPLY_LINK.c.valid_from <= valid_at,
        SUPPLY_LINK.c.valid_until > valid_at,
        SUPPLY_LINK.c.recorded_at <= known_at,
        SUPPLY_LINK.c.revoked_at > known_at,
    )


def _conditions(wanted: LinkFilter) -> list[ColumnElement[bool]]:
    link = SUPPLY_LINK.c
    ends = ((link.network, wanted.network), (link.buyer, wanted.buyer), (link.seller, wanted.seller))
    found: list[ColumnElement[bool]] = [column == value for column, value in ends if value is not None]
    if wanted.valid_at is not None:
        found.append(and_(link.valid_from <= wanted.valid_at, link.valid_until > wanted.valid_at))
    if wanted.known_at is not None:
        found.append(link.recorded_at <= wanted.known_at)
    if not wanted.with_revoked:
        found.append(link.revoked_at > (NO_END - 1 if wanted.known_at is None else wanted.known_at))
    return found


def _link(row: AnyRow) -> SupplyLink:
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("uid", "network", "buyer", "seller", "valid_from", "recorded_at", "party", "stated_by")
    }
    return SupplyLink(
        position=Position(row.block_number, row.log_index),
        goods=tuple(json.loads(row.goods)),
        valid_until=None if row.valid_until == NO_END else row.valid_until,
        revoked_at=None if row.revoked_at == NO_END else row.revoked_at,
        signer=LinkSigner(row.signer),
        document_hash=row.document_hash,
        **values,
    )
