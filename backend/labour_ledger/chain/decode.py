"""Logs to events.

A log is taken only from the ledger's own address, in its place, whole, and of a known event. Every static field is one
word, so logs are cut by the layout that the ABI gives instead of through a general decoder: indexing lives on this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.history import ENTRY_TYPES, Entry, EntryType, HistoryKind, Value, party_history_id
from labour_ledger_verify.keccak import WORD_BYTES

from .abi import AbiValue, Parameter, Signature, load_abi
from .errors import LogUnreadable
from .events import (
    EntryEvent,
    LedgerEvent,
    NoncesCancelledEvent,
    RecordedEvent,
    SignedEvent,
)

RawLog = Mapping[str, Any]
"""A log as JSON-RPC gives it, with `blockTimestamp`."""

_ENTRY_TYPES_BY_NAME: Final[Mapping[str, EntryType]] = {
    entry_type.name: entry_type for entry_type in ENTRY_TYPES.values() if entry_type.name not in ("Recorded", "Issued")
}
_ALTERED_HINT: Final = "The node altered the log, or the contract is no ledger."


def decode_logs(logs: Iterable[RawLog], contract: bytes) -> list[LedgerEvent]:
    """Return the events of logs that are in chain order.

    Args:
        logs: As JSON-RPC gives them, each with `blockTimestamp`.
        contract: The ledger's address, 20 bytes.

    Raises:
        LogUnreadable: A log of another contract, removed by a reorganisation, out of order, or unknown here.
    """
    events: list[LedgerEvent] = []
    last = (-1, -1)
    for log in logs:
        event = decode_log(log, contract)
        place = (event.block_number, event.log_index)
        if place <= last:
            raise LogUnreadable(
                f"log {place[1]} of block {place[0]} came after log {last[1]} of block {last[0]}",
                hint="The node's answer is not in chain order. Ask again, or ask another node.",
            )
        last = place
        events.append(event)
    return events


def decode_log(log: RawLog, contract: bytes) -> LedgerEvent:
    """Return the event of one log.

    Raises:
        LogUnreadable: As for `decode_logs`.
    """
    try:
        where = f"log {int(log['logIndex'], 16)} of block {int(log['blockNumber'], 16)}"
        if bytes.fromhex(log["address"][2:]) != contract:
            raise LogUnreadable(
                f"{where} is of contract {log['address']}, not of the ledger {to_checksum_address(contract)}",
                hint="The node does not filter logs as asked. Ask another node.",
            )
        if log.get("removed"):
            raise LogUnreadable(f"{where} was removed by a reorganisation", hint="Ask for the block again.")
        topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
        data = bytes.fromhex(log["data"][2:])
        place = (
            int(log["blockNumber"], 16),
            bytes.fromhex(log["blockHash"][2:]),
            int(log["logIndex"], 16),
            bytes.fromhex(log["transactionHash"][2:]),
            int(log["blockTimestamp"], 16),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LogUnreadable(f"the node gave no well-formed log: {error!r}", hint="Ask another node.") from error
    layout = _layouts().get(topics[0]) if topics else None
    if layout is None:
        topic = "0x" + topics[0].hex() if topics else "none"
        raise LogUnreadable(
            f"{where} has topic {topic}, which is no event of this version of the ledger",
            hint="The contract at this address is another version. Use the matching release.",
        )
    return layout.build(place, layout.read(topics, data, where))


_Place = tuple[int, bytes, int, bytes, int]
_Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each field of an event stands: topics after the first, then words of the data."""

    name: str
    indexed: tuple[tuple[str, Callable[[bytes], Value]], ...]
    static: tuple[tuple[str, int, Callable[[bytes], Value]], ...]
    dynamic: tuple[tuple[str, int, bool], ...]
    head_bytes: int
    build: Callable[[_Place, _Fields], LedgerEvent]

    def read(self, topics: list[bytes], data: bytes, where: str) -> _Fields:
        if len(topics) != len(self.indexed) + 1 or any(len(topic) != WORD_BYTES for topic in topics):
            raise LogUnreadable(
                f"{where}: {self.name} with {len(topics)} topics instead of {len(self.indexed) + 1}", hint=_ALTERED_HINT
            )
        if len(data) < self.head_bytes or (len(data) > self.head_bytes and not self.dynamic):
            raise LogUnreadable(
                f"{where}: {self.name} with {len(data)} bytes of data instead of {self.head_bytes}", hint=_ALTERED_HINT
            )
        try:
            fields: _Fields = {name: read(topic) for (name, read), topic in zip(self.indexed, topics[1:], strict=True)}
            for name, offset, read in self.static:
                fields[name] = read(data[offset : offset + WORD_BYTES])
            for name, offset, is_text in self.dynamic:
                content = _dynamic_bytes(data, offset)
                fields[name] = content.decode("utf-8") if is_text else content
        except ValueError as error:
            raise LogUnreadable(f"{where}: {self.name}: {error}", hint=_ALTERED_HINT) from error
        return fields


@cache
def _layouts() -> Mapping[bytes, _Layout]:
    return {topic: _layout(event) for topic, event in load_abi().events.items() if event.name in _builders()}


def _layout(event: Signature) -> _Layout:
    indexed = tuple((parameter.name, _word_reader(parameter)) for parameter in event.inputs if parameter.indexed)
    plain = [parameter for parameter in event.inputs if not parameter.indexed]
    static: list[tuple[str, int, Callable[[bytes], Value]]] = []
    dynamic: list[tuple[str, int, bool]] = []
    for position, parameter in enumerate(plain):
        if parameter.type in ("string", "bytes"):
            dynamic.append((parameter.name, position * WORD_BYTES, parameter.type == "string"))
        else:
            static.append((parameter.name, position * WORD_BYTES, _word_reader(parameter)))
    return _Layout(event.name, indexed, tuple(static), tuple(dynamic), len(plain) * WORD_BYTES, _builders()[event.name])


def _word_reader(parameter: Parameter) -> Callable[[bytes], Value]:
    """Return what reads one word; it raises ValueError when bits outside the type are set."""
    name, abi_type = parameter.name, parameter.type
    if abi_type == "bytes32":
        return bytes
    if abi_type == "bool":
        return lambda word: _below(word, 2, name) == 1
    if abi_type == "address":
        return lambda word: _below(word, 1 << 160, name).to_bytes(20, "big")
    if abi_type == "bytes2":
        return lambda word: _padded(word, 2, name)
    limit = 1 << int(abi_type.removeprefix("uint"))
    return lambda word: _below(word, limit, name)


def _below(word: bytes, limit: int, name: str) -> int:
    number = int.from_bytes(word, "big")
    if number >= limit:
        raise ValueError(f"{name} is out of its range")
    return number


def _padded(word: bytes, length: int, name: str) -> bytes:
    if any(word[length:]):
        raise ValueError(f"{name} is out of its range")
    return word[:length]


def _dynamic_bytes(data: bytes, offset: int) -> bytes:
    start = int.from_bytes(data[offset : offset + WORD_BYTES], "big")
    length = int.from_bytes(data[start : start + WORD_BYTES], "big")
    content = data[start + WORD_BYTES : start + WORD_BYTES + length]
    if len(content) != length:
        raise ValueError("the data ends early")
    return content


@cache
def _builders() -> Mapping[str, Callable[[_Place, _Fields], LedgerEvent]]:
    builders: dict[str, Callable[[_Place, _Fields], LedgerEvent]] = {
        "Recorded": _recorded,
        "Signed": lambda place, fields: SignedEvent(*place, fields["structHash"], fields["signature"]),
        "NoncesCancelled": lambda place, fields: NoncesCancelledEvent(
            *place, fields["issuer"], fields["word"], fields["mask"]
        ),
    }
    for name, entry_type in _ENTRY_TYPES_BY_NAME.items():
        builders[name] = _entry_builder(entry_type)
    return builders


def _recorded(place: _Place, fields: _Fields) -> RecordedEvent:
    return RecordedEvent(
        *place,
        subject=fields["subject"],
        schema=fields["schema"],
        issuer=fields["issuer"],
        uid=fields["uid"],
        basis=fields["basis"],
        nonce=fields["nonce"],
        deadline=fields["deadline"],
        outcome=fields["outcome"],
        valid_from=fields["validFrom"],
        valid_until=fields["validUntil"],
        document_hash=fields["documentHash"],
        ref_uid=fields["refUid"],
    )


def _entry_builder(entry_type: EntryType) -> Callable[[_Place, _Fields], EntryEvent]:
    names = [name for name, _ in entry_type.fields]
    # JoinedBy is folded into the subject it names, not into the one it was recorded under
    owner = "joined" if entry_type.name == "JoinedBy" else entry_type.kind.value

    def build(place: _Place, fields: _Fields) -> EntryEvent:
        values = tuple(place[-1] if name == "recordedAt" else fields[name] for name in names)
        return EntryEvent(
            *place,
            history=entry_type.kind,
            history_id=_history_id(entry_type.kind, fields.get(owner)),
            entry=Entry(entry_type, values),
            text=fields.get("id"),
        )

    return build


def _history_id(kind: HistoryKind, owner: AbiValue) -> bytes:
    if kind is HistoryKind.SCHEMAS:
        return b""
    return party_history_id(owner) if kind is HistoryKind.PARTY else owner
