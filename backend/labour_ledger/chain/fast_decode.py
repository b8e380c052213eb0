"""Answers of `eth_getLogs` to columns, all logs of one answer at once: what reading a large ledger lives on.

It takes only what is in perfect order: records and their signatures of 65 bytes, from the ledger's address, in chain
order, every field within its type. Of anything else it says `Irregular` and no more; `decode` then reads the same
range log by log, and names what is wrong. Equal results of both are held by tests. Imports nothing heavy, as worker
processes start with it; the layout of the events is given to them by `log_layouts`.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
"""One row a log, one column a byte; numbers are big-endian."""

WORD: Final = 32
_HASH_TEXT: Final = 66
_RECORDED_TOPICS: Final = 3
_SIGNATURE_BYTES: Final = 65
_SIGNED_WORDS: Final = 6
_SIGNED_TEXT: Final = 2 + 2 * WORD * _SIGNED_WORDS
_SIGNATURE_HEAD: Final = np.frombuffer(
    (2 * WORD).to_bytes(WORD, "big") + _SIGNATURE_BYTES.to_bytes(WORD, "big"), np.uint8
)
"""Where the signature begins, and its length (contract ABI, dynamic types)."""
_ZERO_X: Final = np.frombuffer(b"0x", np.uint8)


class Irregular(Exception):
    """The answer holds something that only `decode` reads."""


class FastLog(msgspec.Struct, gc=False):
    """The fields of a log in JSON-RPC; msgspec refuses an answer in which one is missing or no text."""

    address: str
    topics: tuple[str, ...]
    data: str
    blockNumber: str
    blockHash: str
    transactionHash: str
    logIndex: str
    blockTimestamp: str | None = None
    removed: bool = False


class LogAnswer(msgspec.Struct):
    """The answer to `eth_getLogs`; a refusal has no result."""

    result: list[FastLog]


class FieldPlace(msgspec.Struct, frozen=True):
    """Where a field stands in the words of a log (topics after the first, then data), and its width in bytes."""

    name: str
    word: int
    width: int


class LogLayouts(msgspec.Struct, frozen=True):
    """What is known of the two events that are read here.

    Attributes:
        address: The ledger's, lower case with `0x`.
        recorded_topic: First topic of `Recorded`, likewise.
        recorded: Its fields.
        signed_topic: First topic of `Signed`.
    """

    address: str
    recorded_topic: str
    recorded: tuple[FieldPlace, ...]
    signed_topic: str


@dataclass(frozen=True, slots=True)
class FastLogs:
    """The logs of one answer.

    Attributes:
        records: Columns of `Recorded` by name, all but `recorded_at`; empty if there is none.
        signatures: Columns of `Signed`, likewise.
        others: All other logs as the node gave them, in order.
        blocks: Hash of every block with logs by number, and its time where the node said it.
        count: Number of all logs.
    """

    records: Mapping[str, Bytes]
    signatures: Mapping[str, Bytes]
    others: tuple[dict[str, Any], ...]
    blocks: Mapping[int, tuple[str, int | None]]
    count: int


class _Collected:
    """Logs of one event: pieces of text, places, and for records the place of the signature that covers each."""

    __slots__ = ("number", "place", "signed", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.number: list[int] = []
        self.place: list[int] = []
        self.signed: list[int] = []

    def add(self, log: FastLog, number: int, place: int) -> None:
        self.text += (log.transactionHash, *log.topics[1:], log.data)
        self.number.append(number)
        self.place.append(place)

    def sign_pending(self, place: int) -> None:
        self.signed.extend([place] * (len(self.place) - len(self.signed)))

    def refuse_pending(self) -> None:
        if len(self.signed) != len(self.place):
            raise Irregular("a record without signature")


_ANSWER: Final = msgspec.json.Decoder(LogAnswer)


def decode_answer(answer: bytes, layouts: LogLayouts) -> FastLogs:
    """Return the logs of an answer of `eth_getLogs`.

    Args:
        answer: The JSON text.
        layouts: Of the ledger asked for.

    Raises:
        Irregular: A refusal, or anything that is not in perfect order.
    """
    try:
        logs = _ANSWER.decode(answer).result
        records, signatures = _Collected(), _Collected()
        others: list[FastLog] = []
        blocks = _sort(logs, layouts, records, signatures, others)
        return FastLogs(
            records=_record_columns(records, layouts.recorded) if records.text else {},
            signatures=_signature_columns(signatures) if signatures.text else {},
            others=tuple(msgspec.structs.asdict(log) for log in others),
            blocks=blocks,
            count=len(logs),
        )
    except (msgspec.MsgspecError, ValueError, OverflowError, IndexError) as error:
        raise Irregular(str(error)) from error


def _sort(
    logs: Sequence[FastLog],
    layouts: LogLayouts,
    records: _Collected,
    signatures: _Collected,
    others: list[FastLog],
) -> dict[int, tuple[str, int | None]]:
    """Put each log where it belongs and return the blocks; docs/history-format.md 6 says what a signature covers."""
    blocks: dict[int, tuple[str, int | None]] = {}
    seen_block, seen_transaction, number, last_place = "", "", -1, -1
    for log in logs:
        if log.blockNumber != seen_block:
            following = int(log.blockNumber, 16)
            if following <= number:
                raise Irregular("blocks out of order")
            number, last_place, seen_block = following, -1, log.blockNumber
            blocks[number] = (log.blockHash, None if log.blockTimestamp is None else int(log.blockTimestamp, 16))
            seen_transaction = ""
        place = int(log.logIndex, 16)
        if place <= last_place or log.removed or log.address != layouts.address or log.blockHash != blocks[number][0]:
            raise Irregular("a log out of place")
        last_place = place
        if log.transactionHash != seen_transaction:
            records.refuse_pending()
            seen_transaction = log.transactionHash
        kind = log.topics[0]
        if kind == layouts.recorded_topic:
            records.add(log, number, place)
        elif kind == layouts.signed_topic:
            records.sign_pending(place)
            if len(log.data) == _SIGNED_TEXT:
                signatures.add(log, number, place)
            else:
                others.append(log)
        else:
            others.append(log)
    records.refuse_pending()
    return blocks


def _hashes_and_data(collected: _Collected, topics: int, data_words: int) -> tuple[list[Bytes], Bytes]:
    """Return transaction hashes and topics, each a column, and the data; every `0x` must stand where it belongs."""
    hashes = 1 + topics
    length = _HASH_TEXT * hashes + 2 + 2 * WORD * data_words
    text = bytearray("".join(collected.text), "ascii")
    if len(text) != length * len(collected.place):
        raise Irregular("data of another length")
    rows = np.frombuffer(text, np.uint8).reshape(len(collected.place), length)
    for start in range(0, _HASH_TEXT * (hashes + 1), _HASH_TEXT):
        if (rows[:, start : start + 2] != _ZERO_X).any():
            raise Irregular("text that is no hexadecimal data of its length")
        # Overwritten, so that one call reads it all: cutting the prefixes out would copy the whole text once more.
        rows[:, start + 1] = _ZERO_X[0]
    plain = np.frombuffer(unhexlify(text), np.uint8).reshape(len(rows), length // 2)
    ends = range(1 + WORD, (1 + WORD) * hashes + 1, 1 + WORD)
    return [plain[:, end - WORD : end] for end in ends], plain[:, (1 + WORD) * hashes + 1 :]


def _places(collected: _Collected, transactions: Bytes) -> dict[str, Bytes]:
    return {
        "block_number": big_endian(collected.number),
        "log_index": big_endian(collected.place),
        "transaction_hash": transactions,
    }


def _record_columns(collected: _Collected, fields: Sequence[FieldPlace]) -> dict[str, Bytes]:
    data_words = max(field.word for field in fields) + 1 - _RECORDED_TOPICS
    (transactions, *words), data = _hashes_and_data(collected, _RECORDED_TOPICS, data_words)
    words += [data[:, WORD * place : WORD * (place + 1)] for place in range(data_words)]
    columns = _places(collected, transactions)
    columns["signed_log_index"] = big_endian(collected.signed)
    for field in fields:
        word = words[field.word]
        if word[:, : WORD - field.width].any():
            raise Irregular("a field out of its range")
        columns[field.name] = word[:, WORD - field.width :]
    return columns


def _signature_columns(collected: _Collected) -> dict[str, Bytes]:
    (transactions,), data = _hashes_and_data(collected, 0, _SIGNED_WORDS)
    if (data[:, WORD : 3 * WORD] != _SIGNATURE_HEAD).any() or data[:, 3 * WORD + _SIGNATURE_BYTES :].any():
        raise Irregular("a signature of another length or place")
    columns = _places(collected, transactions)
    columns["struct_hash"] = data[:, :WORD]
    columns["signature"] = data[:, 3 * WORD : 3 * WORD + _SIGNATURE_BYTES]
    return columns


def big_endian(numbers: Sequence[int]) -> Bytes:
    """Return numbers below 2^63 as 8 big-endian bytes each."""
    return np.array(numbers, ">i8").view(np.uint8).reshape(len(numbers), 8)
