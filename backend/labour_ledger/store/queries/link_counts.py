"""Links counted by seller, and named: those between all buyers and some sellers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.results import LedgerKey

from .statements import SUBJECT, SUPPLY_LINK, of_ledger

_AT_ONCE: Final = 500


def buyers_counted(
    session: Session, ledger: LedgerKey, *, valid_at: int, known_at: int, least: int = 1, limit: int
) -> dict[bytes, int]:
    """Return how many buyers each registered seller has on a date, for sellers with at least so many.

    Args:
        session: A reading session.
        ledger: The ledger.
        valid_at: Only links whose period holds this time, Unix seconds.
        known_at: Only links recorded, and not revoked, by this time, Unix seconds.
        least: Fewest buyers.
        limit: At most so many sellers, in order of bytes.
    """
    buyers = func.count(SUPPLY_LINK.c.buyer.distinct())
    statement = (
        select(SUPPLY_LINK.c.seller, buyers)
        .where(of_ledger(SUPPLY_LINK, ledger), in_force(valid_at, known_at), _is_registered(ledger, known_at))
        .group_by(SUPPLY_LINK.c.seller)
        .having(buyers >= least)
        .order_by(SUPPLY_LINK.c.seller)
        .limit(limit)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def sellers_counted(session: Session, ledger: LedgerKey, *, valid_at: int, known_at: int) -> int:
    """Return how many registered subjects sell to somebody on a date."""
    statement = select(func.count(SUPPLY_LINK.c.seller.distinct())).where(
        of_ledger(SUPPLY_LINK, ledger), in_force(valid_at, known_at), _is_registered(ledger, known_at)
    )
    found: int = session.execute(statement).scalar_one()
    return found


def pairs_of_sellers(
    session: Session, ledger: LedgerKey, sellers: Collection[bytes], *, valid_at: int, known_at: int
) -> Iterator[LinkedPair]:
    """Yield every pair of a buyer with one of some sellers, each once."""
    wanted = sorted(set(sellers))
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(SUPPLY_LINK.c.buyer, SUPPLY_LINK.c.seller)
            .distinct()
            .where(
                of_ledger(SUPPLY_LINK, ledger),
                SUPPLY_LINK.c.seller.in_(wanted[start : start + _AT_ONCE]),
                in_force(valid_at, known_at),
            )
            .order_by(SUPPLY_LINK.c.seller, SUPPLY_LINK.c.buyer)
        )
        for row in session.execute(statement):
            yield LinkedPair(row.buyer, row.seller)


def uids_of_pairs(
    session: Session, ledger: LedgerKey, sellers: Collection[bytes], *, valid_at: int, known_at: int
) -> Iterator[tuple[LinkedPair, bytes]]:
    """Yield every link to one of some sellers that is in force: the pair that it joins, and its uid."""
    wanted = sorted(set(sellers))
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(SUPPLY_LINK.c.buyer, SUPPLY_LINK.c.seller, SUPPLY_LINK.c.uid)
            .where(
                of_ledger(SUPPLY_LINK, ledger),
                SUPPLY_LINK.c.seller.in_(wanted[start : start + _AT_ONCE]),
                in_force(valid_at, known_at),
            )
            .order_by(SUPPLY_LINK.c.seller, SUPPLY_LINK.c.buyer, SUPPLY_LINK.c.uid)
        )
        for row in session.execute(statement):
            yield LinkedPair(row.buyer, row.seller), row.uid


def _is_registered(ledger: LedgerKey, known_at: int) -> ColumnElement[bool]:
    """Return the condition that the seller of a link was registered by a time, Unix seconds."""
    registered = select(SUBJECT.c.subject).where(of_ledger(SUBJECT, ledger), SUBJECT.c.recorded_at <= known_at)
    return SUPPLY_LINK.c.seller.in_(registered)


def in_force(valid_at: int, known_at: int) -> ColumnElement[bool]:
    """Return the condition that a link is in force on a date, as known on a date (Unix seconds)."""
    return and_(
        SUPPLY_LINK.c.valid_from <= valid_at,
        SUPPLY_LINK.c.valid_until > valid_at,
        SUPPLY_LINK.c.recorded_at <= known_at,
        SUPPLY_LINK.c.revoked_at > known_at,
    )
