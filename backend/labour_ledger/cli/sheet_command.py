"""`labour-ledger attest import`: record a sheet of attestations, with a report for each row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .files import read_input, write_bytes
from .invocation import JsonOption, invocation_of
from .options import DryRunOption, KeyOption, RelayOption, RelayPasswordFile
from .output import Output, counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.sheet import RowProblem, Sheet
    from labour_ledger.attesting.sheet_import import SheetReport

ROWS_REFUSED_EXIT = 2
REFUSED_BY_LEDGER_EXIT = 3


def import_sheet(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="Workbook (.xlsx) or CSV file with the columns named above.", show_default=False)
    ],
    key: KeyOption,
    password_file: PasswordFile = None,
    dry_run: DryRunOption = False,
    accept_good_rows: Annotated[
        bool, typer.Option("--accept-good-rows", help="Record the rows that are right although others are refused.")
    ] = False,
    refused: Annotated[
        Path | None,
        typer.Option(
            "--refused",
            help="File (.xlsx or .csv) for a copy of the rows that are not recorded, with a column of reasons.",
            show_default=False,
        ),
    ] = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Sign and record many attestations from a sheet: all of them, or none and a reason for each refused row.

    Example: labour-ledger attest import audits.csv --key certifier --dry-run

    Columns: site, schema, outcome, valid_from, valid_until, ref, and the content, either as JSON in one column content
    or one column a field: content.technique, content.sample.interviewsPrivate. Lists stand between semicolons.

    A template with these columns: labour-ledger attest template. With --dry-run the first rows are shown as they
    would be recorded, the contract is asked about every row, and the price is estimated.

    An interrupted import is taken up again by running it again: no row is recorded twice. What became of each row:
    labour-ledger attest receipts.
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
    sheet = read_sheet(read_input(file), what=str(file))
    issuer = keys.find_key(settings.keystore_dir, key).address
    order = SheetOrder(sheet_id(sheet.said, issuer), sheet, issuer, dry_run, accept_good_rows)
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
    if refused is not None and report.problems:
        write_refused(refused, sheet, report.problems, {*report.recorded, *report.recorded_before})
    output.result(report.to_json(), lambda output: _show(output, report, refused))
    if report.problems and not accept_good_rows:
        own = any(not problem.problem.name[:1].isupper() for problem in report.problems)
        raise typer.Exit(ROWS_REFUSED_EXIT if own else REFUSED_BY_LEDGER_EXIT)


def receipts(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The sheet that was imported; its rows unchanged.", show_default=False)],
    key: KeyOption,
    as_json: JsonOption = False,
) -> None:
    """Show what became of each row of a sheet: signed, recorded with its uid and transaction, or refused.

    Example: labour-ledger attest receipts audits.csv --key certifier
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.sheet import read_sheet
    from labour_ledger.attesting.sheet_run import sheet_id
    from labour_ledger.store import queries
    from labour_ledger_verify.hexadecimal import to_hex

    from .connections import open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    issuer = keys.find_key(settings.keystore_dir, key).address
    name = sheet_id(read_sheet(read_input(file), what=str(file)).said, issuer)
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        found = queries.receipts_of(session, ledger.key, name)
    rows = [
        {
            "row": receipt.row_number,
            "state": receipt.state,
            "uid": to_hex(receipt.uid),
            "transactionHash": None if receipt.transaction_hash is None else to_hex(receipt.transaction_hash),
        }
        for receipt in found
    ]
    shown = [(str(row["row"]), str(row["state"]), str(row["uid"]), str(row["transactionHash"] or "")) for row in rows]
    invocation.output(as_json).result(
        {"format": "labour-ledger/sheet-receipts@1", "sheet": name, "receipts": rows},
        lambda output: output.table(("row", "state", "uid", "transaction"), shown),
    )


def write_refused(file: Path, sheet: Sheet, problems: Sequence[RowProblem], recorded: Collection[int]) -> None:
    """Write a copy of the rows that are not recorded, with why; a workbook or CSV, as the file's name says."""
    from labour_ledger.attesting.sheet_refused import reasons_by_row, refused_csv, refused_excel

    write = refused_excel if file.suffix.lower() == ".xlsx" else refused_csv
    write_bytes(file, write(sheet, reasons_by_row(problems), recorded))


def show_problems(output: Output, problems: Sequence[RowProblem]) -> None:
    """Print why rows are refused; nothing when none is."""
    rows = [
        (
            str(found.row),
            found.problem.field,
            f"{output.said(found.problem.message, found.problem.name)} [{found.problem.name}]",
            output.said(found.problem.hint, found.problem.name),
        )
        for found in problems
    ]
    if rows:
        output.table(("row", "field", "why it was refused", "what to do"), rows)


def _show(output: Output, report: SheetReport, refused_copy: Path | None) -> None:
    show_problems(output, report.problems)
    refused = len({problem.row for problem in report.problems})
    output.line(
        f"{counted(report.rows, 'row')}: {len(report.recorded)} recorded now, {len(report.recorded_before)} before, "
        f"{len(report.ready)} right but not recorded, {refused} refused"
    )
    if report.problems and refused_copy is not None:
        output.line(f"The rows that are not recorded, with reasons: {refused_copy}")
    if report.dry_run:
        _show_preview(output, report)
        output.line("This was a dry run: nothing was signed or sent.")
    elif report.ready:
        output.line("Nothing was recorded. Correct the rows above, or record the others with --accept-good-rows.")
    elif report.recorded and report.gas_used:
        output.line(f"{report.gas_used:,} gas, {report.gas_used // len(report.recorded):,} each")


def _show_preview(output: Output, report: SheetReport) -> None:
    from labour_ledger.schemas.codes import Outcome, code_name
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    rows = []
    for row in report.preview:
        terms = row.draft.attestation
        period = f"{format_time(terms.valid_from)} to {format_time(terms.valid_until)}"
        outcome = code_name(Outcome(terms.outcome))
        rows.append((str(row.number), handle_of(terms.subject), str(row.draft.document["schema"]), outcome, period))
    if rows:
        output.table(("row", "site", "schema", "outcome", "valid"), rows)
    if len(report.ready) > len(rows):
        output.line(f"… and {counted(len(report.ready) - len(rows), 'more row')}")
    if report.price is not None:
        output.line(f"recording them would take about {report.price.gas:,} gas, {report.price.ether} ether now")
