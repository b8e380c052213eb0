"""One import of a list: plan, check, register, and a report of every row.

All or nothing, unless the good rows are wanted alone. It must not know list formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.errors import InputError, LedgerRefused
from labour_ledger_verify.hexadecimal import to_hex

from .lists.rows import ListedSite, ProblemSeverity, RowProblem
from .planning import PERSONAL_DATA, KnownBecause, KnownRow, RegistrationPlan, plan_sites
from .registrar_office import (
    ALREADY_REGISTERED,
    Progress,
    RegisteredSubjects,
    RegistrarOffice,
    check_registrations,
    register_subjects,
    send_registrations,
    sign_registrations,
)

__all__ = [
    "ImportReport",
    "RegistrarOffice",
    "RowsRefused",
    "RowsRefusedByLedger",
    "register_sites",
    "register_subjects",
]


_CORRECT_ROWS: Final = "Correct the rows, or choose to register the good rows only (--accept-good-rows)."


class RowsRefused(InputError):
    """Rows of a list cannot be registered, and the import was to be all or nothing."""

    code = "rows-refused"

    def __init__(self, problems: Sequence[RowProblem], *, hint: str = _CORRECT_ROWS) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row_number))
        rows = sorted({problem.row_number for problem in problems})
        first = self.problems[0]
        super().__init__(
            f"{'1 row' if len(rows) == 1 else f'{len(rows)} rows'} cannot be registered, so nothing was; first row "
            f"{first.row_number}, {first.field or 'whole row'}: {first.reason}",
            hint=hint,
            context={"rows": rows, "problems": [problem.to_json() for problem in self.problems]},
        )


class RowsRefusedByLedger(RowsRefused):
    """The contract refuses rows of a list that are right in themselves, and the import was to be all or nothing."""

    code = "rows-refused-by-ledger"
    exit_code = LedgerRefused.exit_code

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(problems, hint=min(problems, key=_row_number).hint)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a list.

    Attributes:
        taken: Subjects registered now, by row.
        known: Rows whose site is a subject already.
        refused: Why rows were not registered.
        noted: Oddities of rows that were taken all the same.
        subject_of_row: The subject of each row that has one.
        gas_used: Gas units of all transactions.
        transaction_count: How many there were.
    """

    taken: Mapping[int, bytes]
    known: tuple[KnownRow, ...]
    refused: tuple[RowProblem, ...]
    noted: tuple[RowProblem, ...]
    subject_of_row: Mapping[int, bytes]
    gas_used: int
    transaction_count: int

    def to_json(self) -> dict[str, object]:
        """Return the report as plain JSON values; rows in the order of the file."""
        return {
            "taken": [{"row": row, "subject": to_hex(subject)} for row, subject in sorted(self.taken.items())],
            "known": [
                {"row": row.row_number, "subject": to_hex(row.subject), "because": row.because.value}
                for row in self.known
            ],
            "refused": [problem.to_json() for problem in sorted(self.refused, key=_row_number)],
            "noted": [problem.to_json() for problem in sorted(self.noted, key=_row_number)],
            "gasUsed": self.gas_used,
            "transactions": self.transaction_count,
        }


def register_sites(
    office: RegistrarOffice,
    sites: Sequence[ListedSite],
    problems: Sequence[RowProblem],
    *,
    now: int,
    accept_good_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Register the sites of a list that are not registered yet.

    Args:
        office: The registrar.
        sites: Rows that the reader took.
        problems: What the reader refused or noted; refused rows stop the import unless good rows are accepted.
        now: Unix seconds, the chain's time.
        accept_good_rows: Register the rows that can be, although others cannot.
        progress: Told as subjects get registered.

    Raises:
        RowsRefused: Rows cannot be registered and `accept_good_rows` is false; nothing was sent or kept.
        RowsRefusedByLedger: As above, and none but the contract refuses them.
        ContractRefusal: The ledger changed while sending; earlier subjects are registered, import again.
        UnavailableError: The node or the store fails.
    """
    with office.store.reading() as session:
        plan = plan_sites(session, office.ledger, sites, registrar=office.registrar)
    found = _without_personal_data([*problems, *plan.problems])
    if not accept_good_rows:
        _require_none_refused(found, RowsRefused)
    signed = sign_registrations(office, plan.planned, now=now)
    refusals = check_registrations(office, plan.planned, signed)
    found.extend(_refused_rows(plan, refusals))
    if not accept_good_rows:
        _require_none_refused(found, RowsRefusedByLedger)
    registered = send_registrations(office, plan.planned, signed, refusals, now, progress)
    return _report(plan, registered, found)


def _refused_rows(plan: RegistrationPlan, refusals: Mapping[bytes, ContractRefusal]) -> list[RowProblem]:
    """Return a refusal for each row whose registration the contract refuses; one it has already is none."""
    problems = []
    for row_number, subject in plan.subject_of_row.items():
        refusal = refusals.get(subject)
        if refusal is not None and refusal.name != ALREADY_REGISTERED:
            code = refusal.name or refusal.code
            problems.append(
                RowProblem(row_number, "", code, "", refusal.message, ProblemSeverity.REFUSED, refusal.hint)
            )
    return problems


def _row_number(problem: RowProblem) -> int:
    return problem.row_number


def _without_personal_data(problems: Sequence[RowProblem]) -> list[RowProblem]:
    """Return the problems without what stood in rows that seem to hold personal data: a report is passed on."""
    rows = {problem.row_number for problem in problems if problem.code == PERSONAL_DATA}
    return [replace(problem, found="") if problem.row_number in rows else problem for problem in problems]


def _require_none_refused(problems: Sequence[RowProblem], error: type[RowsRefused]) -> None:
    refused = [problem for problem in problems if problem.severity is ProblemSeverity.REFUSED]
    if refused:
        raise error(refused)


def _report(plan: RegistrationPlan, registered: RegisteredSubjects, problems: Sequence[RowProblem]) -> ImportReport:
    known_rows = {row.row_number for row in plan.known}
    known_now = frozenset(registered.known)
    known = [row for row in plan.known if row.subject not in registered.refused]
    taken: dict[int, bytes] = {}
    for row_number, subject in plan.subject_of_row.items():
        if row_number in known_rows or subject in registered.refused:
            continue
        if subject in known_now:
            known.append(KnownRow(row_number, subject, KnownBecause.REGISTERED))
        else:
            taken[row_number] = subject
    return ImportReport(
        taken=taken,
        known=tuple(sorted(known, key=lambda row: row.row_number)),
        refused=tuple(problem for problem in problems if problem.severity is ProblemSeverity.REFUSED),
        noted=tuple(problem for problem in problems if problem.severity is ProblemSeverity.NOTED),
        subject_of_row={
            row_number: subject
            for row_number, subject in plan.subject_of_row.items()
            if subject not in registered.refused
        },
        gas_used=registered.gas_used,
        transaction_count=len(registered.transactions),
    )
