"""The JSON form of history entries.

Implements section 3 of docs/bundle-format.md, but for shown records, which `bundle` reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from .errors import InputError
from .hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex
from .history import ENTRY_TYPES, Entry, EntryType, Value
from .keccak import uint_word

ENTRY_TYPES_BY_NAME: Final[Mapping[str, EntryType]] = {entry.name: entry for entry in ENTRY_TYPES.values()}

_COUNTRY: Final = re.compile("(?:[A-Z]{2})?")
_BITS: Final = {"uint16": 16, "uint48": 48, "uint64": 64}


def entry_to_json(entry: Entry) -> dict[str, object]:
    """Return the JSON object of an entry: its type and its fields by name."""
    found: dict[str, object] = {"type": entry.type.name}
    for (name, abi_type), value in zip(entry.type.fields, entry.values, strict=True):
        found[name] = _to_json(abi_type, value)
    return found


def entry_from_json(value: Mapping[str, object], where: str) -> Entry:
    """Read the JSON object of an entry strictly.

    Args:
        value: A JSON object.
        where: JSON path for errors.

    Raises:
        InputError: An unknown type, a field missing, unknown or out of range.
    """
    name = value.get("type")
    entry_type = ENTRY_TYPES_BY_NAME.get(name) if isinstance(name, str) else None
    if entry_type is None:
        raise InputError(f"{where}.type: not an entry type of this version", hint="A newer verifier may know it.")
    if len(value) != len(entry_type.fields) + 1:
        _refuse_fields(value, entry_type, where)
    values = []
    for field, abi_type in entry_type.fields:
        if field not in value:
            _refuse_fields(value, entry_type, where)
        values.append(_from_json(abi_type, value[field], where, field))
    return Entry(entry_type, tuple(values))


def _refuse_fields(value: Mapping[str, object], entry_type: EntryType, where: str) -> None:
    wanted = [name for name, _ in entry_type.fields]
    raise InputError(
        f"{where}: the fields of {entry_type.name} must be type, {', '.join(wanted)}",
        context={"found": sorted(value)},
    )


def _to_json(abi_type: str, value: Value) -> object:
    if isinstance(value, bytes):
        if abi_type == "bytes2":
            return value.rstrip(b"\0").decode("ascii")
        return to_checksum_address(value) if abi_type == "address" else to_hex(value)
    if abi_type == "bool":
        return bool(value)
    if abi_type == "uint256":
        return to_hex(uint_word(value))
    return value if abi_type == "uint8" else str(value)


def _from_json(abi_type: str, value: object, where: str, field: str) -> Value:
    if abi_type == "bytes32":
        return parse_hex(value, 32, f"{where}.{field}")
    if abi_type in _BITS:
        return _parse_uint(value, _BITS[abi_type], f"{where}.{field}")
    if abi_type == "uint256":
        return int.from_bytes(parse_hex(value, 32, f"{where}.{field}"), "big")
    if abi_type == "address":
        return parse_address(value, f"{where}.{field}")
    if abi_type == "bytes2":
        return _parse_country(value, f"{where}.{field}")
    if abi_type == "bool":
        if not isinstance(value, bool):
            raise InputError(f"{where}.{field}: must be true or false")
        return value
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 256:
        raise InputError(f"{where}.{field}: must be a number from 0 to 255")
    return value


def _parse_uint(value: object, bits: int, where: str) -> int:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 20:
        raise InputError(f"{where}: must be a whole number written as a decimal string")
    number = int(value)
    if number >> bits or str(number) != value:
        raise InputError(f"{where}: must be below 2^{bits}, without leading zeros")
    return number


def _parse_country(value: object, where: str) -> bytes:
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        raise InputError(f"{where}: must be two capital letters, or empty")
    return value.encode().ljust(2, b"\0")
