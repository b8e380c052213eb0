"""`labour-ledger attest import`: record a sheet of attestations, with a report for each row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .files import read_input
from .invocation import JsonOption, invocation_of
from .options import DryRunOption, KeyOption, RelayOption, RelayPasswordFile
from .output import Output, counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.sheet_import import SheetReport

ROWS_REFUSED_EXIT = 2
REFUSED_BY_LEDGER_EXIT = 3


def import_sheet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV file with the columns named above.", show_default=False)],
    key: KeyOption,
    password_file: PasswordFile = None,
    dry_run: DryRunOption = False,
    accept_good_rows: Annotated[
        bool, typer.Option("--accept-good-rows", help="Record the rows that are right although others are refused.")
    ] = False,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Sign and record many attestations from a sheet: all of them, or none and a reason for each refused row.

    Example: labour-ledger attest import audits.csv --key certifier --dry-run

    Columns: site, schema, outcome, valid_from, valid_until, ref, and the content, either as JSON in one column content
    or one column a field: content.technique, content.sample.interviewsPrivate. Lists stand between semicolons.

    An interrupted import is taken up again by running it again: no row is recorded twice.
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.sheet import read_sheet
    from labour_ledger.attesting.sheet_import import SheetOrder
    from labour_ledger.attesting.sheet_import import import_sheet as run_import
    from labour_ledger.attesting.sheet_run import sheet_id

    from .connections import open_ledger, open_submitter, unlock_key
    from .sheet_progress import ShownProgress
    from .subjects import site_finder

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    data = read_input(file)
    sheet = read_sheet(data, what=str(file))
    issuer = keys.find_key(settings.keystore_dir, key).address
    order = SheetOrder(sheet_id(data, issuer), sheet, issuer, dry_run, accept_good_rows)
    with (
        open_ledger(settings) as ledger,
        open_submitter(settings, ledger, relay, relay_password_file) as submitter,
        ShownProgress(output) as progress,
    ):
        report = run_import(
            order,
            submitter,
            find_site=site_finder(ledger),
            domain=ledger.deployment.domain,
            unlock=lambda: unlock_key(settings, key, password_file),
            watcher=progress,
        )
    output.result(report.to_json(), lambda output: _show(output, report))
    if report.problems and not accept_good_rows:
        own = any(not problem.problem.name[:1].isupper() for problem in report.problems)
        raise typer.Exit(ROWS_REFUSED_EXIT if own else REFUSED_BY_LEDGER_EXIT)


def _show(output: Output, report: SheetReport) -> None:
    if report.problems:
        rows = [
            (
                str(problem.row),
                problem.problem.field,
                f"{problem.problem.message} [{problem.problem.name}]",
                problem.problem.hint,
            )
            for problem in report.problems
        ]
        output.table(("row", "field", "why it was refused", "what to do"), rows)
    refused = len({problem.row for problem in report.problems})
    output.line(
        f"{counted(report.rows, 'row')}: {len(report.recorded)} recorded now, {len(report.recorded_before)} before, "
        f"{len(report.ready)} right but not recorded, {refused} refused"
    )
    if report.dry_run:
        output.line("This was a dry run: nothing was signed or sent.")
    elif report.ready:
        output.line("Nothing was recorded. Correct the rows above, or record the others with --accept-good-rows.")
    elif report.recorded and report.gas_used:
        output.line(f"{report.gas_used:,} gas, {report.gas_used // len(report.recorded):,} each")
