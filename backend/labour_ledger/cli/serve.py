"""`labour-ledger serve`: the HTTP API, on this machine only unless told otherwise."""

from __future__ import annotations

import gc
import socket
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from labour_ledger.errors import ConfigurationError

from .invocation import invocation_of
from .options import RelayOption, RelayPasswordFile

if TYPE_CHECKING:
    from labour_ledger.config import Settings

_APP_FACTORY: Final = "labour_ledger.api.app:create_app"
_TURN_S: Final = 0.001
_GARBAGE_THRESHOLDS: Final = (2000, 10, 1000)
"""Of the three generations. What requests leave is young; looking through all that is kept would stop every answer."""


class AddressTaken(ConfigurationError):
    """The address to listen on cannot be had."""

    code = "address-taken"


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option("--port", help="Port; by default the setting api_port, 8000; 0 takes a free one.")
    ] = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
) -> None:
    """Answer due-diligence questions over HTTP until Ctrl-C; /docs describes the routes.

    Example: labour-ledger serve --port 8000

    It listens on 127.0.0.1: there is no access control yet, so it is one organisation's own service.
    """
    import uvicorn
    from uvicorn.importer import import_from_string

    from .connections import unlock_key

    invocation = invocation_of(context)
    read = invocation.settings()
    settings = read if port is None else read.model_copy(update={"api_port": port})
    payer = None if relay is None else unlock_key(settings, relay, relay_password_file)
    # named by text: the API stands beside the command line, not below it
    create_app = import_from_string(_APP_FACTORY)
    application = create_app(settings, relay_key=payer)
    with _listen(settings) as listening:
        host, chosen_port = listening.getsockname()[:2]
        invocation.output(as_json=False).note(f"API at http://{host}:{chosen_port}/docs; Ctrl-C stops it")
        # what was imported stays: without this, sorting out what is in use stops the service for a tenth of a second
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GARBAGE_THRESHOLDS)
        # the thread that reads from a database needs its turn after every row set, not five milliseconds later
        sys.setswitchinterval(_TURN_S)
        config = uvicorn.Config(application, log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.api_host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.api_host, settings.api_port))
    except OSError as error:
        listening.close()
        raise AddressTaken(
            f"cannot listen on {settings.api_host}, port {settings.api_port}: {error.strerror}",
            hint="Stop what uses the port, or choose another with --port.",
        ) from error
    return listening
