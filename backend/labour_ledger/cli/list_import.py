"""What the imports of context and watch lists share: refused rows stop an import, and a report says which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from .invocation import Invocation
from .output import Output

if TYPE_CHECKING:
    from sqlmodel import Session

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


class ReadList(Protocol):
    """A list in memory, of either sort."""

    @property
    def source(self) -> ListEdition:
        """The edition."""

    @property
    def problems(self) -> Sequence[RowProblem]:
        """Rows that were refused or noted, in row order."""


_Read = TypeVar("_Read", bound=ReadList)


def import_files(
    invocation: Invocation,
    files: Sequence[Path],
    read: Callable[[Path], _Read],
    save: Callable[[Session, _Read], None],
    *,
    accept_good_rows: bool,
    document_format: str,
    as_json: bool,
) -> None:
    """Read files, keep all of them or none, and print what became of each.

    Args:
        invocation: How the command was called.
        files: The lists.
        read: Reads one; all are read before any is kept.
        save: Keeps one in a session that is committed after the last.
        accept_good_rows: Keep the rows that are right although others are refused.
        document_format: Of the JSON document that is printed.
        as_json: Whether to print that document.

    Raises:
        ListRowsRefused: Rows were refused, and not only the others are wanted.
        InputError: A file cannot be read, or is no list of this sort.
    """
    from .connections import open_ledger

    lists = [(file, read(file)) for file in files]
    for file, found in lists:
        _require_good_rows(file, found.problems, accept_good_rows)
    with open_ledger(invocation.settings()) as ledger, ledger.store.unit_of_work() as work:
        for _, found in lists:
            save(work.session, found)

    def show(output: Output) -> None:
        for _, found in lists:
            _show_imported(output, found)

    document = {"format": document_format, "lists": [_imported_json(found) for _, found in lists]}
    invocation.output(as_json).result(document, show)


def _require_good_rows(file: Path, problems: Sequence[RowProblem], accept_good_rows: bool) -> None:
    from labour_ledger.registry.context_lists import ListRowsRefused
    from labour_ledger.registry.lists.rows import ProblemSeverity

    refused = [problem for problem in problems if problem.severity is ProblemSeverity.REFUSED]
    if refused and not accept_good_rows:
        raise ListRowsRefused(file, refused)


def _imported_json(found: ReadList) -> dict[str, object]:
    from labour_ledger.diligence.context import edition_json

    return {**edition_json(found.source), "problems": [problem.to_json() for problem in found.problems]}


def _show_imported(output: Output, found: ReadList) -> None:
    source = found.source
    output.line(f"{source.title} ({source.publisher}), edition {source.edition}: {source.row_count} rows kept")
    rows = [
        (str(problem.row_number), problem.field, problem.severity.value, problem.reason) for problem in found.problems
    ]
    if rows:
        output.table(("row", "field", "", "what"), rows[:_SHOWN_PROBLEMS])
    if len(rows) > _SHOWN_PROBLEMS:
        output.line(f"… and {len(rows) - _SHOWN_PROBLEMS} more; --json lists all")
