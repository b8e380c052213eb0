"""Histories: the entry types and the fold that links them to one head.

Implements section 3 of docs/history-format.md. An entry is the values of its fields in the order of the fold; what
entries mean together is judged in `status`, and whether a head is on chain is checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from .errors import HistoryFalse, InputError
from .keccak import ZERO_WORD, address_word, bytes_word, keccak256, uint_word

Value = int | bytes | bool
"""`uintN` and `bool` are numbers, `address` 20 bytes, `bytes2` two bytes, `bytes32` 32 bytes."""


class HistoryKind(Enum):
    """The four kinds of history."""

    SUBJECT = "subject"
    PARTY = "party"
    ISSUED = "issued"
    SCHEMAS = "schemas"


def party_history_id(party: int) -> bytes:
    """Return what names the two histories of a party: its number in 8 bytes, big-endian."""
    return party.to_bytes(8, "big")


@dataclass(frozen=True, slots=True)
class EntryType:
    """The shape of one type of entry.

    Attributes:
        number: First word of the fold; unique across all histories.
        name: Name of the entry and of its event.
        kind: The kind of history it belongs to.
        fields: Names and ABI types of the words after the head, in order.
    """

    number: int
    name: str
    kind: HistoryKind
    fields: tuple[tuple[str, str], ...]


def _entry_type(number: int, name: str, kind: HistoryKind, fields: str) -> EntryType:
    pairs = [part.split() for part in fields.split(",")]
    return EntryType(number, name, kind, tuple((field, abi_type) for abi_type, field in pairs))


_S, _P, _I, _R = HistoryKind.SUBJECT, HistoryKind.PARTY, HistoryKind.ISSUED, HistoryKind.SCHEMAS

SUBJECT_REGISTERED: Final = _entry_type(
    1,
    "SubjectRegistered",
    _S,
    "bytes32 subject,uint8 kind,bytes2 country,uint64 controller,uint64 registrar,bytes32 identityHash,"
    "uint64 recordedAt",
)
RECORDED: Final = _entry_type(2, "Recorded", _S, "bytes32 uid,bytes32 schema,uint256 basis,uint64 recordedAt")
IDENTIFIER_CLAIMED: Final = _entry_type(3, "IdentifierClaimed", _S, "bytes32 identifier,uint64 recordedAt")
IDENTIFIER_REASSIGNED: Final = _entry_type(
    4, "IdentifierReassigned", _S, "bytes32 identifier,bytes32 toSubject,uint64 recordedAt"
)
CONTROLLER_CHANGED: Final = _entry_type(
    5,
    "ControllerChanged",
    _S,
    "uint64 previousController,uint64 controller,uint64 authority,uint64 recordedAt",
)
SUBJECT_CLOSED: Final = _entry_type(6, "SubjectClosed", _S, "uint64 recordedAt")
SUBJECT_REOPENED: Final = _entry_type(7, "SubjectReopened", _S, "uint64 recordedAt")
JOINED_BY: Final = _entry_type(8, "JoinedBy", _S, "bytes32 uid,bytes32 subject,uint256 basis,uint64 recordedAt")

PARTY_REGISTERED: Final = _entry_type(
    16,
    "PartyRegistered",
    _P,
    "uint64 party,uint8 class,bytes2 country,bytes32 profileHash,uint64 recordedAt",
)
KEY_ADDED: Final = _entry_type(
    17,
    "KeyAdded",
    _P,
    "address key,uint8 kind,uint8 role,uint48 notBefore,uint48 notAfter,address by,uint64 recordedAt",
)
KEY_RETIRED: Final = _entry_type(18, "KeyRetired", _P, "address key,address by,uint64 recordedAt")
KEY_COMPROMISED: Final = _entry_type(
    19, "KeyCompromised", _P, "address key,uint48 compromisedFrom,address by,uint64 recordedAt"
)
KEY_SUSPENDED: Final = _entry_type(20, "KeySuspended", _P, "address key,uint48 suspendedUntil,uint64 recordedAt")
PARTY_SUSPENDED: Final = _entry_type(21, "PartySuspended", _P, "uint48 suspendedUntil,uint64 recordedAt")
PARTY_REINSTATED: Final = _entry_type(22, "PartyReinstated", _P, "uint64 recordedAt")
PARTY_RECLASSED: Final = _entry_type(23, "PartyReclassed", _P, "uint8 class,uint64 recordedAt")
ACCREDITATION_GIVEN: Final = _entry_type(
    24,
    "AccreditationGiven",
    _P,
    "bytes32 schema,bytes2 country,uint48 from,uint48 until,uint64 accreditor,bool mayAccredit,uint64 recordedAt",
)
ACCREDITATION_ENDED: Final = _entry_type(
    25, "AccreditationEnded", _P, "bytes32 schema,bytes2 country,uint64 by,uint64 recordedAt"
)

ISSUED: Final = _entry_type(32, "Issued", _I, "bytes32 uid,bytes32 subject,uint64 recordedAt")

SCHEMA_REGISTERED: Final = _entry_type(
    48,
    "SchemaRegistered",
    _R,
    "bytes32 schema,uint16 issuerClasses,uint8 outcomes,uint8 flags,uint48 longestValidity,uint48 longestBackdating,"
    "bytes32 contentHash,uint64 recordedAt",
)
SCHEMA_RETIRED: Final = _entry_type(49, "SchemaRetired", _R, "bytes32 schema,uint64 recordedAt")

ENTRY_TYPES: Final[Mapping[int, EntryType]] = {
    entry_type.number: entry_type
    for entry_type in (
        SUBJECT_REGISTERED,
        RECORDED,
        IDENTIFIER_CLAIMED,
        IDENTIFIER_REASSIGNED,
        CONTROLLER_CHANGED,
        SUBJECT_CLOSED,
        SUBJECT_REOPENED,
        JOINED_BY,
        PARTY_REGISTERED,
        KEY_ADDED,
        KEY_RETIRED,
        KEY_COMPROMISED,
        KEY_SUSPENDED,
        PARTY_SUSPENDED,
        PARTY_REINSTATED,
        PARTY_RECLASSED,
        ACCREDITATION_GIVEN,
        ACCREDITATION_ENDED,
        ISSUED,
        SCHEMA_REGISTERED,
        SCHEMA_RETIRED,
    )
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a history: its type and the values of its fields in order."""

    type: EntryType
    values: tuple[Value, ...]

    def number(self, field: str) -> int:
        """Return a field that is a number.

        Raises:
            KeyError: The type has no such field, or it is not a number.
        """
        value = self._value(field)
        if isinstance(value, bytes):
            raise KeyError(field)
        return int(value)

    def data(self, field: str) -> bytes:
        """Return a field that is bytes.

        Raises:
            KeyError: The type has no such field, or it is not bytes.
        """
        value = self._value(field)
        if not isinstance(value, bytes):
            raise KeyError(field)
        return value

    @property
    def recorded_at(self) -> int:
        """Time of the block that recorded the entry, Unix seconds."""
        return self.number("recordedAt")

    def _value(self, field: str) -> Value:
        for (name, _), value in zip(self.type.fields, self.values, strict=True):
            if name == field:
                return value
        raise KeyError(field)


_BITS: Final = {"bool": 1, "uint8": 8, "uint16": 16, "uint48": 48, "uint64": 64, "uint256": 256}
_BYTES: Final = {"bytes2": 2, "bytes32": 32, "address": 20}


def _word(abi_type: str, value: Value) -> bytes:
    if abi_type in _BITS:
        return uint_word(_below(value, _BITS[abi_type]))
    data = _sized(value, _BYTES[abi_type])
    return address_word(data) if abi_type == "address" else bytes_word(data)


def _sized(value: Value, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        raise InputError(f"entry: a field must be {length} bytes")
    return value


def _below(value: Value, bits: int) -> int:
    if isinstance(value, bytes) or not 0 <= value < 1 << bits:
        raise InputError(f"entry: a field must be a number below 2^{bits}")
    return int(value)


def fold_entry(head: bytes, entry: Entry) -> bytes:
    """Return the head after one more entry, 32 bytes.

    Raises:
        InputError: A value does not fit its field.
    """
    words = [_word(abi_type, value) for (_, abi_type), value in zip(entry.type.fields, entry.values, strict=True)]
    return keccak256(uint_word(entry.type.number) + head + b"".join(words))


def fold_history(kind: HistoryKind, entries: Iterable[Entry], *, head: bytes = ZERO_WORD) -> bytes:
    """Return the head of a history, given its entries in order.

    Args:
        kind: The kind of history; entries of another kind are refused.
        entries: In the order in which they were recorded.
        head: The head to start from; zero for a whole history.

    Returns:
        32 bytes; zero when there are no entries.

    Raises:
        HistoryFalse: An entry does not belong to this kind of history.
        InputError: A value does not fit its field.
    """
    for position, entry in enumerate(entries):
        if entry.type.kind is not kind:
            raise HistoryFalse(f"entry {position}: {entry.type.name} does not belong to a {kind.value} history")
        head = fold_entry(head, entry)
    return head
