"""One range of blocks, read and packed into rows in one go: what a worker process of a backfill does.

The checks are those of `fetch`: all logs and headers of one chain, each block the child of the one before. It only
says whether all was in order; what was not is read again by `fetch`, which names it. Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from labour_ledger.chain.fast_decode import FastLogs, Irregular, LogLayouts, big_endian, decode_answer
from labour_ledger.chain.lean_rpc import LeanRpc
from labour_ledger.store.packed import PackedLayout

HEADERS_AT_ONCE: Final = 500

_LOGS_METHOD: Final = "eth_getLogs"
_HEADER_METHOD: Final = "eth_getBlockByNumber"
_PARTY: Final = slice(24, 32)
_CLASS: Final = slice(23, 24)
_METHOD: Final = slice(22, 23)
"""Bytes of the basis word (docs/history-format.md 3.2) that stand alone so that they can be searched."""


class ReaderSetup(msgspec.Struct, frozen=True):
    """All that a worker needs to know.

    Attributes:
        endpoints: Nodes of the chain.
        timeout_s: Longest wait for one answer.
        requests_per_s: Rate that this worker keeps to; None for no limit.
        layouts: Of the ledger's events.
        record_rows: Layout of `index_record`.
        signature_rows: Layout of `index_signature`.
    """

    endpoints: tuple[str, ...]
    timeout_s: float
    requests_per_s: float | None
    layouts: LogLayouts
    record_rows: PackedLayout
    signature_rows: PackedLayout


class RangeAsked(msgspec.Struct, frozen=True):
    """A range to read: first and last block, and from which block on every header is wanted."""

    first: int
    last: int
    headers_from: int


class Header(msgspec.Struct, frozen=True):
    """What the index holds of a block; `has_events` says whether the ledger has logs in it."""

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp: int
    has_events: bool


class RangeRead(msgspec.Struct, frozen=True):
    """What was read of a range.

    Attributes:
        first: First block.
        last: Header of the last block.
        first_parent: Parent hash of the first block.
        headers: To be held, in order.
        records: Packed rows of `index_record`.
        signatures: Packed rows of `index_signature`.
        others: Logs of other events as JSON-RPC gives them.
        logs: Number of all logs.
    """

    first: int
    last: Header
    first_parent: bytes
    headers: tuple[Header, ...]
    records: bytes
    signatures: bytes
    others: tuple[dict[str, Any], ...]
    logs: int


class RequestMade(msgspec.Struct, frozen=True):
    """An exchange with a node: the method, seconds, and whether it failed."""

    method: str
    seconds: float
    failed: bool


class ReaderAnswer(msgspec.Struct, frozen=True):
    """What a worker answers: the range, None if something was not in order, and what it asked the node for it."""

    found: RangeRead | None
    requests: tuple[RequestMade, ...]


class _HeaderText(msgspec.Struct):
    number: str
    hash: str
    parentHash: str
    timestamp: str


class _HeaderAnswer(msgspec.Struct):
    id: int
    result: _HeaderText


_HEADERS: Final = msgspec.json.Decoder(list[_HeaderAnswer])


def read_range(rpc: LeanRpc, setup: ReaderSetup, asked: RangeAsked) -> RangeRead:
    """Read a range.

    Raises:
        Irregular: Something was not in order, or the chain moved meanwhile.
        NoAnswer: No node answers.
    """
    turns = rpc.turns
    before = _headers(rpc, [asked.last])[asked.last]
    logs = decode_answer(rpc.post(_LOGS_METHOD, _logs_request(setup.layouts.address, asked)), setup.layouts)
    kept = set(logs.blocks) | set(range(max(asked.first, asked.headers_from), asked.last + 1))
    headers = _headers(rpc, sorted(kept | {asked.first, asked.last}))
    if headers[asked.last].hash != before.hash:
        raise Irregular("the chain moved")
    if rpc.turns != turns:  # a node that lags has no logs of blocks that another has
        raise Irregular("answers of several nodes")
    _check(headers, logs, asked)
    times = {number: header.timestamp for number, header in headers.items()}
    return RangeRead(
        first=asked.first,
        last=headers[asked.last],
        first_parent=headers[asked.first].parent_hash,
        headers=tuple(_marked(headers[number], number in logs.blocks) for number in sorted(kept)),
        records=_record_rows(setup.record_rows, logs, times),
        signatures=setup.signature_rows.pack(logs.signatures),
        others=tuple({**log, "blockTimestamp": hex(times[int(log["blockNumber"], 16)])} for log in logs.others),
        logs=logs.count,
    )


def _logs_request(address: str, asked: RangeAsked) -> bytes:
    query = {"address": address, "fromBlock": hex(asked.first), "toBlock": hex(asked.last)}
    return msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": _LOGS_METHOD, "params": [query]})


def _headers(rpc: LeanRpc, numbers: Sequence[int]) -> dict[int, Header]:
    headers: dict[int, Header] = {}
    for start in range(0, len(numbers), HEADERS_AT_ONCE):
        part = numbers[start : start + HEADERS_AT_ONCE]
        requests = [
            {"jsonrpc": "2.0", "id": number, "method": _HEADER_METHOD, "params": [hex(number), False]}
            for number in part
        ]
        headers.update(_parsed(rpc.post(_HEADER_METHOD, msgspec.json.encode(requests), requests=len(part))))
    if headers.keys() != set(numbers):
        raise Irregular("a header is missing")
    return headers


def _parsed(answer: bytes) -> Iterable[tuple[int, Header]]:
    try:
        for item in _HEADERS.decode(answer):
            block = item.result
            number, hashes = int(block.number, 16), bytes.fromhex(block.hash[2:] + block.parentHash[2:])
            if len(hashes) != 64 or number != item.id:
                raise Irregular("a header of another form")
            yield number, Header(number, hashes[:32], hashes[32:], int(block.timestamp, 16), False)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Irregular(str(error)) from error


def _check(headers: Mapping[int, Header], logs: FastLogs, asked: RangeAsked) -> None:
    for number, header in headers.items():
        parent = headers.get(number - 1)
        if parent is not None and header.parent_hash != parent.hash:
            raise Irregular("headers that do not follow each other")
    for number, (block_hash, time) in logs.blocks.items():
        header = headers[number]
        if not asked.first <= number <= asked.last or block_hash != "0x" + header.hash.hex():
            raise Irregular("logs of another block")
        if time not in (None, header.timestamp):
            raise Irregular("a log and its block differ in their time")


def _marked(header: Header, has_events: bool) -> Header:
    return msgspec.structs.replace(header, has_events=has_events)


def _record_rows(layout: PackedLayout, logs: FastLogs, times: Mapping[int, int]) -> bytes:
    if not logs.records:
        return b""
    columns: dict[str, NDArray[np.uint8]] = dict(logs.records)
    numbers = columns["block_number"].copy().view(">i8").ravel().tolist()
    basis = columns["basis"]
    if (basis[:, _PARTY.start] & 0x80).any():
        raise Irregular("a party beyond 2^63")
    columns["recorded_at"] = big_endian([times[number] for number in numbers])
    columns["party"] = basis[:, _PARTY]
    columns["party_class"] = basis[:, _CLASS]
    columns["method"] = basis[:, _METHOD]
    return layout.pack(columns)
