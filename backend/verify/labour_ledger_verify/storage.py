"""Storage: where the contract keeps its heads, and the walk to them.

Implements section 4 of docs/history-format.md. The slot numbers are those of docs/storage-layout.json, which the
compiler exports; a test holds them to it.
"""

from __future__ import annotations

from typing import Final

from .errors import InputError
from .history import HistoryKind
from .keccak import ZERO_WORD, keccak256, uint_word
from .rlp import decode_rlp
from .trie import NodeSet, find_value

SUBJECT_HEADS_SLOT: Final = 0
ISSUED_HEADS_SLOT: Final = 1
PARTY_HEADS_SLOT: Final = 2
SCHEMAS_HEAD_SLOT: Final = 3


def head_slot(kind: HistoryKind, key: bytes) -> bytes:
    """Return the 32-byte storage position of a history's head.

    Args:
        kind: The kind of history.
        key: The subject (32 bytes), the party (8 bytes, big-endian), or nothing for the schemas.
    """
    if kind is HistoryKind.SCHEMAS:
        return uint_word(SCHEMAS_HEAD_SLOT)
    slot = {
        HistoryKind.SUBJECT: SUBJECT_HEADS_SLOT,
        HistoryKind.ISSUED: ISSUED_HEADS_SLOT,
        HistoryKind.PARTY: PARTY_HEADS_SLOT,
    }[kind]
    return keccak256(key.rjust(32, b"\0") + uint_word(slot))


def find_word(storage_root: bytes, slot: bytes, nodes: NodeSet) -> bytes:
    """Walk a contract's storage to the 32-byte word at a position; zero when it is proven to be empty.

    Raises:
        NodeMissing: A node is missing.
        InputError: The value is not a word.
    """
    value = find_value(storage_root, slot, nodes)
    if value is None:
        return ZERO_WORD
    word = decode_rlp(value, what="storage value")
    if isinstance(word, list) or not word or len(word) > 32 or word[0] == 0:
        raise InputError("storage value: not a word")
    return word.rjust(32, b"\0")
