"""`labour-ledger attest sign-sheet`: sign a whole sheet on a machine without a network, to be submitted elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .files import read_input, write_output
from .invocation import JsonOption, invocation_of
from .options import KeyOption
from .output import counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.draft import Draft
    from labour_ledger.attesting.sheet_plan import SiteFinder, SiteFound
    from labour_ledger.chain.signing import Signer
    from labour_ledger.config import Settings


def sign_sheet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx) or CSV file, as for attest import.")],
    key: KeyOption,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: a batch on each line.")],
    refused: Annotated[
        Path | None, typer.Option("--refused", help="File for a copy of the refused rows, with reasons.")
    ] = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Sign every row of a sheet without a network; all of them, or none and a reason for each refused row.

    Example: labour-ledger attest sign-sheet audits.xlsx --key certifier -o signed.jsonl

    Sites are named by their full id here, as there is no index to look into. Elsewhere: labour-ledger attest submit
    signed.jsonl. Sign a sheet once: signed again, its rows are other records, and both could be submitted.
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.sheet import read_sheet
    from labour_ledger.attesting.sheet_plan import plan_sheet

    from .connections import load_ledger_key, time_now, unlock_key
    from .sheet_command import ROWS_REFUSED_EXIT, show_problems, write_refused

    invocation = invocation_of(context)
    settings = invocation.settings()
    deployment, _ = load_ledger_key(settings)
    sheet = read_sheet(read_input(file), what=str(file))
    plan = plan_sheet(
        sheet,
        find_site=_site_finder(settings),
        domain=deployment.domain,
        issuer=keys.find_key(settings.keystore_dir, key).address,
        now=time_now(settings, deployment),
    )
    lines: list[str] = []
    if not plan.problems and plan.rows:
        lines = _signed_lines([row.draft for row in plan.rows], unlock_key(settings, key, password_file))
        write_output(output, "".join(lines))
    elif refused is not None:
        write_refused(refused, sheet, plan.problems, ())
    document = {
        "format": "labour-ledger/signed-sheet@1",
        "signed": [row.number for row in plan.rows] if lines else [],
        "batches": len(lines),
        "problems": [problem.to_json() for problem in plan.problems],
    }
    written = f"{counted(len(plan.rows), 'row')} signed and written to {output}, {counted(len(lines), 'line')}"
    invocation.output(as_json).result(
        document, lambda shown: shown.line(written) if lines else show_problems(shown, plan.problems)
    )
    if plan.problems:
        raise typer.Exit(ROWS_REFUSED_EXIT)


def _signed_lines(drafts: Sequence[Draft], signer: Signer) -> list[str]:
    """Return a line of JSON for each batch."""
    from labour_ledger.attesting.sign import LARGEST_BATCH, sign_drafts

    parts = (drafts[start : start + LARGEST_BATCH] for start in range(0, len(drafts), LARGEST_BATCH))
    return [json.dumps(sign_drafts(part, signer).to_json(), ensure_ascii=False) + "\n" for part in parts]


def _site_finder(settings: Settings) -> SiteFinder:
    from labour_ledger.errors import InputError, UnavailableError

    from .subjects import find_subject

    def find(name: str) -> SiteFound:
        try:
            return find_subject(settings, name)
        except UnavailableError as error:
            raise InputError(
                "there is no index here to look it up in", hint="Write the site's full id: 0x and 64 digits."
            ) from error

    return find
