"""What the imports of context and watch lists share: refused rows stop an import, and a report says which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .output import Output

if TYPE_CHECKING:
    from labour_ledger.registry.lists.rows import RowProblem
    from labour_ledger.store.queries.context import ListEdition

ListFiles = Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV files.", show_default=False)]
EditionOption = Annotated[
    str, typer.Option("--edition", help="Version or date of the list, as its publisher gives it.", show_default=False)
]
GoodRowsOption = Annotated[
    bool, typer.Option("--accept-good-rows", help="Keep the rows that are right although others are refused.")
]

_SHOWN_PROBLEMS = 30


def require_good_rows(file: Path, problems: Sequence[RowProblem], accept_good_rows: bool) -> None:
    """Stop an import because of refused rows, unless the others are wanted alone.

    Raises:
        ListRowsRefused: Rows were refused.
    """
    from labour_ledger.registry.context_lists import ListRowsRefused
    from labour_ledger.registry.lists.rows import ProblemSeverity

    refused = [problem for problem in problems if problem.severity is ProblemSeverity.REFUSED]
    if refused and not accept_good_rows:
        raise ListRowsRefused(file, refused)


def imported_json(source: ListEdition, problems: Sequence[RowProblem]) -> dict[str, object]:
    """Return what became of one file."""
    from labour_ledger.diligence.context import edition_json

    return {**edition_json(source), "problems": [problem.to_json() for problem in problems]}


def show_imported(output: Output, source: ListEdition, problems: Sequence[RowProblem]) -> None:
    """Print what became of one file."""
    output.line(f"{source.title} ({source.publisher}), edition {source.edition}: {source.row_count} rows kept")
    rows = [(str(found.row_number), found.field, found.severity.value, found.reason) for found in problems]
    if rows:
        output.table(("row", "field", "", "what"), rows[:_SHOWN_PROBLEMS])
    if len(rows) > _SHOWN_PROBLEMS:
        output.line(f"… and {len(rows) - _SHOWN_PROBLEMS} more; --json lists all")
