"""RLP: strict decoding of headers, accounts and trie nodes.

Source: Ethereum yellow paper, appendix B. Only the shortest encoding of a value is taken, so that bytes and meaning
correspond one to one. Work is bounded by the length of the input, depth by a constant.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from .errors import InputError

RlpItem: TypeAlias = "bytes | list[RlpItem]"

GREATEST_DEPTH: Final = 8
"""Headers, accounts and trie nodes nest at most three deep."""


def decode_rlp(data: bytes, *, what: str) -> RlpItem:
    """Decode one item that fills the input exactly.

    Args:
        data: RLP bytes.
        what: Name of the input for errors.

    Returns:
        Bytes, or a list of items.

    Raises:
        InputError: Cut short, bytes left over, a longer encoding than needed, or nested too deeply.
    """
    item, end = _decode(data, 0, len(data), 0, what)
    if end != len(data):
        raise InputError(f"{what}: {len(data) - end} bytes after the end of its RLP")
    return item


def decode_byte_strings(data: bytes, *, what: str) -> list[bytes]:
    """Decode a list whose items are all byte strings, as headers and accounts are.

    Raises:
        InputError: Not RLP, not a list, or a list inside it.
    """
    item = decode_rlp(data, what=what)
    if isinstance(item, bytes):
        raise InputError(f"{what}: must be an RLP list")
    strings = [part for part in item if isinstance(part, bytes)]
    if len(strings) != len(item):
        raise InputError(f"{what}: must be an RLP list of byte strings")
    return strings


def decode_uint(data: bytes, *, what: str) -> int:
    """Read an RLP integer: big-endian, without leading zero bytes, at most 32 bytes.

    Raises:
        InputError: A leading zero byte, or too long.
    """
    if data[:1] == b"\0" or len(data) > 32:
        raise InputError(f"{what}: not an RLP integer")
    return int.from_bytes(data, "big")


def _decode(data: bytes, start: int, end: int, depth: int, what: str) -> tuple[RlpItem, int]:
    if start >= end:
        raise InputError(f"{what}: its RLP is cut short")
    prefix = data[start]
    if prefix < 0x80:
        return data[start : start + 1], start + 1
    is_list = prefix >= 0xC0
    first, last = _payload(data, start, end, prefix - (0xC0 if is_list else 0x80), what)
    if not is_list:
        if last - first == 1 and data[first] < 0x80:
            raise InputError(f"{what}: a single byte has a longer RLP encoding than needed")
        return data[first:last], last
    if depth == GREATEST_DEPTH:
        raise InputError(f"{what}: its RLP is nested too deeply")
    items: list[RlpItem] = []
    while first < last:
        item, first = _decode(data, first, last, depth + 1, what)
        items.append(item)
    return items, last


def _payload(data: bytes, start: int, end: int, length: int, what: str) -> tuple[int, int]:
    first = start + 1
    if length > 55:
        size = length - 55
        first += size
        if first > end:
            raise InputError(f"{what}: its RLP is cut short")
        length = int.from_bytes(data[start + 1 : first], "big")
        if length <= 55 or data[start + 1] == 0:
            raise InputError(f"{what}: a length has a longer RLP encoding than needed")
    if first + length > end:
        raise InputError(f"{what}: its RLP is cut short")
    return first, first + length
