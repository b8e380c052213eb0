"""Rows of a list against the sites that are registered: the same, to be asked, or new.

It reads the store and writes nothing; `registry.reviews` keeps what came out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.registry.identity import address_line
from labour_ledger.registry.lists.rows import ListedSite
from labour_ledger.registry.planned_subject import PlannedSubject
from labour_ledger.registry.planning import RegistrationPlan
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries.descriptions import describe_subjects
from labour_ledger.store.queries.reviews import MatchReview, ReviewState, reviews_by_id
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

from .candidates import Candidate, CandidateIndex, Known
from .outcome import THRESHOLDS, Outcome, Thresholds
from .score import Described

_REVIEW_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row and the registered site that it is.

    Attributes:
        site: The row.
        subject: The site, 32 bytes.
        candidate: With the score that says so.
        review: The row and its candidates as they are kept.
    """

    site: ListedSite
    subject: bytes
    candidate: Candidate[bytes]
    review: MatchReview


@dataclass(frozen=True, slots=True)
class RowMatches:
    """What became of the rows that were neither registered nor known.

    Attributes:
        same: Rows that are registered sites.
        asked: Rows that a person has to judge, with their candidates; not to be registered until then.
        new: Rows that resemble nothing, or that a person said are new.
    """

    same: tuple[MatchedRow, ...]
    asked: tuple[tuple[ListedSite, MatchReview], ...]
    new: tuple[ListedSite, ...]

    def to_json(self) -> dict[str, object]:
        """Return the rows that are not new as plain JSON values."""
        return {
            "same": [
                {
                    "row": row.site.row_number,
                    "review": row.review.review_id,
                    "subject": to_hex(row.subject),
                    "handle": handle_of(row.subject),
                    "score": row.candidate.score.to_json(),
                }
                for row in self.same
            ],
            "asked": [
                {"row": site.row_number, "review": review.review_id, "candidates": list(review.candidates)}
                for site, review in self.asked
            ],
        }


def match_rows(
    session: Session,
    ledger: LedgerKey,
    sites: Sequence[ListedSite],
    plan: RegistrationPlan,
    *,
    now: int,
    thresholds: Thresholds = THRESHOLDS,
) -> RowMatches:
    """Compare the rows that a plan would register with the sites that are registered, and with each other.

    Args:
        session: A reading session; the index should be up to date.
        ledger: The ledger.
        sites: Rows of one list.
        plan: What would be registered of them.
        now: Unix seconds.
        thresholds: Where the outcomes begin.
    """
    planned = {subject.subject: subject for subject in plan.planned}
    known = {row.row_number for row in plan.known}
    unknown = [
        (site, planned[plan.subject_of_row[site.row_number]])
        for site in sites
        if site.row_number not in known and plan.subject_of_row.get(site.row_number) in planned
    ]
    if not unknown:
        return RowMatches((), (), ())
    decided = reviews_by_id(session, ledger, (review_id(site.key) for site, _ in unknown))
    sorter = _Sorter(_registered(session, ledger, thresholds), frozenset(planned), decided, now)
    for site, subject in unknown:
        sorter.add(site, subject)
    return RowMatches(tuple(sorter.same), tuple(sorter.asked), tuple(sorter.new))


def review_id(row_key: str) -> str:
    """Return the short name under which a row is judged: the same row has the same one in every import."""
    return hashlib.sha256(row_key.encode()).hexdigest()[:_REVIEW_DIGITS]


def describe_row(site: ListedSite) -> Described:
    """Return a row as it is compared."""
    return Described(
        names=(site.name, *site.alternative_names),
        country=site.country,
        address=address_line(site.address),
        latitude=site.latitude,
        longitude=site.longitude,
        identifiers=frozenset(str(identifier) for identifier in site.identifiers),
    )


def _registered(session: Session, ledger: LedgerKey, thresholds: Thresholds) -> CandidateIndex[bytes]:
    found = describe_subjects(session, ledger, kinds=[SubjectKind.SITE.value])
    known = (
        Known(
            one.subject,
            Described(one.names, one.country, one.address, one.latitude, one.longitude, one.identifiers),
        )
        for one in found
        if one.names
    )
    return CandidateIndex(known, thresholds)


class _Sorter:
    """Takes rows one by one; a row that is new becomes known to the rows after it."""

    def __init__(
        self,
        index: CandidateIndex[bytes],
        planned: frozenset[bytes],
        decided: Mapping[str, MatchReview],
        now: int,
    ) -> None:
        self.same: list[MatchedRow] = []
        self.asked: list[tuple[ListedSite, MatchReview]] = []
        self.new: list[ListedSite] = []
        self._index = index
        self._planned = planned
        self._decided = decided
        self._now = now

    def add(self, site: ListedSite, subject: PlannedSubject) -> None:
        described = describe_row(site)
        review = self._decided.get(review_id(site.key))
        candidates = self._index.find(described)
        if not candidates or (review is not None and review.state is ReviewState.NEW):
            self.new.append(site)
            self._index.add(Known(subject.subject, described))
        elif self._is_same(candidates):
            kept = _review(site, candidates, self._now)
            self.same.append(MatchedRow(site, candidates[0].known.key, candidates[0], kept))
        else:
            self.asked.append((site, _review(site, candidates, self._now)))

    def _is_same(self, candidates: Sequence[Candidate[bytes]]) -> bool:
        """Return whether exactly one site is the same, and not only one that stands in the same list."""
        same = [candidate for candidate in candidates if candidate.outcome is Outcome.SAME]
        return len(same) == 1 and same[0] is candidates[0] and same[0].known.key not in self._planned


def _review(site: ListedSite, candidates: Sequence[Candidate[bytes]], now: int) -> MatchReview:
    described = describe_row(site)
    return MatchReview(
        review_id=review_id(site.key),
        row_key=site.key,
        list_title=site.source.title,
        file_hash=site.source.file_hash,
        row_number=site.row_number,
        described={
            "names": list(described.names),
            "country": described.country,
            "address": described.address,
            "latitude": described.latitude,
            "longitude": described.longitude,
            "identifiers": sorted(described.identifiers),
        },
        candidates=tuple(
            {
                "subject": to_hex(candidate.known.key),
                "handle": handle_of(candidate.known.key),
                "names": list(candidate.known.described.names),
                "country": candidate.known.described.country,
                "address": candidate.known.described.address,
                "score": candidate.score.to_json(),
            }
            for candidate in candidates
        ),
        state=ReviewState.OPEN,
        subject=None,
        decided_by="",
        decided_at=None,
        reason="",
        created_at=now,
    )
