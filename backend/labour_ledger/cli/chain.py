"""`labour-ledger chain`: a local chain with the ledger on it, for trying things out."""

from __future__ import annotations

import datetime
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import Output

app = typer.Typer(no_args_is_help=True, help="Run a local chain with the ledger on it.")


@app.command("up")
def up(
    context: typer.Context,
    started: Annotated[
        str | None,
        typer.Option("--started", help="Date of the first block of a new chain, such as 2026-01-01; now by default."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Start a local chain, put the ledger and its schemas on it, and leave it running until Ctrl-C.

    Example: labour-ledger chain up

    Its state is kept in the home folder: starting again goes on with the same ledger. Accounts and keys of a local
    chain are public; nothing on it is worth anything.
    """
    from labour_ledger.attesting.dates import parse_start

    from .children import Children
    from .local_ledger import local_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    timestamp = None if started is None else parse_start(started, "--started")
    with stop_signal() as stopped, local_ledger(settings, timestamp=timestamp) as ledger:
        time = datetime.datetime.fromtimestamp(ledger.chain.timestamp(), datetime.UTC).isoformat()
        document: dict[str, object] = {
            "format": "labour-ledger/local-chain@1",
            "rpcUrl": ledger.chain.url,
            "pid": ledger.chain.pid,
            "time": time,
            "deployment": ledger.deployment.to_json(),
        }

        def show(output: Output) -> None:
            output.heading("local chain running; Ctrl-C stops it, its state is kept")
            output.fields(
                [
                    ("node", ledger.chain.url),
                    ("time", time),
                    ("contract", str(ledger.deployment.to_json()["contract"])),
                    ("record", str(settings.deployment_file)),
                ]
            )

        invocation.output(as_json).result(document, show)
        Children().watch(stopped, ledger.chain)


@contextmanager
def stop_signal() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set for as long as the block lasts, so that a command can end in order."""
    stopped = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
