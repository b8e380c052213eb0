"""Arguments and options that several commands share, with one wording each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SiteArgument = Annotated[
    str,
    typer.Argument(
        help="Handle (LL-7K3M-92QF), scheme:value (os:CN2021250D1DTN7), full id, or the first digits of one.",
        show_default=False,
    ),
]
UidArgument = Annotated[
    str,
    typer.Argument(help="Uid of the record (0x and 64 digits), as history and submit show it.", show_default=False),
]
KeyOption = Annotated[str, typer.Option("--key", help="Label or address of the key that signs.", show_default=False)]
RelayOption = Annotated[
    str | None,
    typer.Option(
        "--relay",
        help="Label of the key whose account pays for sending; a local chain has its own.",
        show_default=False,
    ),
]
RelayPasswordFile = Annotated[
    Path | None,
    typer.Option("--relay-password-file", help="File with the password of the relay's key.", show_default=False),
]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; without it, stdout.", show_default=False)
]
ForceOption = Annotated[bool, typer.Option("--force", help="Record it although the status rule would not look at it.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Ask the contract, send nothing.")]
RpcOption = Annotated[
    list[str] | None,
    typer.Option(
        "--rpc",
        help="Address of a node instead of those of the settings; again for each further node of the same chain.",
        show_default=False,
    ),
]
