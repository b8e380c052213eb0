"""`labour-ledger serve`: the HTTP API, on this machine only unless told otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from .invocation import invocation_of

_APP_FACTORY = "labour_ledger.api.app:create_app"


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option("--port", help="Port; by default the setting api_port, 8000.")] = None,
) -> None:
    """Answer due-diligence questions over HTTP until Ctrl-C; the description is at /docs.

    Example: labour-ledger serve --port 8000

    It listens on 127.0.0.1: there is no access control yet, so it is one organisation's own service.
    """
    import uvicorn
    from uvicorn.importer import import_from_string

    settings = invocation_of(context).settings()
    chosen = settings if port is None else settings.model_copy(update={"api_port": port})
    # named by text: the API stands beside the command line, not below it
    create_app = import_from_string(_APP_FACTORY)
    uvicorn.run(create_app(chosen), host=chosen.api_host, port=chosen.api_port, log_level="warning", access_log=False)
