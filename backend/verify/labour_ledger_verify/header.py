"""Block headers and accounts: what the proofs of a bundle start from.

Source: Ethereum yellow paper 4.1 and 4.4. EIP-1559 and later forks only append fields, so the places of those used
here have not moved since London.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .errors import InputError
from .keccak import keccak256
from .rlp import decode_byte_strings, decode_uint
from .trie import NodeSet, find_value

FEWEST_FIELDS: Final = 16
"""London (EIP-1559). Shanghai has 17, Cancun 20, Prague 21; later forks append."""
MOST_FIELDS: Final = 32
LARGEST_HEADER_BYTES: Final = 4096
EMPTY_CODE_HASH: Final = keccak256(b"")


class Header(NamedTuple):
    """The fields of a block header that a proof uses.

    Attributes:
        hash: 32 bytes, the hash of the RLP bytes.
        parent_hash: 32 bytes.
        state_root: 32 bytes.
        number: Height.
        timestamp: Unix seconds, as the producer wrote them.
        field_count: How many fields the header has; differs by fork.
    """

    hash: bytes
    parent_hash: bytes
    state_root: bytes
    number: int
    timestamp: int
    field_count: int


class Account(NamedTuple):
    """What the state holds of an address: its storage root and the hash of its code, 32 bytes each."""

    storage_root: bytes
    code_hash: bytes


def parse_header(data: bytes) -> Header:
    """Read the RLP bytes of a header.

    Raises:
        InputError: Not RLP, or not the fields of a header since London.
    """
    if len(data) > LARGEST_HEADER_BYTES:
        raise InputError(f"header: longer than {LARGEST_HEADER_BYTES} bytes")
    fields = decode_byte_strings(data, what="header")
    if not FEWEST_FIELDS <= len(fields) <= MOST_FIELDS:
        raise InputError(f"header: {len(fields)} fields; a header since London has at least {FEWEST_FIELDS}")
    for place, length in ((0, 32), (1, 32), (2, 20), (3, 32), (4, 32), (5, 32), (6, 256), (13, 32), (14, 8)):
        if len(fields[place]) != length:
            raise InputError(f"header: field {place} must have {length} bytes")
    return Header(
        hash=keccak256(data),
        parent_hash=fields[0],
        state_root=fields[3],
        number=decode_uint(fields[8], what="header: number"),
        timestamp=decode_uint(fields[11], what="header: time"),
        field_count=len(fields),
    )


def find_account(state_root: bytes, address: bytes, nodes: NodeSet) -> Account | None:
    """Walk the state to an account.

    Args:
        state_root: 32 bytes.
        address: 20 bytes.
        nodes: Where nodes are found.

    Returns:
        The account, or None when the walk proves that there is none.

    Raises:
        NodeMissing: A node is missing.
        InputError: The value is not an account.
    """
    value = find_value(state_root, address, nodes)
    if value is None:
        return None
    fields = decode_byte_strings(value, what="account")
    if len(fields) != 4 or len(fields[2]) != 32 or len(fields[3]) != 32:
        raise InputError("account: must be nonce, balance, storage root and code hash")
    return Account(storage_root=fields[2], code_hash=fields[3])
