"""`labour-ledger run`: local chain, indexer and API in one foreground command."""

from __future__ import annotations

from typing import Annotated

import typer

from .chain import stop_signal
from .invocation import invocation_of


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("run")(run)


def run(
    context: typer.Context,
    port: Annotated[int | None, typer.Option("--port", help="Port of the API; by default the setting, 8000.")] = None,
) -> None:
    """Run a local chain with the ledger, the indexer and the API until Ctrl-C; the state stays for the next run.

    Example: labour-ledger run
    """
    from labour_ledger.config import PREFIX

    from .children import Children
    from .connections import open_ledger
    from .local_ledger import local_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json=False)
    api_port = settings.api_port if port is None else port
    with stop_signal() as stopped, local_ledger(settings) as ledger:
        with open_ledger(settings):
            pass  # the tables are made once, before two processes need them
        home = ["--home", str(settings.home)]
        with Children() as children:
            news = settings.rpc_ws_url or ledger.chain.news_url
            children.start("the indexer", [*home, "index", "follow"], environment={f"{PREFIX}RPC_WS_URL": news})
            children.start("the API", [*home, "serve", "--port", str(api_port)])
            output.heading("running; Ctrl-C stops everything and keeps the state")
            output.fields(
                [
                    ("API", f"http://{settings.api_host}:{api_port}/docs"),
                    ("node", ledger.chain.url),
                    ("contract", str(ledger.deployment.to_json()["contract"])),
                    ("state", str(settings.home)),
                ]
            )
            children.watch(stopped, ledger.chain)
    output.line("stopped")
