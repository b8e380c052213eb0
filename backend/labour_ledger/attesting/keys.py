"""Keys of issuers: encrypted files in one directory, made, taken in, listed and unlocked.

The files are Web3 Secret Storage, version 3, so other wallets read them; a `label` field beside the standard's fields
names a key for people. A private key leaves this module only as bytes for a signer, never as a file or a message.
Where the password comes from is the caller's; it must never be a command-line argument, which every process can read.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eth_account import Account

from labour_ledger.attesting.keystore_files import (
    ENTRY_FORMAT,
    KeystoreInvalid,
    address_in,
    decrypt_keystore,
    directory_unusable,
    read_keystore,
    write_keystore,
)
from labour_ledger.errors import InputError, NotFoundError
from labour_ledger_verify.hexadecimal import parse_address, to_checksum_address
from labour_ledger_verify.signature import CURVE_ORDER

SCRYPT_WORK_FACTOR: Final = 2**18
"""The cost that wallets use: about a second and 256 MiB for each guess at a password."""
_KEY_BYTES: Final = 32
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?")


class KeyUnknown(NotFoundError):
    """No key in the directory has this name, or several have."""

    code = "key-unknown"


class KeyExists(InputError):
    """The directory already holds this key, or another with this label."""

    code = "key-exists"


class KeyHeldElsewhere(InputError):
    """A private key is needed that this machine does not hold."""

    code = "key-held-elsewhere"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """An encrypted key.

    Attributes:
        address: 20 bytes.
        label: Name for people; the address where the file has none.
        file: Its keystore, or the entry that says who holds it.
        url: Signing service that holds it; empty for a key that is here. It may hold a secret.
        owner: Label of the key that signs for it, if it is a contract wallet; else empty.
    """

    address: bytes
    label: str
    file: Path
    url: str = ""
    owner: str = ""

    @property
    def held_by(self) -> str:
        """Who holds it, in words."""
        if self.url:
            return "a signing service"
        return f"a contract wallet of {self.owner}" if self.owner else "this machine"

    def to_json(self) -> dict[str, str]:
        """Return the JSON form; it holds nothing secret."""
        return {
            "address": to_checksum_address(self.address),
            "label": self.label,
            "file": str(self.file),
            "heldBy": self.held_by,
        }


def new_key(directory: Path, password: str, *, label: str, work_factor: int = SCRYPT_WORK_FACTOR) -> StoredKey:
    """Make a key from 256 random bits and store it encrypted.

    Args:
        directory: Where keystores are; made when missing.
        password: Encrypts the file; not empty.
        label: Name for people: lower-case letters, digits, `-` and `.`, at most 40.
        work_factor: scrypt's N, a power of two.

    Raises:
        KeyExists: The label is taken.
        InputError: The label has another form, or the password is empty.
        KeyDirectoryUnusable: The file cannot be written.
    """
    private_key = (secrets.randbelow(CURVE_ORDER - 1) + 1).to_bytes(_KEY_BYTES, "big")
    return import_private_key(directory, private_key, password, label=label, work_factor=work_factor)


def import_private_key(
    directory: Path, private_key: bytes, password: str, *, label: str, work_factor: int = SCRYPT_WORK_FACTOR
) -> StoredKey:
    """Store a private key of 32 bytes encrypted.

    Raises:
        KeystoreInvalid: Not 32 bytes, zero, or beyond the order of the curve.
        KeyExists: The key or the label is there already.
        InputError: The label has another form, or the password is empty.
        KeyDirectoryUnusable: The file cannot be written.
    """
    if len(private_key) != _KEY_BYTES or not 0 < int.from_bytes(private_key, "big") < CURVE_ORDER:
        raise KeystoreInvalid(
            "this is not a private key of secp256k1",
            hint="A private key is 32 bytes, written as 64 hexadecimal digits.",
        )
    if not password:
        raise InputError("the password is empty", hint="Choose one; it protects the key when the file is stolen.")
    address = parse_address(Account.from_key(private_key).address, "key")
    _refuse_taken(directory, address, label)
    keystore = Account.encrypt(private_key, password, kdf="scrypt", iterations=work_factor)
    return _stored(write_keystore(directory, address, {**keystore, "label": label}))


def import_keystore(directory: Path, file: Path, password: str, *, label: str) -> StoredKey:
    """Take in a keystore that another wallet made, after opening it once; its encryption stays as it is.

    Raises:
        KeystoreInvalid: The file is not a keystore of version 3, or its address is not that of its key.
        PasswordWrong: The password does not open it.
        KeyExists: The key or the label is there already.
        InputError: The label has another form.
        KeyDirectoryUnusable: The file cannot be written.
    """
    keystore = read_keystore(file)
    address = parse_address(Account.from_key(decrypt_keystore(keystore, password, file)).address, "key")
    if "address" in keystore and address_in(keystore, file) != address:
        raise KeystoreInvalid(f"{file}: its key has another address than the file says", hint="Get the file again.")
    _refuse_taken(directory, address, label)
    return _stored(write_keystore(directory, address, {**keystore, "address": address.hex(), "label": label}))


def add_key_held_elsewhere(directory: Path, address: bytes, *, label: str, url: str = "", owner: str = "") -> StoredKey:
    """Note a key that is not here: a signing service holds it, or it is a contract wallet.

    Args:
        directory: Where keystores are; made when missing.
        address: Of the key, 20 bytes.
        label: Name for people.
        url: Of the signing service.
        owner: Label of the stored key that signs for the contract wallet.

    Raises:
        KeyExists: The key or the label is there already.
        InputError: The label has another form.
        KeyDirectoryUnusable: The file cannot be written.
    """
    _refuse_taken(directory, address, label)
    held = {"url": url} if url else {"owner": owner}
    return _stored(
        write_keystore(directory, address, {"format": ENTRY_FORMAT, "address": address.hex(), "label": label, **held})
    )


def list_keys(directory: Path) -> list[StoredKey]:
    """Return the keys of a directory by label; none when the directory is missing.

    Raises:
        KeystoreInvalid: A `.json` file there is not a keystore with an address.
        KeyDirectoryUnusable: The directory cannot be read.
    """
    try:
        found = sorted(directory.glob("*.json"))
    except OSError as error:
        raise directory_unusable(directory, error) from error
    return sorted((_stored(file) for file in found), key=lambda key: key.label)


def find_key(directory: Path, name: str) -> StoredKey:
    """Return the key with a label, an address, or a beginning of one that only one key has.

    Raises:
        KeyUnknown: No key, or several, are meant; the hint lists the choices.
        KeystoreInvalid: As `list_keys`.
        KeyDirectoryUnusable: As `list_keys`.
    """
    keys = list_keys(directory)
    for key in keys:
        if name == key.label or name.lower() == f"0x{key.address.hex()}":
            return key
    near = [key for key in keys if key.label.startswith(name) or f"0x{key.address.hex()}".startswith(name.lower())]
    if len(near) == 1:
        return near[0]
    choices = ", ".join(key.label for key in near or keys)
    raise KeyUnknown(
        f"{len(near)} keys begin with {name!r}" if near else f"no key is called {name!r} in {directory}",
        hint=f"Keys there: {choices}." if choices else "Make one: labour-ledger keys new LABEL",
        context={"name": name, "choices": [key.label for key in near or keys]},
    )


def unlock(key: StoredKey, password: str) -> bytes:
    """Return the private key, 32 bytes.

    Raises:
        PasswordWrong: The password does not open the file.
        KeystoreInvalid: The file is no longer a keystore of this key.
        KeyDirectoryUnusable: The file cannot be read.
        KeyHeldElsewhere: The key is not on this machine.
    """
    if key.url or key.owner:
        raise KeyHeldElsewhere(
            f"the key {key.label} is held by {key.held_by}, not here", hint="Name a key of this machine."
        )
    private_key = decrypt_keystore(read_keystore(key.file), password, key.file)
    if parse_address(Account.from_key(private_key).address, "key") != key.address:
        raise KeystoreInvalid(f"{key.file}: its key has another address than the file says", hint="Get the file again.")
    return private_key


def _refuse_taken(directory: Path, address: bytes, label: str) -> None:
    if not _LABEL.fullmatch(label):
        raise InputError(
            f"{label[:60]!r} cannot be a label of a key",
            hint="Use lower-case letters, digits, - and . only, at most 40.",
        )
    for key in list_keys(directory):
        if key.address == address:
            raise KeyExists(
                f"this key is already there as {key.label}",
                hint="Use it under that label.",
                context={"label": key.label},
            )
        if key.label == label:
            raise KeyExists(f"another key is already called {label}", hint="Choose another label.")


def _stored(file: Path) -> StoredKey:
    keystore = read_keystore(file, entries=True)
    if "address" not in keystore:
        raise KeystoreInvalid(
            f"{file}: the keystore does not say its address",
            hint="Move it elsewhere and take it in with: labour-ledger keys import FILE",
        )
    address = address_in(keystore, file)
    label = keystore.get("label")
    name = label if isinstance(label, str) and label else to_checksum_address(address)
    return StoredKey(address, name, file, str(keystore.get("url", "")), str(keystore.get("owner", "")))
