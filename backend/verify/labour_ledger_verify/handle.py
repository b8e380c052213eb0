"""Handles: eight checked characters by which people name a subject.

Implements section 7 of docs/history-format.md. A handle is not unique: whoever resolves one lists the choices.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .errors import InputError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM: Final = re.compile(r"LL-?([0-9A-Z]{4})-?([0-9A-Z]{4})")
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1


@lru_cache(maxsize=4096)
def handle_of(subject: bytes) -> str:
    """Return the handle of a 32-byte subject, such as `LL-7K3M-92QF`."""
    number = int.from_bytes(subject[:5], "big") >> 5
    digits = [number >> shift & 31 for shift in range(30, -1, -5)]
    text = "".join(ALPHABET[digit] for digit in [*digits, _check_digit(digits)])
    return f"LL-{text[:4]}-{text[4:]}"


def is_handle(text: str) -> bool:
    """Return whether text has the form of a handle; its check symbol may still be wrong."""
    return _FORM.fullmatch(text.strip().upper()) is not None


def parse_handle(text: str) -> int:
    """Return the first 35 bits of the subjects that a handle names.

    Raises:
        InputError: Not a handle, or mistyped.
    """
    match = _FORM.fullmatch(text.strip().upper())
    if match is None:
        raise InputError(f"{text!r} is not a handle", hint="A handle looks like LL-7K3M-92QF.")
    characters = (match[1] + match[2]).translate(_LOOKALIKES)
    if "U" in characters:
        raise InputError(f"{text!r} is not a handle: U is not used in handles")
    digits = [ALPHABET.index(character) for character in characters]
    if _check_digit(digits[:7]) != digits[7]:
        raise InputError(
            f"the handle {text!r} was mistyped", hint="Its last character does not fit the others: compare all of them."
        )
    number = 0
    for digit in digits[:7]:
        number = number << 5 | digit
    return number


def subject_range(text: str) -> tuple[bytes, bytes]:
    """Return the lowest and highest 32-byte subject that a handle can name, for a range search.

    Raises:
        InputError: Not a handle, or mistyped.
    """
    low = parse_handle(text) << 5
    return low.to_bytes(5, "big") + bytes(27), (low | 31).to_bytes(5, "big") + b"\xff" * 27


def _check_digit(digits: list[int]) -> int:
    total = 0
    for weighed, digit in zip(_WEIGHED, digits, strict=True):
        total ^= weighed[digit]
    return total


def _multiply(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _POLYNOMIAL
        right >>= 1
    return product


def _weighed_digits() -> tuple[tuple[int, ...], ...]:
    """Return a^i times every digit, for i = 1 … 7."""
    weight, found = 1, []
    for _ in range(7):
        weight = _multiply(weight, 2)
        found.append(tuple(_multiply(weight, digit) for digit in range(32)))
    return tuple(found)


_WEIGHED: Final = _weighed_digits()
