"""Raw logs as a node gives them, built by eth_abi from the ABI: the independent source that decoding is held to."""

from __future__ import annotations

from typing import Any

from eth_abi.abi import encode

from labour_ledger.chain.abi import Signature, load_abi

LEDGER = bytes(19) + b"\x11"


def event_named(name: str) -> Signature:
    return next(event for event in load_abi().events.values() if event.name == name)


def raw_log(
    name: str, values: dict[str, Any], *, block: int = 7, index: int = 0, contract: bytes = LEDGER
) -> dict[str, Any]:
    event = event_named(name)
    indexed = [parameter for parameter in event.inputs if parameter.indexed]
    plain = [parameter for parameter in event.inputs if not parameter.indexed]
    topics = [event.identifier, *(encode([parameter.type], [values[parameter.name]]) for parameter in indexed)]
    data = encode([parameter.type for parameter in plain], [values[parameter.name] for parameter in plain])
    return {
        "address": "0x" + contract.hex(),
        "topics": ["0x" + topic.hex() for topic in topics],
        "data": "0x" + data.hex(),
        "blockNumber": hex(block),
        "blockHash": "0x" + block.to_bytes(32, "big").hex(),
        "blockTimestamp": hex(1_700_000_000 + block),
        "transactionHash": "0x" + "ab" * 32,
        "transactionIndex": "0x0",
        "logIndex": hex(index),
        "removed": False,
    }


def sample_value(abi_type: str, place: int) -> Any:
    """Return a value near the end of its type's range, different at each place."""
    if abi_type == "bool":
        return True
    if abi_type == "string":
        return f"family/näme@{place}" * 3
    if abi_type == "bytes":
        return bytes(range(65))
    if abi_type == "address":
        return bytes((255 - place,)) * 20
    if abi_type.startswith("bytes"):
        return bytes((255 - place,)) * int(abi_type.removeprefix("bytes"))
    return 2 ** int(abi_type.removeprefix("uint")) - 1 - place


def sample_values(name: str) -> dict[str, Any]:
    return {
        parameter.name: sample_value(parameter.type, place) for place, parameter in enumerate(event_named(name).inputs)
    }
