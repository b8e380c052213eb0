"""The contract's ABI: calls to bytes, results and reverts to values, and the layout of its logs.

The only module that knows the ABI encoding. Arguments and results are plain numbers, bytes (addresses too), text and
tuples in the order of the ABI; what they mean is known elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError

from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

from .artifact import load_artifact, load_council_artifact
from .errors import NodeUnavailable

SELECTOR_BYTES: Final = 4

AbiValue = Any
"""A number, bytes, text, or a tuple of such, as its ABI type says."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, its canonical ABI type, and whether a log indexes it."""

    name: str
    type: str
    indexed: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """A function, event or error of a contract.

    Attributes:
        name: Its name, unique among its kind in this contract.
        inputs: Its parameters.
        outputs: Results; empty for events and errors.
        identifier: The 32-byte hash of its signature: an event's first topic; the first 4 bytes select the others.
    """

    name: str
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]
    identifier: bytes

    @property
    def selector(self) -> bytes:
        """The first 4 bytes of the identifier."""
        return self.identifier[:SELECTOR_BYTES]


@dataclass(frozen=True, slots=True)
class ContractAbi:
    """The contract's functions by name, its events by topic and its errors by selector."""

    functions: Mapping[str, Signature]
    events: Mapping[bytes, Signature]
    errors: Mapping[bytes, Signature]

    def encode_call(self, function: str, *arguments: object) -> bytes:
        """Return the call data of a function.

        Raises:
            KeyError: The contract has no such function.
        """
        signature = self.functions[function]
        return signature.selector + encode_values([parameter.type for parameter in signature.inputs], arguments)

    def decode_result(self, function: str, data: bytes) -> tuple[AbiValue, ...]:
        """Return the results of a function.

        Raises:
            NodeUnavailable: The answer is not one of this function.
        """
        outputs = self.functions[function].outputs
        return decode_values([parameter.type for parameter in outputs], data, f"the result of {function}")


@cache
def load_council_abi() -> ContractAbi:
    """Return the ABI of the council that this version of the package was built with."""
    return parse_abi(load_council_artifact().abi)


@cache
def load_abi() -> ContractAbi:
    """Return the ABI of the ledger that this version of the package was built with."""
    return parse_abi(load_artifact().abi)


def parse_abi(items: Sequence[Mapping[str, Any]]) -> ContractAbi:
    """Return an ABI from its JSON form, as the compiler writes it."""
    functions: dict[str, Signature] = {}
    events: dict[bytes, Signature] = {}
    errors: dict[bytes, Signature] = {}
    for item in items:
        if item["type"] not in ("function", "event", "error"):
            continue
        signature = _signature(item)
        if item["type"] == "function":
            functions[signature.name] = signature
        elif item["type"] == "event":
            events[signature.identifier] = signature
        else:
            errors[signature.selector] = signature
    return ContractAbi(functions, events, errors)


def encode_values(types: Sequence[str], values: Sequence[object]) -> bytes:
    """Return values in the contract ABI's encoding."""
    return encode(types, values)


def decode_values(types: Sequence[str], data: bytes, what: str) -> tuple[AbiValue, ...]:
    """Return values from the contract ABI's encoding; addresses as 20 bytes.

    Args:
        types: Canonical ABI types.
        data: The encoding.
        what: What is decoded, for the error.

    Raises:
        NodeUnavailable: The bytes are not an encoding of such values.
    """
    try:
        values = decode(types, data)
    except (DecodingError, ValueError) as error:
        raise NodeUnavailable(
            f"{what} cannot be decoded from {to_hex(data[:64])}",
            hint="Check that the address is that of a ledger of this version.",
        ) from error
    return tuple(_plain(abi_type, value) for abi_type, value in zip(types, values, strict=True))


def _plain(abi_type: str, value: AbiValue) -> AbiValue:
    if abi_type == "address":
        return bytes.fromhex(value[2:])
    if abi_type == "address[]":
        return tuple(bytes.fromhex(item[2:]) for item in value)
    return value


def _signature(item: Mapping[str, Any]) -> Signature:
    inputs = tuple(_parameter(parameter) for parameter in item["inputs"])
    outputs = tuple(_parameter(parameter) for parameter in item.get("outputs", ()))
    text = f"{item['name']}({','.join(parameter.type for parameter in inputs)})"
    return Signature(item["name"], inputs, outputs, keccak256(text.encode()))


def _parameter(parameter: Mapping[str, Any]) -> Parameter:
    return Parameter(parameter["name"], _canonical_type(parameter), bool(parameter.get("indexed", False)))


def _canonical_type(parameter: Mapping[str, Any]) -> str:
    abi_type: str = parameter["type"]
    if not abi_type.startswith("tuple"):
        return abi_type
    inner = ",".join(_canonical_type(component) for component in parameter["components"])
    return f"({inner}){abi_type.removeprefix('tuple')}"
