"""Entries of histories as canonical JSON text and back, exactly: what comes out folds to the same head.

Numbers up to 48 bits are JSON numbers, wider ones decimal strings, bytes `0x` and lower-case hexadecimal.
"""

from __future__ import annotations

import json
from typing import Final

from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import ENTRY_TYPES, Entry, Value

_WIDE: Final = frozenset({"uint64", "uint256"})
_NARROW: Final = frozenset({"uint8", "uint16", "uint48"})


def encode_entry(entry: Entry) -> str:
    """Return the fields of an entry as JSON with sorted keys and no spaces."""
    fields = {
        name: _encode_value(abi_type, value)
        for (name, abi_type), value in zip(entry.type.fields, entry.values, strict=True)
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def decode_entry(type_number: int, text: str) -> Entry:
    """Return the entry that was encoded.

    Args:
        type_number: Number of the entry's type (docs/history-format.md 3.1).
        text: Its fields as `encode_entry` wrote them.
    """
    entry_type = ENTRY_TYPES[type_number]
    fields = json.loads(text)
    return Entry(entry_type, tuple(_decode_value(abi_type, fields[name]) for name, abi_type in entry_type.fields))


def _encode_value(abi_type: str, value: Value) -> int | str | bool:
    if isinstance(value, bytes):
        return to_hex(value)
    if abi_type == "bool":
        return bool(value)
    return str(value) if abi_type in _WIDE else value


def _decode_value(abi_type: str, value: int | str | bool) -> Value:
    if abi_type in _WIDE:
        return int(value)
    if abi_type == "bool" or abi_type in _NARROW:
        return value if isinstance(value, bool) else int(value)
    return bytes.fromhex(str(value)[2:])
