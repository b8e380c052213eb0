"""`labour-ledger trust`: a trust file to begin with, made from what this installation believes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import Output

ADVICE = (
    "This file says what this installation's own node says. An auditor who does not want to believe us takes at least "
    "the block's hash from elsewhere (a node of their own, a block explorer, another organisation) and compares it, "
    "and compares address and code hash with what the council has published."
)

app = typer.Typer(name="trust", no_args_is_help=True, help="Trust files: what bundles are held against.")


@app.command("init", epilog="Example: labour-ledger trust init -o trust.json")
def init(
    context: typer.Context,
    file: Annotated[
        Path, typer.Option("--output", "-o", help="File to write; - writes to stdout.", show_default=False)
    ],
    block: Annotated[
        str,
        typer.Option("--block", help="Block to trust: its number, safe, finalized, or the latest in the index."),
    ] = "latest",
    time_tolerance: Annotated[
        int,
        typer.Option(
            "--time-tolerance", min=0, help="Seconds that a block may be ahead of the clock; for local chains."
        ),
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Write a trust file from the deployment record and a block that the node has now."""
    import json

    from labour_ledger.evidence.pinned_block import parse_block
    from labour_ledger.evidence.trust_files import make_trust
    from labour_ledger_verify.hexadecimal import to_hex

    from .connections import connect_node, open_ledger
    from .files import write_output

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    with (
        open_ledger(settings) as ledger,
        connect_node(settings, ledger.deployment) as client,
        ledger.store.reading() as session,
    ):
        made = make_trust(session, client, ledger.deployment, block=parse_block(block), time_tolerance_s=time_tolerance)
    text = json.dumps(made.fields, indent=2) + "\n"
    if str(file) == "-":
        output.raw(text)
        output.note(ADVICE)
        return
    write_output(file, text)
    document = {"format": "labour-ledger/trust-made@1", "file": str(file), "trust": made.fields, "advice": ADVICE}

    def show(shown: Output) -> None:
        shown.heading(f"{file}: chain {ledger.deployment.chain_id}, block {made.header.number}")
        shown.fields([("block hash", to_hex(made.header.hash))])
        shown.line(ADVICE)

    output.result(document, show)
