"""`labour-ledger takeout`: everything of one party as files, with an index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import counted


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("takeout")(takeout)


def takeout(
    context: typer.Context,
    party: Annotated[int, typer.Option("--party", help="Number of the party.", show_default=False)],
    folder: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Write out everything of a party: proof bundles, documents, evidence files, a table, and an index of them.

    Example: labour-ledger takeout --party 3 -o everything

    What it issued and what was said about the sites that it controls. The bundles can be checked anywhere, without
    this program; the index names each file with its SHA-256, and what is not held.
    """
    from labour_ledger.evidence.takeout import INDEX_NAME, take_out

    from .connections import connect_node, open_ledger
    from .documents import evidence_folder, write_folder

    invocation = invocation_of(context)
    settings = invocation.settings()
    with (
        open_ledger(settings) as ledger,
        connect_node(settings, ledger.deployment) as client,
        ledger.store.reading() as session,
    ):
        files = take_out(session, client, ledger.key, party, evidence_folder(settings))
        written = write_folder(folder, files)
    invocation.output(as_json).result(
        {"format": "labour-ledger/written@1", "folder": str(folder), "files": written},
        lambda output: output.line(f"{counted(len(written), 'file')} written to {folder}; {INDEX_NAME} names them"),
    )
