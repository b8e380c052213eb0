"""The calls of a proposal in words: `give-accreditation party=7 schema=ilo/c029@1930 until=2028-12-31`.

One grammar both ways: members read what they approve in the words in which it can be proposed. Names are the contracts'
own, in lower case with hyphens; a struct's fields stand beside the others.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from labour_ledger.errors import InputError
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex

from . import council_values as values
from .abi import SELECTOR_BYTES, AbiValue, decode_values, load_abi, load_council_abi
from .artifact import load_artifact, load_council_artifact
from .council import SchemaRegistration
from .council_proposals import CouncilCall
from .council_values import ValueKind, read_value
from .errors import NodeUnavailable

LEDGER_ACTS: Final = (
    "registerParty",
    "addKey",
    "retireKey",
    "markKeyCompromised",
    "suspendKey",
    "suspendParty",
    "reinstateParty",
    "reclassParty",
    "registerSchema",
    "retireSchema",
    "giveAccreditation",
    "endAccreditation",
    "registerSubjectByCouncil",
    "assignIdentifier",
    "closeSubject",
    "reopenSubject",
)
"""What the ledger lets its council do, and nobody else."""
COUNCIL_ACTS: Final = ("addMember", "removeMember", "setThreshold", "setDelay")
"""What an executed proposal may do to the council itself."""

_KINDS: Final[Mapping[str, ValueKind]] = {
    "class": values.PARTY_CLASS,
    "country": values.COUNTRY,
    "schema": values.SCHEMA,
    "role": values.ROLES,
    "notBefore": values.START,
    "from": values.START,
    "compromisedFrom": values.START,
    "notAfter": values.END,
    "until": values.END,
    "suspendedUntil": values.END,
    "issuerClasses": values.CLASSES,
    "outcomes": values.OUTCOMES,
    "flags": values.FLAGS,
    "longestValidity": values.DURATION,
    "longestBackdating": values.DURATION,
    "newDelay": values.DURATION,
}
_KINDS_BY_TYPE: Final[Mapping[str, ValueKind]] = {
    "address": values.ADDRESS,
    "bool": values.SWITCH,
    "bytes32": values.HASH,
    "bytes32[]": values.HASHES,
    "string": values.TEXT,
}
_DEFAULTS: Final[Mapping[str, str]] = {
    "country": "none",
    "from": "0",
    "mayAccredit": "no",
    "notAfter": "never",
    "notBefore": "0",
    "role": "sign",
    "controller": "0",
    "identifiers": "none",
    "issuer": "0x" + "00" * 20,
    "nonce": "0",
    "deadline": "0",
}
"""What a field is taken for that is not named; a key's kind is an account's."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a call: its name in the contract, its ABI type, and how its value is written."""

    name: str
    abi_type: str
    kind: ValueKind

    @property
    def word(self) -> str:
        """The name in words."""
        return _hyphenated(self.name)


@dataclass(frozen=True, slots=True)
class Words:
    """A call in words; `text` is hexadecimal where `readable` is false, and nobody should approve it."""

    text: str
    readable: bool


def describe_call(call: CouncilCall, council: bytes) -> list[Words]:
    """Return a call in words; those that it makes together as one each.

    Args:
        call: Of a proposal.
        council: The council's address, to tell a call of itself from one of the ledger.
    """
    own = call.target == council
    abi, acts = (load_council_abi(), COUNCIL_ACTS) if own else (load_abi(), LEDGER_ACTS)
    for function in (*acts, *(() if own else ("multicall",))):
        signature = abi.functions[function]
        if call.data[:SELECTOR_BYTES] != signature.selector:
            continue
        try:
            arguments = decode_values([item.type for item in signature.inputs], call.data[SELECTOR_BYTES:], function)
        except NodeUnavailable:
            break  # the bytes are not what the selector promises
        if function == "multicall":
            inner = (CouncilCall(call.target, data) for data in arguments[0])
            return [words for one in inner for words in describe_call(one, council)]
        if abi.encode_call(function, *arguments) != call.data:
            break  # more bytes than words would show
        return [Words(_text_of(function, own, arguments), readable=True)]
    return [Words(f"unknown call {to_hex(call.data)} to {to_checksum_address(call.target)}", readable=False)]


def parse_call(text: str, *, ledger: bytes, council: bytes) -> CouncilCall:
    """Return the call that words mean.

    Args:
        text: Such as `set-threshold new-threshold=4`.
        ledger: Its address, 20 bytes.
        council: Its address, 20 bytes.

    Raises:
        InputError: The act is unknown, a field is missing, unknown, named twice, or its value is none.
    """
    try:
        name, *pairs = shlex.split(text)
    except ValueError as error:
        raise InputError(f"{text[:80]!r} is no call: {error}", hint="Write an act and its fields.") from error
    acts = {_hyphenated(act): act for act in (*LEDGER_ACTS, *COUNCIL_ACTS)}
    if name not in acts:
        raise InputError(f"{name[:40]!r} is nothing that the council does", hint="Acts: " + ", ".join(acts) + ".")
    function = acts[name]
    own = function in COUNCIL_ACTS
    given = _given(pairs, name)
    if function == "registerSchema" and set(given) == {"id"}:
        return CouncilCall(ledger, SchemaRegistration.of(given["id"]).call())
    arguments = _arguments(function, own, given, name)
    abi = load_council_abi() if own else load_abi()
    return CouncilCall(council if own else ledger, abi.encode_call(function, *arguments))


def acts_in_words() -> list[tuple[str, tuple[str, ...]]]:
    """Return every act with the names of its fields; those that may be left out end with `?`."""
    return [
        (
            _hyphenated(function),
            tuple(
                field.word + ("?" if _default(function, field) is not None or _in_catalogue(function, field) else "")
                for field in _fields(function, own=function in COUNCIL_ACTS)
            ),
        )
        for function in (*LEDGER_ACTS, *COUNCIL_ACTS)
    ]


def _in_catalogue(function: str, field: Field) -> bool:
    """Whether the id alone brings the field along: the rules of known schemas are known."""
    return function == "registerSchema" and field.name != "id"


def _given(pairs: list[str], act: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        word, equals, value = pair.partition("=")
        if not equals or word in given:
            reason = "is named twice" if equals else "is not written as field=value"
            raise InputError(f"{act}: {pair[:40]!r} {reason}", hint="Write field=value, each field once.")
        given[word] = value
    return given


def _arguments(function: str, own: bool, given: dict[str, str], act: str) -> list[AbiValue]:
    fields = _fields(function, own=own)
    unknown = set(given) - {field.word for field in fields}
    if unknown:
        known = ", ".join(field.word for field in fields)
        raise InputError(f"{act} has no field {sorted(unknown)[0][:40]!r}", hint=f"Fields: {known}.")
    found: dict[str, AbiValue] = {}
    for field in fields:
        text = given.get(field.word, _default(function, field))
        if text is None:
            raise InputError(f"{act} lacks the field {field.word}", hint=f"Add {field.word}=VALUE.")
        found[field.name] = _fitting(field, read_value(field.kind, text, field.word))
    return [_nested(item, found) for item in _inputs(function, own=own)]


def _fitting(field: Field, value: AbiValue) -> AbiValue:
    bits = field.abi_type.removeprefix("uint")
    if field.abi_type != bits and value >> int(bits):
        raise InputError(f"{field.word}: {value} is too large", hint=f"It has {bits} bits at most.")
    return value


def _text_of(function: str, own: bool, arguments: tuple[AbiValue, ...]) -> str:
    flat = list(_flattened(_inputs(function, own=own), arguments))
    pairs = (
        f"{field.word}={field.kind.write(value)}" for field, value in zip(_fields(function, own=own), flat, strict=True)
    )
    return shlex.join([_hyphenated(function), *pairs])


@cache
def _inputs(function: str, *, own: bool) -> tuple[dict[str, Any], ...]:
    artifact = load_council_artifact() if own else load_artifact()
    return next(tuple(item["inputs"]) for item in artifact.abi if item.get("name") == function)


@cache
def _fields(function: str, *, own: bool) -> tuple[Field, ...]:
    leaves = [leaf for item in _inputs(function, own=own) for leaf in (item.get("components") or [item])]
    return tuple(Field(leaf["name"], leaf["type"], _kind(function, leaf)) for leaf in leaves)


def _kind(function: str, leaf: dict[str, Any]) -> ValueKind:
    if leaf["name"] == "kind":
        return values.KEY_KIND if function == "addKey" else values.SUBJECT_KIND
    return _KINDS.get(leaf["name"]) or _KINDS_BY_TYPE.get(leaf["type"], values.NUMBER)


def _default(function: str, field: Field) -> str | None:
    return "account" if function == "addKey" and field.name == "kind" else _DEFAULTS.get(field.name)


def _flattened(inputs: tuple[dict[str, Any], ...], arguments: tuple[AbiValue, ...]) -> Iterator[AbiValue]:
    for item, value in zip(inputs, arguments, strict=True):
        if item["type"] == "tuple":
            yield from value
        else:
            yield value


def _nested(item: dict[str, Any], found: dict[str, AbiValue]) -> AbiValue:
    if item["type"] == "tuple":
        return tuple(found[component["name"]] for component in item["components"])
    return found[item["name"]]


def _hyphenated(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()
