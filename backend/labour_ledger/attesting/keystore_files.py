"""Files of keys on disk: Web3 Secret Storage, version 3, and entries of keys that are held elsewhere.

It knows no labels and chooses no names; which keys there are is `keys`'.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from eth_account import Account

from labour_ledger.errors import ConfigurationError, InputError

ENTRY_FORMAT: Final = "labour-ledger/key-held-elsewhere@1"
_LARGEST_KEYSTORE_BYTES: Final = 64 * 1024
_DIRECTORY_MODE: Final = 0o700
_BARE_ADDRESS: Final = re.compile(r"[0-9a-fA-F]{40}")


class KeystoreInvalid(InputError):
    """A file is not a keystore of version 3, or a key is not one of secp256k1."""

    code = "keystore-invalid"


class PasswordWrong(InputError):
    """The password does not open the keystore."""

    code = "password-wrong"


class KeyDirectoryUnusable(ConfigurationError):
    """The directory of keys cannot be read or written."""

    code = "key-directory-unusable"


def address_in(keystore: Mapping[str, Any], file: Path) -> bytes:
    """Return the address that a file says its key has, 20 bytes.

    Raises:
        KeystoreInvalid: It is none.
    """
    text = str(keystore["address"]).removeprefix("0x")
    if not _BARE_ADDRESS.fullmatch(text):
        raise KeystoreInvalid(f"{file}: the address in it is not one", hint="Get the file again.")
    return bytes.fromhex(text)


def read_keystore(file: Path, *, entries: bool = False) -> dict[str, Any]:
    """Return the fields of a keystore, by names in lower case.

    Args:
        file: Its file.
        entries: Also take an entry of a key that is held elsewhere.

    Raises:
        KeystoreInvalid: It is another file, or too large.
        KeyDirectoryUnusable: It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST_KEYSTORE_BYTES + 1)
    except OSError as error:
        raise directory_unusable(file, error) from error
    try:
        keystore = json.loads(data) if len(data) <= _LARGEST_KEYSTORE_BYTES else None
    except (ValueError, RecursionError):
        keystore = None
    # other wallets spell some field names with capitals
    fields = {str(name).lower(): value for name, value in keystore.items()} if isinstance(keystore, dict) else {}
    if entries and fields.get("format") == ENTRY_FORMAT:
        return fields
    if fields.get("version") != 3 or not isinstance(fields.get("crypto"), dict):
        raise KeystoreInvalid(
            f"{file}: not a Web3 Secret Storage file of version 3",
            hint="Export the key from its wallet as a JSON keystore.",
        )
    return fields


def decrypt_keystore(keystore: Mapping[str, Any], password: str, file: Path) -> bytes:
    """Return the private key of a keystore, 32 bytes.

    Raises:
        PasswordWrong: The password does not open it.
        KeystoreInvalid: It is broken.
    """
    try:
        return bytes(Account.decrypt(dict(keystore), password))
    except (KeyError, TypeError, ValueError) as error:
        # the library has one ValueError for a wrong password and for a broken file, told apart by its words
        if "MAC mismatch" in str(error):
            raise PasswordWrong(f"{file.name}: the password does not open it", hint="Try again.") from error
        raise KeystoreInvalid(f"{file}: the keystore is broken", hint="Get the file again from its wallet.") from error


def write_keystore(directory: Path, address: bytes, keystore: Mapping[str, Any]) -> Path:
    """Write the file of a key whole or not at all, readable by its owner alone; return its place.

    Raises:
        KeyDirectoryUnusable: It cannot be written.
    """
    target = directory / f"{address.hex()}.json"
    try:
        directory.mkdir(mode=_DIRECTORY_MODE, parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(dir=directory, suffix=".unfinished")  # mkstemp gives mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(keystore, stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(unfinished).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(unfinished).unlink()
            raise
    except OSError as error:
        raise directory_unusable(directory, error) from error
    return target


def directory_unusable(path: Path, error: OSError) -> KeyDirectoryUnusable:
    """Return the error for a place that cannot be read or written."""
    return KeyDirectoryUnusable(
        f"{path}: {error.strerror or error}", hint="Choose another directory or give yourself access to it."
    )
