"""All questions, by number and by name."""

from __future__ import annotations

import difflib
from typing import Final

from labour_ledger.errors import NotFoundError

from . import (
    assessors,
    audits,
    buyers,
    changed,
    contradictions,
    evidence,
    findings,
    issuers,
    listings,
    one_site,
    partial,
    upstream,
    watching,
)
from .model import Question

_FAMILIES: Final = (
    one_site,
    evidence,
    contradictions,
    findings,
    upstream,
    issuers,
    assessors,
    buyers,
    changed,
    listings,
    watching,
    audits,
    partial,
)
QUESTIONS: Final[tuple[Question, ...]] = tuple(
    sorted((question for family in _FAMILIES for question in family.QUESTIONS), key=lambda question: question.number)
)
"""In order of their numbers."""


class QuestionUnknown(NotFoundError):
    """No question has this name or number."""

    code = "question-unknown"


def question_named(name: str) -> Question:
    """Return a question by its name or its number.

    Raises:
        QuestionUnknown: There is none; the hint names those spelled like it.
    """
    for question in QUESTIONS:
        if name in (question.name, str(question.number)):
            return question
    lists = "`labour-ledger ask --list` and GET /v1/questions list them."
    near = difflib.get_close_matches(name, [question.name for question in QUESTIONS], n=3, cutoff=0.5)
    raise QuestionUnknown(
        f"there is no question {name[:60]!r}",
        hint=f"Did you mean {' or '.join(near)}?" if near else lists,
        context={"question": name[:60], "near": near},
    )
