"""Block headers from a node's JSON back to the RLP bytes that their hash is made from.

Source: Ethereum yellow paper 4.4 and the EIPs that appended fields: 1559 (London), 4895 (Shanghai), 4844 and 4788
(Cancun), 7685 (Prague), 7928 (Amsterdam). The result is hashed and compared with the node's own hash, so a field that
is unknown here or was read wrongly cannot pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import rlp

from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.header import parse_header
from labour_ledger_verify.hexadecimal import to_hex

from .errors import NodeUnavailable
from .rpc import Json

_BYTES: Final = "bytes"
_NUMBER: Final = "number"
_FIELDS: Final = (
    ("parentHash", _BYTES),
    ("sha3Uncles", _BYTES),
    ("miner", _BYTES),
    ("stateRoot", _BYTES),
    ("transactionsRoot", _BYTES),
    ("receiptsRoot", _BYTES),
    ("logsBloom", _BYTES),
    ("difficulty", _NUMBER),
    ("number", _NUMBER),
    ("gasLimit", _NUMBER),
    ("gasUsed", _NUMBER),
    ("timestamp", _NUMBER),
    ("extraData", _BYTES),
    ("mixHash", _BYTES),
    ("nonce", _BYTES),
    ("baseFeePerGas", _NUMBER),
)
_LATER_FIELDS: Final = (
    ("withdrawalsRoot", _BYTES),
    ("blobGasUsed", _NUMBER),
    ("excessBlobGas", _NUMBER),
    ("parentBeaconBlockRoot", _BYTES),
    ("requestsHash", _BYTES),
    ("blockAccessListHash", _BYTES),
)
"""In the order in which forks appended them; a header has a beginning of this list."""


def encode_header(answer: Json) -> bytes:
    """Return the RLP bytes of a block header.

    Args:
        answer: What the node gave for the block (execution API, `eth_getBlockByNumber`).

    Returns:
        Bytes whose keccak256 is the block's hash.

    Raises:
        NodeUnavailable: A field is missing or malformed, or the bytes do not have the hash that the node gives.
    """
    try:
        fields = [_field_bytes(answer[name], kind) for name, kind in _FIELDS]
        fields += [_field_bytes(answer[name], kind) for name, kind in _present(answer)]
        header: bytes = rlp.encode(fields)
        found, expected = parse_header(header).hash, bytes.fromhex(answer["hash"][2:])
    except (KeyError, TypeError, ValueError, VerifyError) as error:
        raise NodeUnavailable(
            f"the node gave no well-formed block header: {error!r}", hint="Ask another node."
        ) from error
    if found != expected:
        raise NodeUnavailable(
            f"the header of block {int(answer['number'], 16)} hashes to {to_hex(found)}, not to {to_hex(expected)}",
            hint="The chain may be of a fork that a newer version of this program knows; or ask another node.",
        )
    return header


def _present(answer: Json) -> Iterator[tuple[str, str]]:
    for name, kind in _LATER_FIELDS:
        if answer.get(name) is None:
            return
        yield name, kind


def _field_bytes(value: str, kind: str) -> bytes:
    if kind == _BYTES:
        return bytes.fromhex(value[2:])
    number = int(value, 16)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
