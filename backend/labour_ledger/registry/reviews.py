"""The queue of rows that a person has to judge, and what follows from a judgement.

Nothing here reaches the chain: a judgement leads to aliases in the operator's own store, and to the content of a
`same-as` statement that somebody may sign. It writes in the unit of work that it is given and never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session

from labour_ledger.errors import InputError, NotFoundError
from labour_ledger.schemas.personal_data import refuse_personal_data
from labour_ledger.store.queries.aliases import Alias, AliasKind, forget_aliases, save_aliases
from labour_ledger.store.queries.reviews import (
    MatchReview,
    ReviewState,
    get_review,
    save_decision,
    save_reviews,
)
from labour_ledger.store.queries.subjects import subjects_by_id
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.document import JsonValue
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .lists.rows import ListedSite
from .matching.rows import MatchedRow, RowMatches, match_rows
from .planning import plan_sites
from .registrar_office import RegistrarOffice

SAME_AS_SCHEMA: Final = "ledger/same-as@1"
MATCHING: Final = "matching"
"""Who is named for a match that no person decided: the score did, and it is in the reason."""


class ReviewUnknown(NotFoundError):
    """No row is up for judgement under this name."""

    code = "review-unknown"


class DecisionInvalid(InputError):
    """A judgement lacks its reason, who made it, or the site; or names a site that is not registered."""

    code = "review-decision-invalid"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's judgement.

    Attributes:
        subject: The registered site that the row is; None where it is a new one.
        decided_by: Who decided.
        reason: Why.
    """

    subject: bytes | None
    decided_by: str
    reason: str


def keep_matches(session: Session, ledger: LedgerKey, matches: RowMatches, *, now: int) -> None:
    """Keep rows that are to be judged, and aliases of those that are the same.

    Args:
        session: Of a unit of work.
        ledger: The ledger.
        matches: What matching found.
        now: Unix seconds.
    """
    matched = [_matched(row, now) for row in matches.same]
    save_reviews(session, ledger, [review for _, review in matches.asked] + [review for review, _ in matched])
    save_aliases(session, ledger, [alias for _, aliases in matched for alias in aliases])


def match_and_keep(office: RegistrarOffice, sites: Sequence[ListedSite], *, now: int) -> RowMatches:
    """Compare the rows of a list with the registered sites, and keep what came out, before anything is registered.

    Args:
        office: The registrar, whose store is read and written.
        sites: Rows of one list.
        now: Unix seconds.

    Raises:
        SeedInvalid: The registrar's seed is not 32 bytes.
        StoreUnavailable: The store cannot be reached.
    """
    with office.store.reading() as session:
        plan = plan_sites(session, office.ledger, sites, registrar=office.registrar)
        matches = match_rows(session, office.ledger, sites, plan, now=now)
    with office.store.unit_of_work() as work:
        keep_matches(work.session, office.ledger, matches, now=now)
    return matches


def without_asked(sites: Sequence[ListedSite], matches: RowMatches) -> tuple[ListedSite, ...]:
    """Return the rows that need no person's judgement."""
    asked = {site.row_number for site, _ in matches.asked}
    return tuple(site for site in sites if site.row_number not in asked)


def decide(session: Session, ledger: LedgerKey, review_id: str, decision: Decision, *, now: int) -> MatchReview:
    """Write down what a person judged; the next import of the row follows it. An earlier judgement is taken back.

    Args:
        session: Of a unit of work.
        ledger: The ledger.
        review_id: Name of the review.
        decision: The judgement.
        now: Unix seconds.

    Returns:
        The review as it was before.

    Raises:
        ReviewUnknown: No such row is up for judgement.
        DecisionInvalid: Reason, person or site is missing, or the site is not registered.
        PersonalDataRefused: Reason or decider seem to hold personal data.
    """
    if not decision.reason.strip() or not decision.decided_by.strip():
        raise DecisionInvalid("a judgement needs a reason and who made it", hint="Give --reason and --by.")
    refuse_personal_data({"reason": decision.reason, "decidedBy": decision.decided_by}, "$")
    review = read_review(session, ledger, review_id)
    subject = decision.subject
    if subject is not None and subject not in subjects_by_id(session, ledger, [subject]):
        raise DecisionInvalid("the site of the judgement is not registered", hint="Register it first.")
    if review.subject is not None:
        forget_aliases(session, ledger, _judged_aliases(review, review.subject, decision, now))
    save_decision(
        session,
        ledger,
        review_id,
        state=ReviewState.NEW if subject is None else ReviewState.SAME,
        subject=subject,
        decided_by=decision.decided_by.strip(),
        decided_at=now,
        reason=decision.reason.strip(),
    )
    if subject is not None:
        save_aliases(session, ledger, _judged_aliases(review, subject, decision, now))
    return review


def same_as_content(matched_on: Iterable[str] = ("address", "operator")) -> dict[str, JsonValue]:
    """Return the content of a `same-as` statement about two sites that are both registered, for somebody to sign."""
    return {"reasonCode": "listed-under-two-names", "matchedOn": list(matched_on), "language": "en"}


def _matched(row: MatchedRow, now: int) -> tuple[MatchReview, tuple[Alias, ...]]:
    """Return a match that nobody was asked about, written down like a judgement so that a person can take it back."""
    decision = Decision(row.subject, MATCHING, f"score {row.candidate.score.total:.3f}")
    review = replace(
        row.review,
        state=ReviewState.SAME,
        subject=row.subject,
        decided_by=decision.decided_by,
        decided_at=now,
        reason=decision.reason,
    )
    return review, tuple(_judged_aliases(review, row.subject, decision, now))


def _judged_aliases(review: MatchReview, subject: bytes, decision: Decision, now: int) -> Iterable[Alias]:
    values = [(AliasKind.ROW, review.row_key)]
    values += [(AliasKind.NAME, name) for name in review.described["names"]]
    values += [(AliasKind.IDENTIFIER, identifier) for identifier in review.described["identifiers"]]
    for kind, value in values:
        yield Alias(kind, value, subject, review.list_title, decision.decided_by.strip(), now, decision.reason.strip())


def read_review(session: Session, ledger: LedgerKey, review_id: str) -> MatchReview:
    """Return one row that is or was up for judgement.

    Raises:
        ReviewUnknown: There is none of that name.
    """
    review = get_review(session, ledger, review_id)
    if review is None:
        raise ReviewUnknown(
            f"no row is up for judgement as {review_id[:40]!r}", hint="`labour-ledger sites review list` lists them."
        )
    return review


def best_candidate(review: MatchReview) -> bytes:
    """Return the site that a row resembles most, 32 bytes."""
    return bytes.fromhex(review.candidates[0]["subject"].removeprefix("0x"))


def review_json(review: MatchReview) -> dict[str, object]:
    """Return a review as plain JSON values; times are RFC 3339 in UTC."""
    return {
        "review": review.review_id,
        "list": review.list_title,
        "fileHash": to_hex(review.file_hash),
        "row": review.row_number,
        "described": dict(review.described),
        "candidates": [dict(candidate) for candidate in review.candidates],
        "state": review.state.value,
        "subject": None if review.subject is None else to_hex(review.subject),
        "decidedBy": review.decided_by or None,
        "decidedAt": None if review.decided_at is None else format_time(review.decided_at),
        "reason": review.reason or None,
        "createdAt": format_time(review.created_at),
    }
