"""A second implementation of the bytes, made from the normative page and from libraries that the verifier does not use.

Type strings and entry types are read from docs/history-format.md itself; digests come from eth_account and from a small
generic EIP-712 encoder, words from eth_abi, hashes from eth_hash. Nothing here imports the verifier.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

PAGE = Path(__file__).parents[3] / "docs" / "history-format.md"
DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"

Fields = list[tuple[str, str]]
"""Pairs of ABI type and name."""
Json = dict[str, Any]


def split_type(text: str) -> tuple[str, Fields]:
    """Return the name and fields of the first struct in an EIP-712 type string."""
    match = re.match(r"(\w+)\(([^)]*)\)", text)
    assert match, text
    pairs = [part.split(" ") for part in match[2].split(",")]
    return match[1], [(abi_type, name) for abi_type, name in pairs]


def signed_types() -> dict[str, str]:
    """Return the type strings of section 2.2 by name of their first struct."""
    section = PAGE.read_text().split("### 2.2 Types")[1]
    block = section.split("```")[1]
    return {line.split("(")[0]: line for line in block.strip().splitlines()}


def entry_types() -> dict[str, tuple[int, str, Fields]]:
    """Return number, kind of history and fields of every entry type of section 3.1, by name."""
    section = PAGE.read_text().split("### 3.1 Entry types")[1].split("### 3.2")[0]
    found: dict[str, tuple[int, str, Fields]] = {}
    kind = ""
    for line in section.splitlines():
        heading = re.match(r"(Subject|Party|Issued|Schemas) history \(", line)
        row = re.match(r"\| (\d+) \| (\w+) \| (.+) \|$", line)
        if heading:
            kind = heading[1].lower()
        elif row:
            fields = [part.strip().split(" ") for part in row[3].split(",")]
            found[row[2]] = (int(row[1]), kind, [(abi_type, name) for abi_type, name in fields])
    return found


def python_value(abi_type: str, value: Any) -> Any:
    """Return a value of a vector (decimal string, hexadecimal, list) as libraries want it."""
    if abi_type.endswith("[]"):
        return [python_value(abi_type[:-2], item) for item in value]
    if abi_type.startswith("uint"):
        return int(value)
    if abi_type == "address":
        return to_checksum_address(value)
    return bytes.fromhex(value[2:]) if abi_type.startswith("bytes") else value


def struct_hash(type_string: str, message: Json) -> bytes:
    """Return the EIP-712 struct hash by a generic encoder for flat fields, arrays and arrays of structs."""
    _, fields = split_type(type_string)
    words = [keccak(type_string.encode())]
    for abi_type, name in fields:
        words.append(_word(type_string, abi_type, message[name]))
    return keccak(b"".join(words))


def _word(type_string: str, abi_type: str, value: Any) -> bytes:
    if abi_type.endswith("[]"):
        return keccak(b"".join(_word(type_string, abi_type[:-2], item) for item in value))
    if abi_type == "string":
        return keccak(value.encode())
    if abi_type[0].isupper():
        return struct_hash(type_string[type_string.index(abi_type + "(", 1) :], value)
    return encode([abi_type], [python_value(abi_type, value)])


def domain_separator(domain: Json) -> bytes:
    """Return the domain separator for chainId and verifyingContract."""
    return struct_hash(DOMAIN_TYPE, {"name": "LabourLedger", "version": "1", **domain})


def digest(type_string: str, domain: Json, message: Json) -> bytes:
    """Return what is signed."""
    return keccak(b"\x19\x01" + domain_separator(domain) + struct_hash(type_string, message))


def digest_by_eth_account(type_string: str, domain: Json, message: Json) -> tuple[bytes, bytes, bytes]:
    """Return domain separator, struct hash and digest as eth_account makes them."""
    types: Json = {"EIP712Domain": _members(DOMAIN_TYPE)}
    for struct in re.findall(r"\w+\([^)]*\)", type_string):
        types[split_type(struct)[0]] = _members(struct)
    primary, fields = split_type(type_string)
    full = {
        "types": types,
        "primaryType": primary,
        "domain": {
            "name": "LabourLedger",
            "version": "1",
            "chainId": int(domain["chainId"]),
            "verifyingContract": domain["verifyingContract"],
        },
        "message": _message(type_string, fields, message),
    }
    signable = encode_typed_data(full_message=full)
    return signable.header, signable.body, keccak(b"\x19" + signable.version + signable.header + signable.body)


def _members(struct: str) -> list[Json]:
    return [{"name": name, "type": abi_type} for abi_type, name in split_type(struct)[1]]


def _message(type_string: str, fields: Fields, message: Json) -> Json:
    result: Json = {}
    for abi_type, name in fields:
        if abi_type[0].isupper():
            inner = split_type(type_string[type_string.index(abi_type[:-2] + "(", 1) :])[1]
            result[name] = [_message(type_string, inner, item) for item in message[name]]
        else:
            result[name] = python_value(abi_type, message[name])
    return result


def fold(name: str, head: str, fields: Json) -> tuple[bytes, bytes]:
    """Return the ABI-encoded words of an entry and the head after it."""
    number, _, shape = entry_types()[name]
    types = ["uint256", "bytes32", *(abi_type for abi_type, _ in shape)]
    values = [number, bytes.fromhex(head[2:]), *(python_value(abi_type, fields[field]) for abi_type, field in shape)]
    words = encode(types, values)
    return words, keccak(words)


def canonical(value: Any) -> bytes:
    """Return RFC 8785 bytes for values without floats: keys sorted by UTF-16 code units, no spaces."""

    def ordered(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: ordered(item[key]) for key in sorted(item, key=lambda key: key.encode("utf-16-be"))}
        return [ordered(child) for child in item] if isinstance(item, list) else item

    return json.dumps(ordered(value), separators=(",", ":"), ensure_ascii=False).encode()


def handle(subject: bytes) -> str:
    """Return the handle of a subject, with products in GF(2^5) from a table of powers of its generator."""
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 32 else doubled)
    bits = "".join(f"{byte:08b}" for byte in subject)[:35]
    digits = [int(bits[start : start + 5], 2) for start in range(0, 35, 5)]
    check = 0
    for place, digit in enumerate(digits, start=1):
        check ^= powers[(powers.index(digit) + place) % 31] if digit else 0
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit] for digit in [*digits, check])
    return f"LL-{letters[:4]}-{letters[4:]}"
