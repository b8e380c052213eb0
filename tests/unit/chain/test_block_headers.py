"""Headers of every fork since London, encoded by another hand: `rlp` with the fields written out."""

from __future__ import annotations

from typing import Any

import pytest
import rlp

from labour_ledger.chain.block_headers import encode_header
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger_verify.keccak import keccak256

LONDON: list[tuple[str, bytes]] = [
    ("parentHash", b"\1" * 32),
    ("sha3Uncles", b"\2" * 32),
    ("miner", b"\3" * 20),
    ("stateRoot", b"\4" * 32),
    ("transactionsRoot", b"\5" * 32),
    ("receiptsRoot", b"\6" * 32),
    ("logsBloom", b"\0" * 256),
    ("difficulty", b""),
    ("number", b"\x01\x00"),
    ("gasLimit", b"\x03\x93\x87\x00"),
    ("gasUsed", b""),
    ("timestamp", b"\x67\x74\x85\x81"),
    ("extraData", b"anvil"),
    ("mixHash", b"\7" * 32),
    ("nonce", b"\0" * 8),
    ("baseFeePerGas", b"\x07"),
]
LATER: list[tuple[str, bytes]] = [
    ("withdrawalsRoot", b"\x08" * 32),
    ("blobGasUsed", b""),
    ("excessBlobGas", b"\x01\x00\x00"),
    ("parentBeaconBlockRoot", b"\0" * 32),
    ("requestsHash", b"\x09" * 32),
    ("blockAccessListHash", b"\x0a" * 32),
]
NUMBERS = {"difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas"}


def answer_of(fields: list[tuple[str, bytes]], **changes: Any) -> dict[str, Any]:
    shown = {
        name: hex(int.from_bytes(value, "big")) if name in NUMBERS else "0x" + value.hex() for name, value in fields
    }
    header = rlp.encode([value for _, value in fields])
    return {**shown, "hash": "0x" + keccak256(header).hex(), "transactions": [], **changes}


@pytest.mark.parametrize(("fork", "later"), [("london", 0), ("shanghai", 1), ("cancun", 4), ("prague", 5), ("next", 6)])
def test_encode_header_of_each_fork_has_the_hash_of_the_block(fork: str, later: int) -> None:
    fields = LONDON + LATER[:later]
    assert encode_header(answer_of(fields)) == rlp.encode([value for _, value in fields]), fork


def test_encode_header_fields_that_a_fork_has_not_may_be_null() -> None:
    assert encode_header(answer_of(LONDON, withdrawalsRoot=None, requestsHash=None))


@pytest.mark.parametrize("name", [name for name, _ in LONDON + LATER[:5]])
def test_encode_header_any_field_changed_is_refused(name: str) -> None:
    answer = answer_of(LONDON + LATER[:5])
    answer[name] = hex(int(answer[name], 16) ^ 1) if name in NUMBERS else answer[name][:-1] + "f"
    if name == "extraData":
        answer[name] = "0x"
    with pytest.raises(NodeUnavailable, match="hashes to"):
        encode_header(answer)


def test_encode_header_with_a_field_unknown_here_is_refused_by_its_hash() -> None:
    fields = [*LONDON, *LATER, ("invention", b"\x0b" * 32)]
    with pytest.raises(NodeUnavailable, match="hashes to"):
        encode_header(answer_of(fields))


@pytest.mark.parametrize("changes", [{"parentHash": None}, {"number": "x"}, {"miner": 7}, {"hash": None}])
def test_encode_header_malformed_answer_is_named(changes: dict[str, Any]) -> None:
    with pytest.raises(NodeUnavailable, match="no well-formed"):
        encode_header(answer_of(LONDON, **changes))


def test_encode_header_missing_field_is_named() -> None:
    answer = answer_of(LONDON)
    del answer["logsBloom"]
    with pytest.raises(NodeUnavailable, match="no well-formed"):
        encode_header(answer)
