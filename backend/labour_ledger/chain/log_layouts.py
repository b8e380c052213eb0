"""The layout of the events that `fast_decode` reads, from the contract's ABI."""

from __future__ import annotations

from typing import Final

from labour_ledger_verify.hexadecimal import to_hex

from .abi import Signature, load_abi
from .fast_decode import WORD, FieldPlace, LogLayouts

_COLUMNS: Final = {
    "schema": "schema_hash",
    "validFrom": "valid_from",
    "validUntil": "valid_until",
    "documentHash": "document_hash",
    "refUid": "ref_uid",
}
"""Columns whose names differ from the fields of the event."""


def log_layouts(contract: bytes) -> LogLayouts:
    """Return the layouts for a ledger at an address, 20 bytes."""
    events = {event.name: event for event in load_abi().events.values()}
    recorded, signed = events["Recorded"], events["Signed"]
    return LogLayouts(
        address=to_hex(contract),
        recorded_topic=to_hex(recorded.identifier),
        recorded=_places(recorded),
        signed_topic=to_hex(signed.identifier),
    )


def _places(event: Signature) -> tuple[FieldPlace, ...]:
    ordered = [parameter for parameter in event.inputs if parameter.indexed]
    ordered += [parameter for parameter in event.inputs if not parameter.indexed]
    return tuple(
        FieldPlace(_COLUMNS.get(parameter.name, parameter.name), word, _width(parameter.type))
        for word, parameter in enumerate(ordered)
    )


def _width(abi_type: str) -> int:
    if abi_type == "bytes32":
        return WORD
    return 20 if abi_type == "address" else int(abi_type.removeprefix("uint")) // 8
