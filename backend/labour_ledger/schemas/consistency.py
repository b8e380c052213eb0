"""Rules between the fields of a content, which JSON Schema cannot say.

Periods run forwards, a finding is as grave as its scheme's word says, and the sums of a worker survey never let a
reader work out a small group. This module must not repeat what the schemas say, and never puts a value from the
document into a message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger_verify.document import JsonValue

from .catalogue import load_schema
from .codes import Severity
from .json_path import child_path, join_path, walk

WORKER_VOICE: Final = "ledger/worker-voice@1"
SMALLEST_CELL: Final = 5
"""Fewer respondents than this in a cell could be recognised (docs/privacy.md)."""
_PERIODS: Final = (("performedFrom", "performedUntil"), ("plannedFrom", "plannedUntil"), ("from", "until"))


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong in a document.

    Attributes:
        path: JSON path of the place.
        message: What was expected there, in plain words; never the value found.
        hint: What to do; may be empty.
    """

    path: str
    message: str
    hint: str = ""


def find_inconsistencies(schema_id: str, content: JsonValue, path: str = "$.content") -> list[Violation]:
    """Return what fields of a content contradict or give away together.

    Args:
        schema_id: The schema of the document.
        content: A content that satisfies the JSON Schema of that id.
        path: Where the content is in the document.
    """
    found = list(_reversed_periods(content, path))
    found.extend(_softened_severities(schema_id, content, path))
    found.extend(_unknown_clauses(schema_id, content, path))
    if schema_id == WORKER_VOICE:
        for index, question in enumerate(content["questions"]):
            where = join_path(path, ["questions", index, "answers"])
            found.extend(_revealing_cells(question, content["respondents"], where))
    return found


def _reversed_periods(content: JsonValue, path: str) -> Iterator[Violation]:
    for node in walk(content, path):
        if not isinstance(node.value, dict):
            continue
        for start, end in _PERIODS:
            # ISO dates of one form compare as text
            if start in node.value and end in node.value and node.value[end] < node.value[start]:
                yield Violation(child_path(node.path, end), f"must not be before {start}")


def _softened_severities(schema_id: str, content: JsonValue, path: str) -> Iterator[Violation]:
    least_by_word = load_schema(schema_id).severities
    order = list(Severity)
    for index, finding in enumerate(content["findings"] if least_by_word else ()):
        least = least_by_word[finding["schemeSeverity"]]
        if order.index(Severity(finding["severity"])) < order.index(least):
            yield Violation(
                join_path(path, ["findings", index, "severity"]),
                f"must be {least.value} or graver, as the scheme's own word says",
                "Correct the severity, or the scheme's word beside it.",
            )


def _unknown_clauses(schema_id: str, content: JsonValue, path: str) -> Iterator[Violation]:
    clauses = load_schema(schema_id).clauses
    for index, finding in enumerate(content["findings"] if clauses else ()):
        clause = finding.get("requirement", "")
        if clause and not any(_begins(clause, code) for code in clauses):
            yield Violation(
                join_path(path, ["findings", index, "requirement"]),
                "must begin with a clause of the scheme",
                f"Clauses: {', '.join(clauses)}.",
            )


def _begins(clause: str, code: str) -> bool:
    """Return whether a clause is a code, or goes on from it: `PA1` is not the beginning of `PA11`."""
    rest = clause.removeprefix(code)
    return clause.startswith(code) and (not rest or not rest[0].isalnum() or (code.isalpha() and rest[0].isdigit()))


def _revealing_cells(question: Mapping[str, Any], respondents: int, path: str) -> Iterator[Violation]:
    answers = question["answers"]
    if len({answer["answer"] for answer in answers}) < len(answers):
        yield Violation(path, "the same answer must not appear twice", "Add the cells of one answer up.")
    for index, answer in enumerate(answers):
        if answer["respondents"] == respondents:
            yield Violation(
                join_path(path, [index, "respondents"]),
                "one answer by all respondents tells what each of them said",
                "Leave the question out.",
            )
    left_out = respondents - sum(answer["respondents"] for answer in answers)
    if left_out < 0:
        yield Violation(path, "the cells add up to more than the respondents")
    elif 0 < left_out < SMALLEST_CELL:
        yield Violation(
            path,
            f"the cell left out can be worked out, and is smaller than {SMALLEST_CELL}",
            "Leave out a second cell as well.",
        )
