"""`labour-ledger attest template`: a sheet to fill in, made from a schema."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .files import write_bytes
from .invocation import JsonOption, invocation_of


class SheetFormat(StrEnum):
    """What a sheet is written as."""

    XLSX = "xlsx"
    CSV = "csv"


def template(
    context: typer.Context,
    schema: Annotated[str, typer.Option("--schema", help="Schema id, such as ilo/c029@1930.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.", show_default=False)],
    sheet_format: Annotated[
        SheetFormat | None, typer.Option("--format", help="By default what the file's name ends with, else xlsx.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a sheet to fill in: the columns of a schema with drop-downs, notes and examples.

    Example: labour-ledger attest template --schema ilo/c029@1930 -o audits.xlsx

    In a workbook the first page is filled in; the others explain the columns and show examples. In CSV the examples
    stand below the header, with a site that is refused if they are left in.
    """
    from labour_ledger.attesting.sheet_template import template_csv, template_excel

    chosen = sheet_format or (SheetFormat.CSV if output.suffix.lower() == ".csv" else SheetFormat.XLSX)
    write_bytes(output, template_csv(schema) if chosen is SheetFormat.CSV else template_excel(schema))
    invocation_of(context).output(as_json).result(
        {"format": "labour-ledger/written@1", "file": str(output)},
        lambda output_: output_.line(f"template for {schema} written to {output}"),
    )
