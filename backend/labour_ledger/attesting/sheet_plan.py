"""From the rows of a sheet to drafts: sites found, dates and outcomes read, every row checked.

Nothing is signed here. What only the chain knows is asked by `sheet_run`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, TypeVar

from labour_ledger.attesting.dates import parse_end, parse_start
from labour_ledger.attesting.draft import (
    NO_REFERENCE,
    Draft,
    Terms,
    consecutive_nonces,
    draft_attestation,
    parse_outcome,
)
from labour_ledger.attesting.sheet import RowProblem, Sheet, SheetRow
from labour_ledger.attesting.validate import Problem, find_problems, problem_of
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.document import canonical_json
from labour_ledger_verify.hexadecimal import parse_hex

Value = TypeVar("Value")

_COLUMN_OF_FIELD: Final = {
    "subject": "site",
    "validFrom": "valid_from",
    "validUntil": "valid_until",
    "refUid": "ref",
}


@dataclass(frozen=True, slots=True)
class SiteFound:
    """The subject that a name in a sheet means."""

    subject: bytes
    kind: SubjectKind | None


SiteFinder = Callable[[str], SiteFound]
"""Finds the subject that people name; raises an InputError when none or several are meant."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row that is ready to be signed."""

    number: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What a sheet would record, and the rows that cannot be."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[RowProblem, ...]


def plan_sheet(
    sheet: Sheet,
    *,
    find_site: SiteFinder,
    domain: Domain,
    issuer: bytes,
    now: int,
    done: Collection[int] = (),
) -> SheetPlan:
    """Return a draft for each row that can be taken, and why the others cannot.

    Args:
        sheet: As it was read; its problems are passed on.
        find_site: Finds the subject of a row.
        domain: Chain and contract.
        issuer: Address of the key that will sign all rows.
        now: Unix seconds; the chain's time where it is known.
        done: Numbers of the rows that earlier runs recorded or signed. They are not planned again, and a row that says
            the same as one of them is refused as it would have been then.
    """
    rows: list[PlannedRow] = []
    problems = list(sheet.problems)
    first_with: dict[bytes, int] = {}
    # nonces that follow one another cost the least: they share a slot on the chain
    for row, nonce in zip(sheet.rows, consecutive_nonces(len(sheet.rows)), strict=True):
        same = first_with.setdefault(_meaning(row), row.number)
        if same != row.number:
            twice = Problem("row-twice", "row", f"says the same as row {same}", "Remove one of the two.")
            problems.append(RowProblem(row.number, twice))
            continue
        if row.number in done:
            continue
        draft, found = _plan_row(row, find_site, domain, issuer, now, nonce)
        if draft is not None and not found:
            rows.append(PlannedRow(row.number, draft))
        problems += [RowProblem(row.number, problem) for problem in found]
    problems.sort(key=lambda problem: problem.row)
    return SheetPlan(tuple(rows), tuple(problems))


def _meaning(row: SheetRow) -> bytes:
    values = [row.site, row.schema_id, row.outcome, row.valid_from, row.valid_until, row.ref, row.content]
    return canonical_json(values)


def _plan_row(
    row: SheetRow, find_site: SiteFinder, domain: Domain, issuer: bytes, now: int, nonce: int
) -> tuple[Draft | None, list[Problem]]:
    problems: list[Problem] = []
    site = _attempt(lambda: find_site(row.site), "site", problems)
    terms = _terms(row, nonce, problems)
    if site is None or terms is None:
        return None, problems
    draft = _attempt(
        lambda: draft_attestation(
            row.schema_id, site.subject, row.content, domain=domain, issuer=issuer, now=now, terms=terms
        ),
        "outcome",
        problems,
    )
    if draft is not None:
        found = find_problems(draft.attestation, draft.document, now=now, subject_kind=site.kind)
        problems += [
            Problem(problem.name, _COLUMN_OF_FIELD.get(problem.field, problem.field), problem.message, problem.hint)
            for problem in found
        ]
    return draft, problems


def _terms(row: SheetRow, nonce: int, problems: list[Problem]) -> Terms | None:
    before = len(problems)
    outcome = _attempt(lambda: parse_outcome(row.outcome) if row.outcome else None, "outcome", problems)
    start = _attempt(
        lambda: parse_start(row.valid_from, "valid_from") if row.valid_from else None, "valid_from", problems
    )
    end = _attempt(
        lambda: parse_end(row.valid_until, "valid_until") if row.valid_until else None, "valid_until", problems
    )
    reference = _attempt(lambda: parse_hex(row.ref, 32, "ref") if row.ref else NO_REFERENCE, "ref", problems)
    if len(problems) > before or reference is None:
        return None
    return Terms(outcome=outcome, valid_from=start, valid_until=end, ref_uid=reference, nonce=nonce)


def _attempt(step: Callable[[], Value], column: str, problems: list[Problem]) -> Value | None:
    try:
        return step()
    except InputError as error:
        problems.append(problem_of(error, column))
    except verify_errors.InputError as error:
        problems.append(Problem(error.code, column, error.message, error.hint))
    return None
