"""What commands about applications and claims share: options, the desk of a home folder, files to send on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .files import write_output
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.attesting.desk import Desk
    from labour_ledger.store.queries.requests import RequestState

    from .connections import Ledger

RequestArgument = Annotated[
    str, typer.Argument(metavar="ID", help="First digits of its id, as the list shows it.", show_default=False)
]
ByOption = Annotated[str, typer.Option("--by", help="Who decides, such as a role; no personal data.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; whoever asked will read it.", show_default=False)]
DEFAULT_DECIDER = "registry desk"


def desk_of(ledger: Ledger) -> Desk:
    """Return the desk of an open ledger."""
    from labour_ledger.attesting.desk import Desk

    return Desk(ledger.store, ledger.key)


def state_named(text: str) -> RequestState | None:
    """Return the state with a name, or None for empty text.

    Raises:
        InputError: No state has the name.
    """
    from labour_ledger.errors import InputError
    from labour_ledger.store.queries.requests import RequestState

    if not text:
        return None
    try:
        return RequestState(text.strip().lower())
    except ValueError as error:
        names = ", ".join(state.value for state in RequestState)
        raise InputError(f"--state: {text[:40]!r} is none", hint=f"States: {names}.") from error


def write_request(
    output: Output, document: Mapping[str, object], file: Path | None, what: str, request_id: bytes | None = None
) -> None:
    """Write a request file, or print it where no file is named.

    Raises:
        FileUnusable: It cannot be written.
    """
    from labour_ledger.attesting.desk import short_id

    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if file is None:
        output.raw(text)
        return
    write_output(file, text)
    made = what if request_id is None else f"{what} {short_id(request_id)}"
    written = {"format": "labour-ledger/written@1", "file": str(file)}
    if request_id is not None:
        written["id"] = f"0x{request_id.hex()}"
    output.result(written, lambda output: output.line(f"{made} written to {file}"))
