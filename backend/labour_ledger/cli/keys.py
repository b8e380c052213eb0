"""`labour-ledger keys`: make, take in and list the encrypted keys that sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import Output
from .passwords import PasswordFile, read_password

if TYPE_CHECKING:
    from labour_ledger.attesting.keys import StoredKey

app = typer.Typer(no_args_is_help=True, help="Make, take in and list the keys that sign for your organisation.")

Label = Annotated[str, typer.Argument(help="A name for people, such as `mill-manager`.", show_default=False)]


@app.command("new")
def new_key(
    context: typer.Context, label: Label, password_file: PasswordFile = None, as_json: JsonOption = False
) -> None:
    """Make a key and store it encrypted (Web3 Secret Storage, readable by you alone).

    Example: labour-ledger keys new mill-manager

    Give its address to whoever registers your organisation; without a registration the ledger refuses it. Keep a copy
    of the file and of the password: nobody can restore them.
    """
    from labour_ledger.attesting import keys

    invocation = invocation_of(context)
    password = read_password(password_file, prompt=f"Password for the new key {label}", confirm=True)
    key = keys.new_key(invocation.settings().keystore_dir, password, label=label)
    _print_key(invocation.output(as_json), key, "made")


@app.command("import")
def import_key(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A keystore file of another wallet.", show_default=False)],
    label: Label,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a keystore of another wallet; its password stays as it is.

    Example: labour-ledger keys import ~/Downloads/UTC--2026-01-31--5f0c.json certifier
    """
    from labour_ledger.attesting import keys

    invocation = invocation_of(context)
    password = read_password(password_file, prompt=f"Password of {file.name}")
    key = keys.import_keystore(invocation.settings().keystore_dir, file, password, label=label)
    _print_key(invocation.output(as_json), key, "taken in")


@app.command("list")
def list_keys(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the keys by label and address.

    Example: labour-ledger keys list
    """
    from labour_ledger.attesting import keys

    invocation = invocation_of(context)
    directory = invocation.settings().keystore_dir
    found = [key.to_json() for key in keys.list_keys(directory)]

    def show(output: Output) -> None:
        if found:
            output.table(("label", "address", "file"), [(key["label"], key["address"], key["file"]) for key in found])
        else:
            output.line(f"no keys in {directory}; make one with: labour-ledger keys new LABEL")

    invocation.output(as_json).result({"format": "labour-ledger/keys@1", "keys": found}, show)


def _print_key(output: Output, key: StoredKey, verb: str) -> None:
    shown = key.to_json()

    def show(output: Output) -> None:
        output.line(f"key {verb}")
        output.fields(list(shown.items()))

    output.result({"format": "labour-ledger/key@1", "key": shown}, show)
