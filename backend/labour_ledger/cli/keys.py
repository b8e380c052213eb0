"""`labour-ledger keys`: make, take in and list the keys that sign, also those that are held elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import key_changes, key_signed
from .invocation import JsonOption, invocation_of
from .output import Output
from .passwords import PasswordFile, read_password

if TYPE_CHECKING:
    from labour_ledger.attesting.keys import StoredKey

app = typer.Typer(
    no_args_is_help=True,
    help="Keys that sign for your organisation: make, add, rotate, retire, mark as compromised.",
    epilog="A key was lost or stolen? labour-ledger keys lost KEY says what to do.",
)
key_changes.register(app)
key_signed.register(app)

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


@app.command("connect")
def connect_key(
    context: typer.Context,
    label: Label,
    url: Annotated[
        str, typer.Option("--url", help="Of the signing service, such as http://127.0.0.1:9000.", show_default=False)
    ],
    address: Annotated[str, typer.Option("--address", help="Of the key, 0x…", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Use a key that a signing service holds: Web3signer, Clef, or another with `eth_signTypedData`.

    Example: labour-ledger keys connect certifier --url http://127.0.0.1:9000 --address 0x5f0c…

    The private key never comes here; whoever runs the service sees in full what is signed. Its answers are checked:
    nothing is used that is not this key's signature. Such a key signs statements; it cannot pay for sending (--relay).
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.remote_signer import RemoteSigner

    from .addresses import address_of

    invocation = invocation_of(context)
    settings = invocation.settings()
    signer = RemoteSigner(address_of(settings, address, "--address"), url)
    key = keys.add_key_held_elsewhere(settings.keystore_dir, signer.address, label=label, url=url)
    _print_key(invocation.output(as_json), key, "connected")


@app.command("wallet")
def wallet_key(
    context: typer.Context,
    label: Label,
    address: Annotated[str, typer.Option("--address", help="Of the wallet's contract, 0x…", show_default=False)],
    owner: Annotated[
        str, typer.Option("--owner", help="Label of the stored key that signs for it.", show_default=False)
    ],
    as_json: JsonOption = False,
) -> None:
    """Use a contract wallet (ERC-1271) as a key: its owner's key signs, the ledger asks the wallet.

    Example: labour-ledger keys wallet board --address 0x5f0c… --owner director

    Add it to your organisation with `keys add`. Only wallets that take one owner's signature as it is: for one that
    packs several signatures, sign in the wallet's own program. The change of owners is the wallet's affair.
    """
    from labour_ledger.attesting import keys

    from .addresses import address_of

    invocation = invocation_of(context)
    settings = invocation.settings()
    directory = settings.keystore_dir
    owner_key = keys.find_key(directory, owner)
    key = keys.add_key_held_elsewhere(
        directory, address_of(settings, address, "--address"), label=label, owner=owner_key.label
    )
    _print_key(invocation.output(as_json), key, "noted")


@app.command("list")
def list_keys(
    context: typer.Context,
    party: Annotated[
        int | None, typer.Option("--party", help="Instead: all keys that a party ever had on the ledger.", min=1)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the keys of this machine, or those of a party on the ledger.

    Example: labour-ledger keys list --party 7
    """
    from labour_ledger.attesting import keys

    if party is not None:
        key_signed.list_party_keys(context, party, as_json)
        return
    invocation = invocation_of(context)
    directory = invocation.settings().keystore_dir
    found = [key.to_json() for key in keys.list_keys(directory)]

    def show(output: Output) -> None:
        if found:
            rows = [(key["label"], key["address"], key["heldBy"], key["file"]) for key in found]
            output.table(("label", "address", "held by", "file"), rows)
        else:
            output.line(f"no keys in {directory}; make one with: labour-ledger keys new LABEL")

    invocation.output(as_json).result({"format": "labour-ledger/keys@1", "keys": found}, show)


def _print_key(output: Output, key: StoredKey, verb: str) -> None:
    shown = key.to_json()

    def show(output: Output) -> None:
        output.line(f"key {verb}")
        output.fields(list(shown.items()))

    output.result({"format": "labour-ledger/key@1", "key": shown}, show)
