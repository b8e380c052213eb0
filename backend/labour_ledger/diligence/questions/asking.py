"""Answering: a question, its parameters and a place to go on from in; a page of the answer out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.results import LedgerKey

from .catalogue import question_named
from .dated_notes import notes_on_dates
from .grounds import few_records
from .inquiry import Inquiry
from .model import Answer, Findings, Key, Question, Row
from .parameters import hold_against

LONGEST_PAGE: Final = 1000


def ask(
    session: Session,
    ledger: LedgerKey,
    name: str,
    values: Mapping[str, str],
    *,
    after: str | None = None,
    limit: int | None = 50,
    tiers: TierSource | None = None,
) -> Answer:
    """Return a page of the answer to a question.

    Args:
        session: A reading session.
        ledger: The ledger.
        name: Name or number of the question.
        values: Texts of its parameters, by name.
        after: `next` of the page before.
        limit: Most rows on the page; None for all.
        tiers: A snapshot to answer about tiers from, used if it is as new as the index; None for the store.

    Raises:
        QuestionUnknown: There is no such question.
        QuestionInvalid: A parameter is missing, unreadable, or not one of this question.
        QuestionTooLarge: It is about more sites than an answer may be about.
        NotFoundError: A subject, schema, record or party that it names is not there.
        PageTokenInvalid: `after` is not from such a page.
        UnavailableError: There is no complete index to answer from.
    """
    question = question_named(name)
    given = hold_against(question, values)
    inquiry = Inquiry(session, ledger, given, after=after, limit=limit, tiers=tiers)
    findings = question.find(inquiry)
    if question.pages_itself:
        return _answer(inquiry, question, findings, list(findings.rows), findings.next, total=None)
    shown, following = _page(sorted(findings.rows, key=lambda row: row.key), after, limit)
    return _answer(inquiry, question, findings, shown, following, total=len(findings.rows))


def _answer(
    inquiry: Inquiry, question: Question, findings: Findings, rows: list[Row], following: str | None, total: int | None
) -> Answer:
    """Return the answer with some of its rows, which are completed."""
    if findings.complete is not None:
        rows = list(findings.complete(rows))
    few = few_records(findings.grounds)
    shown = _with_grounds(_with_sites(inquiry, question, rows), findings, few or ())
    subjects = dict.fromkeys([*findings.subjects, *(subject for row in shown for subject in row.subjects)])
    uids = (uid for some in (*(row.uids for row in shown), *(few or ())) for uid in some)
    of_grounds = (note for grounds in findings.grounds for note in grounds.notes)
    return Answer(
        question=question,
        asked=inquiry.given.values,
        rows=tuple(shown),
        total=total,
        summary=findings.summary,
        notes=(*notes_on_dates(inquiry), *findings.notes, *of_grounds),
        missing=findings.missing,
        proofs=tuple(subjects),
        next=following,
        names_all=few is not None,
        basis=inquiry.basis.resting_on(uids),
    )


def _with_sites(inquiry: Inquiry, question: Question, rows: Sequence[Row]) -> list[Row]:
    """Return rows with the cells of the sites that they are about, in the order of the question's columns."""
    inquiry.summaries(row.site for row in rows if row.site is not None)
    finished = []
    for row in rows:
        cells = {} if row.site is None else inquiry.site_cells(row.site)
        values = {**cells, **row.values}
        finished.append(replace(row, values={column.name: values[column.name] for column in question.columns}))
    return finished


def _with_grounds(rows: Sequence[Row], findings: Findings, few: Sequence[tuple[bytes, ...]]) -> list[Row]:
    """Return rows with the records of the grounds that are theirs."""
    own: dict[Key, tuple[bytes, ...]] = {}
    for grounds, uids in zip(findings.grounds, few, strict=False):
        if grounds.row is not None:
            own[grounds.row] = (*own.get(grounds.row, ()), *uids)
    return [replace(row, uids=tuple(dict.fromkeys((*row.uids, *own.get(row.key, ()))))) for row in rows]


def _page(rows: Sequence[Row], after: str | None, limit: int | None) -> tuple[list[Row], str | None]:
    start = 0
    if after is not None:
        place = _place(rows, after)
        start = sum(1 for row in rows if row.key <= place)
    if limit is None:
        return list(rows[start:]), None
    if limit < 1:
        raise QuestionInvalid("limit: less than one row", hint="Ask for at least one.", context={"field": "limit"})
    shown = list(rows[start : start + limit])
    return shown, encode_token(*shown[-1].key) if len(rows) > start + limit else None


def _place(rows: Sequence[Row], after: str) -> Key:
    # where no row is left there is no shape to compare with, and nothing to page through
    kinds = tuple(type(part) for part in rows[0].key) if rows else ()
    return tuple(decode_token(after, kinds)) if rows else ()
