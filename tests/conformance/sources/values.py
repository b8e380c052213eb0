"""Values for vectors: random ones from a fixed seed, and the extremes of each type."""

from __future__ import annotations

from random import Random
from typing import Any

from .reference import Fields

SEED = 20_260_101
PROFILES = ("zero", "greatest", "lowest-bit", "random-1", "random-2", "random-3", "random-4")
_BYTES = {"address": 20, "bytes2": 2, "bytes32": 32}


def value(abi_type: str, profile: str, random: Random) -> Any:
    """Return a value of a type as vectors write it: decimal string, hexadecimal, true or false, or a list."""
    if abi_type.endswith("[]"):
        length = {"zero": 0, "lowest-bit": 1, "greatest": 2}.get(profile, random.randrange(1, 6))
        return [value(abi_type[:-2], profile, random) for _ in range(length)]
    if abi_type == "bool":
        return profile in ("greatest", "lowest-bit") or (profile.startswith("random") and random.random() < 0.5)
    size = _BYTES.get(abi_type) or int(abi_type.removeprefix("uint")) // 8
    number = {"zero": 0, "greatest": 256**size - 1, "lowest-bit": 1}.get(profile, random.getrandbits(8 * size))
    return "0x" + number.to_bytes(size, "big").hex() if abi_type in _BYTES else str(number)


def values(fields: Fields, profile: str, random: Random) -> dict[str, Any]:
    """Return values for all fields of a struct or an entry."""
    return {name: value(abi_type, profile, random) for abi_type, name in fields}
