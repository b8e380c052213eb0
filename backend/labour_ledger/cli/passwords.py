"""Where passwords come from: a file, or a prompt on the terminal. Never an argument, which every process can read."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from labour_ledger.errors import InputError

PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", help="File whose first line is the password; without it you are asked.", show_default=False
    ),
]
_LONGEST_PASSWORD_BYTES: Final = 4096


class PasswordMissing(InputError):
    """There is nowhere to take a password from."""

    code = "password-missing"


def read_password(file: Path | None, *, prompt: str, confirm: bool = False) -> str:
    """Return a password.

    Args:
        file: Its first line is the password; None to ask on the terminal.
        prompt: What to ask for.
        confirm: Ask twice, for a password that is chosen now.

    Raises:
        PasswordMissing: The file cannot be read or is empty, there is no terminal, or the two answers differ.
    """
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise PasswordMissing(
            "a password is needed and nobody can be asked here", hint="Give --password-file FILE (mode 0600)."
        )
    password = getpass.getpass(f"{prompt}: ")
    if confirm and getpass.getpass("Once more: ") != password:
        raise PasswordMissing("the two passwords differ", hint="Try again.")
    return password


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LONGEST_PASSWORD_BYTES)
        password = data.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except OSError as error:
        raise PasswordMissing(f"{file}: {error.strerror}", hint="Name a file that you can read.") from error
    except UnicodeDecodeError as error:
        raise PasswordMissing(f"{file}: not UTF-8", hint="Write the password as text on its first line.") from error
    if not password:
        raise PasswordMissing(f"{file}: its first line is empty", hint="Write the password on its first line.")
    return password
