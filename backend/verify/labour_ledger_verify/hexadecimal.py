"""Hexadecimal text: one spelling for bytes, `0x` and lower case, and EIP-55 for addresses shown to people."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .errors import InputError
from .keccak import keccak256

_LOWER_HEX: Final = re.compile(r"0x(?:[0-9a-f]{2})*")
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")


def parse_hex(value: object, length: int | None, where: str) -> bytes:
    """Parse `0x` and lower-case hexadecimal digits.

    Args:
        value: What was found in the input.
        length: Bytes expected, or None for any length.
        where: JSON path or field for the error.

    Returns:
        The bytes.

    Raises:
        InputError: Not a string of that form or length.
    """
    if not isinstance(value, str) or not _LOWER_HEX.fullmatch(value):
        raise InputError(f"{where}: must be 0x and lower-case hexadecimal digits")
    data = bytes.fromhex(value[2:])
    if length is not None and len(data) != length:
        raise InputError(f"{where}: must be {length} bytes, found {len(data)}")
    return data


def to_hex(data: bytes) -> str:
    """Return `0x` and lower-case hexadecimal digits."""
    return "0x" + data.hex()


def parse_address(value: object, where: str) -> bytes:
    """Parse an address: all lower case, or mixed case with a right EIP-55 checksum.

    Returns:
        20 bytes.

    Raises:
        InputError: Another form, or a checksum that does not fit (a mistyped address).
    """
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise InputError(f"{where}: must be an address, 0x and 40 hexadecimal digits")
    address = bytes.fromhex(value[2:])
    if value != value.lower() and value != to_checksum_address(address):
        raise InputError(f"{where}: the checksum of the address is wrong", hint="It was probably mistyped.")
    return address


@lru_cache(maxsize=4096)
def to_checksum_address(address: bytes) -> str:
    """Return the EIP-55 spelling of a 20-byte address."""
    digits = address.hex()
    digest = keccak256(digits.encode()).hex()
    return "0x" + "".join(
        digit.upper() if int(nibble, 16) >= 8 else digit for digit, nibble in zip(digits, digest, strict=False)
    )
