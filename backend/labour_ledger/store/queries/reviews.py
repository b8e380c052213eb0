"""Rows of lists that a person has to judge: kept, listed, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select, update
from sqlmodel import Session

from labour_ledger.store.own_review_tables import OwnMatchReview
from labour_ledger.store.results import LedgerKey, Page
from labour_ledger.store.tables import table_of

from .page_tokens import decode_token, encode_token
from .statements import AnyRow, of_ledger
from .writing import replace_rows

REVIEW: Final = table_of(OwnMatchReview)
_CHUNK: Final = 500


class ReviewState(StrEnum):
    """Whether a person has decided, and what."""

    OPEN = "open"
    SAME = "same"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class MatchReview:
    """A row that may be a known site.

    Attributes:
        review_id: Short name of the review, the same whenever the same row is imported.
        row_key: What makes two rows of its family of lists the same site.
        list_title: The list.
        file_hash: SHA-256 of the file it was last read from, 32 bytes.
        row_number: Row of that file, the header is row 1.
        described: What the row says, as plain JSON values.
        candidates: Sites it may be, best first, as plain JSON values: subject, name, score, parts of the score.
        state: Whether it is decided, and what.
        subject: The site it was decided to be, else None.
        decided_by: Who decided, or "".
        decided_at: When, Unix seconds, else None.
        reason: Why, or "".
        created_at: When the row was put up, Unix seconds.
    """

    review_id: str
    row_key: str
    list_title: str
    file_hash: bytes
    row_number: int
    described: Mapping[str, Any]
    candidates: tuple[Mapping[str, Any], ...]
    state: ReviewState
    subject: bytes | None
    decided_by: str
    decided_at: int | None
    reason: str
    created_at: int


def save_reviews(session: Session, ledger: LedgerKey, reviews: Iterable[MatchReview]) -> None:
    """Put up rows for judgement, replacing what was held of the same rows; callers keep decided ones out."""
    rows = [
        {
            "chain_id": ledger.chain_id,
            "contract": ledger.contract,
            "review_id": review.review_id,
            "row_key": review.row_key,
            "list_title": review.list_title,
            "file_hash": review.file_hash,
            "row_number": review.row_number,
            "described": json.dumps(review.described, ensure_ascii=False),
            "candidates": json.dumps(review.candidates, ensure_ascii=False),
            "state": review.state.value,
            "subject": review.subject,
            "decided_by": review.decided_by,
            "decided_at": review.decided_at,
            "reason": review.reason,
            "created_at": review.created_at,
        }
        for review in reviews
    ]
    replace_rows(session, REVIEW, rows)


def save_decision(
    session: Session,
    ledger: LedgerKey,
    review_id: str,
    *,
    state: ReviewState,
    subject: bytes | None,
    decided_by: str,
    decided_at: int,
    reason: str,
) -> None:
    """Write what a person decided about a row; an earlier decision is replaced."""
    session.execute(
        update(REVIEW)
        .where(of_ledger(REVIEW, ledger), REVIEW.c.review_id == review_id)
        .values(state=state.value, subject=subject, decided_by=decided_by, decided_at=decided_at, reason=reason)
    )


def get_review(session: Session, ledger: LedgerKey, review_id: str) -> MatchReview | None:
    """Return one review, or None."""
    row = session.execute(
        select(REVIEW).where(of_ledger(REVIEW, ledger), REVIEW.c.review_id == review_id)
    ).one_or_none()
    return None if row is None else _review(row)


def reviews_by_id(session: Session, ledger: LedgerKey, review_ids: Iterable[str]) -> Mapping[str, MatchReview]:
    """Return those of these reviews that there are."""
    wanted = sorted(set(review_ids))
    found: dict[str, MatchReview] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = REVIEW.c.review_id.in_(wanted[start : start + _CHUNK])
        for row in session.execute(select(REVIEW).where(of_ledger(REVIEW, ledger), chunk)):
            found[row.review_id] = _review(row)
    return found


def list_reviews(
    session: Session, ledger: LedgerKey, *, state: ReviewState | None = None, after: str | None = None, limit: int = 50
) -> Page[MatchReview]:
    """Return a page of reviews, oldest first.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
    """
    statement = select(REVIEW).where(of_ledger(REVIEW, ledger))
    if state is not None:
        statement = statement.where(REVIEW.c.state == state.value)
    if after is not None:
        created_at, row_number, review_id = decode_token(after, (int, int, str))
        statement = statement.where(
            (REVIEW.c.created_at > created_at)
            | (REVIEW.c.created_at == created_at) & (REVIEW.c.row_number > row_number)
            | (REVIEW.c.created_at == created_at)
            & (REVIEW.c.row_number == row_number)
            & (REVIEW.c.review_id > review_id)
        )
    order = (REVIEW.c.created_at, REVIEW.c.row_number, REVIEW.c.review_id)
    rows = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    items = tuple(_review(row) for row in rows[:limit])
    last = items[-1] if rows[limit:] else None
    token = None if last is None else encode_token(last.created_at, last.row_number, last.review_id)
    return Page(items, token)


def _review(row: AnyRow) -> MatchReview:
    return MatchReview(
        review_id=row.review_id,
        row_key=row.row_key,
        list_title=row.list_title,
        file_hash=row.file_hash,
        row_number=row.row_number,
        described=json.loads(row.described),
        candidates=tuple(json.loads(row.candidates)),
        state=ReviewState(row.state),
        subject=row.subject,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        created_at=row.created_at,
    )
