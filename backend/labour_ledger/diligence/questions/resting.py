"""Every record that an answer rests on, in pages: what its rows name, the links followed, the sites counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.basis import AnswerBasis
from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.store.queries.page_tokens import PageTokenInvalid, decode_token, encode_token
from labour_ledger.store.results import LedgerKey

from .catalogue import question_named
from .grounds import Ground, grounds_of_rows, page_of_grounds
from .inquiry import Inquiry
from .model import Findings, Question
from .parameters import hold_against

RECORDS_FORMAT: Final = "labour-ledger/answer-records@1"
_AGAIN: Final = "Start again from the first page."
_OF_ROWS: Final = 0
"""Place of the rows' records in the listing; the grounds come after them."""


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """Some of the records that an answer rests on.

    Attributes:
        question: What was asked.
        asked: The parameters given, as text.
        grounds: Of this page: those of the rows first, then those of the answer as a whole.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on; its uids are those of this page.
    """

    question: Question
    asked: Mapping[str, str]
    grounds: tuple[Ground, ...]
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "format": RECORDS_FORMAT,
            "question": {"number": self.question.number, "name": self.question.name, "words": self.question.words},
            "asked": dict(self.asked),
            "items": [ground.to_json() for ground in self.grounds],
            "next": self.next,
            "basis": self.basis.to_json(),
        }


def records_of_answer(
    session: Session,
    ledger: LedgerKey,
    name: str,
    values: Mapping[str, str],
    *,
    after: str | None = None,
    limit: int = 50,
    tiers: TierSource | None = None,
) -> RecordsPage:
    """Return a page of the records that an answer rests on, by part of the answer and subject.

    Args:
        session: A reading session.
        ledger: The ledger.
        name: Name or number of the question.
        values: Texts of its parameters, by name.
        after: `next` of the page before.
        limit: Most subjects on the page.
        tiers: As for `asking.ask`.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
        InputError, NotFoundError, UnavailableError: As `asking.ask`.
    """
    if limit < 1:
        raise QuestionInvalid("limit: less than one", hint="Ask for at least one.", context={"field": "limit"})
    question = question_named(name)
    number, inner = _OF_ROWS, ""
    if after is not None:
        number, inner = (part for part in decode_token(after, (int, str)))  # type: ignore[assignment]
    if number < _OF_ROWS:
        raise PageTokenInvalid(f"the page {str(after)[:40]!r} belongs to another listing", hint=_AGAIN)
    own_pages = question.pages_itself and number == _OF_ROWS
    inquiry = Inquiry(
        session,
        ledger,
        hold_against(question, values),
        after=inner or None if own_pages else None,
        limit=limit if question.pages_itself else None,
        tiers=tiers,
    )
    findings = question.find(inquiry)
    if own_pages:
        grounds, following = _rows_of_page(findings), _after_own_page(findings)
    else:
        rows = grounds_of_rows(Findings((), {}) if question.pages_itself else findings)
        grounds, place = page_of_grounds((rows, *findings.grounds), (number, _subject(inner)), limit)
        following = None if place is None else encode_token(place[0], place[1].hex())
    uids = (uid for ground in grounds for uid in ground.uids)
    return RecordsPage(question, inquiry.given.values, tuple(grounds), following, inquiry.basis.resting_on(uids))


def _rows_of_page(findings: Findings) -> Sequence[Ground]:
    return [Ground("rows", row.subjects[0], row.uids) for row in findings.rows if row.uids and row.subjects]


def _after_own_page(findings: Findings) -> str | None:
    if findings.next is not None:
        return encode_token(_OF_ROWS, findings.next)
    return encode_token(_OF_ROWS + 1, "") if findings.grounds else None


def _subject(inner: str) -> bytes:
    try:
        return bytes.fromhex(inner)
    except ValueError as error:
        raise PageTokenInvalid("the page is not one of this listing", hint=_AGAIN) from error
