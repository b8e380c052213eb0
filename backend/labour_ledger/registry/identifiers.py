"""Identifiers of sites and organisations: their canonical form, their check digits, their hash.

Schemes with a known form are checked; any other well-formed scheme is taken as the own scheme of a list, without a
check. This module must not know where identifiers are stored or who holds one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stdnum import ean, lei

from labour_ledger.errors import InputError
from labour_ledger_verify.attestation import identifier_hash

_SCHEME: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
_VALUE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
_OS_ID: Final = re.compile(r"[A-Z]{2}[0-9]{7}[0-9A-HJKMNP-TV-Z]{6}")
_MILL_ID: Final = re.compile(r"PO[0-9]{10}")
_GLN: Final = re.compile(r"[0-9]{13}")
_LEI: Final = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_BASE_32: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class IdentifierInvalid(InputError):
    """Not an identifier of the scheme it names."""

    code = "identifier-invalid"


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """An identifier in canonical form.

    Attributes:
        scheme: Lower-case name of the scheme, such as `os`.
        value: Canonical value, such as `CN2021250D1DTN7`.
    """

    scheme: str
    value: str

    @property
    def hash(self) -> bytes:
        """The 32 bytes by which the ledger knows it (docs/history-format.md, section 1)."""
        return identifier_hash(self.scheme, self.value)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def parse_identifier(text: str) -> Identifier:
    """Parse `scheme:value`.

    Raises:
        IdentifierInvalid: No colon, no scheme or value of that form, or a check digit that does not fit.
    """
    scheme, colon, value = text.strip().partition(":")
    if not colon:
        raise IdentifierInvalid(
            f"{text!r} is not an identifier", hint="Write scheme:value, for example os:CN2021250D1DTN7."
        )
    return canonical_identifier(scheme, value)


def canonical_identifier(scheme: str, value: str) -> Identifier:
    """Return an identifier in the one form that is hashed.

    Args:
        scheme: `os` (Open Supply Hub), `gln` (GS1), `lei` (ISO 17442), `uml` (Universal Mill List), or the own scheme
            of a list.
        value: As people write it: spaces are ignored everywhere, case and hyphens in the checked schemes.

    Raises:
        IdentifierInvalid: Not of the scheme's form, or mistyped.
    """
    name = scheme.strip().lower()
    if not _SCHEME.fullmatch(name):
        raise IdentifierInvalid(
            f"{scheme!r} is not the name of an identifier scheme",
            hint="A scheme has 2 to 32 letters, digits or hyphens, for example os, gln, lei, uml.",
        )
    compact = re.sub(r"\s", "", value)
    checked = _SCHEMES.get(name)
    if checked is not None:
        compact = compact.replace("-", "").upper()
        checked(compact)
    elif not _VALUE.fullmatch(compact):
        raise IdentifierInvalid(
            f"{name}: {value!r} is not an identifier",
            hint="It has at most 64 letters, digits, dots, hyphens, slashes or underscores.",
        )
    return Identifier(name, compact)


def _check_os_id(value: str) -> None:
    """Check an OS ID: country, year and day of the year, five symbols, and one symbol that sums the rest mod 32."""
    _require_form(_OS_ID, value, "os", "two letters, seven digits and six symbols, for example CN2021250D1DTN7")
    total = ord(value[0]) + ord(value[1]) + sum(_BASE_32.index(symbol) for symbol in value[2:-1])
    _require_check(_BASE_32[total % 32] == value[-1], "os", value)


def _check_gln(value: str) -> None:
    """Check a GLN: 13 digits with the check digit of GS1 (General Specifications, 7.9)."""
    _require_form(_GLN, value, "gln", "13 digits")
    _require_check(ean.is_valid(value), "gln", value)


def _check_lei(value: str) -> None:
    """Check a LEI (ISO 17442-1, ISO 7064 MOD 97-10)."""
    _require_form(_LEI, value, "lei", "18 letters or digits and two digits")
    _require_check(lei.is_valid(value), "lei", value)


def _check_mill_id(value: str) -> None:
    """Check the form of a Universal Mill List id; it has no check digit."""
    _require_form(_MILL_ID, value, "uml", "PO and ten digits, for example PO1000001234")


def _require_form(form: re.Pattern[str], value: str, scheme: str, description: str) -> None:
    if not form.fullmatch(value):
        raise IdentifierInvalid(
            f"{scheme}: {value!r} does not have the form of the scheme", hint=f"It has {description}."
        )


def _require_check(fits: bool, scheme: str, value: str) -> None:
    if not fits:
        raise IdentifierInvalid(
            f"{scheme}: {value} was mistyped: its check digit does not fit", hint="Compare it with where it was read."
        )


_SCHEMES: Final[dict[str, Callable[[str], None]]] = {
    "gln": _check_gln,
    "lei": _check_lei,
    "os": _check_os_id,
    "uml": _check_mill_id,
}
