"""Fields of JSON objects: the one strict way in which every format here is read.

Knows JSON values and their places, not what any format means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .errors import InputError


def exact_fields(
    value: object, required: Sequence[str], where: str, *, optional: Sequence[str] = ()
) -> Mapping[str, object]:
    """Return a JSON object that has exactly the fields of its format.

    Args:
        value: Parsed JSON.
        required: Names that must be there.
        where: JSON path for errors.
        optional: Names that may be there.

    Raises:
        InputError: Not an object, a field missing, or a field that the format does not have.
    """
    if not isinstance(value, dict):
        raise InputError(f"{where}: must be an object")
    missing = [name for name in required if name not in value]
    unknown = sorted(set(value) - set(required) - set(optional))
    if missing or unknown:
        problem = f"missing {', '.join(missing)}" if missing else f"unknown field {', '.join(unknown)}"
        raise InputError(f"{where}: {problem}", context={"missing": missing, "unknown": unknown})
    return value


def parse_number(value: object, where: str, *, lowest: int, highest: int) -> int:
    """Parse a JSON number within bounds, both inclusive.

    Raises:
        InputError: Not a whole number, or out of bounds.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise InputError(f"{where}: must be a whole number from {lowest} to {highest}")
    return value


def parse_list(value: object, where: str, *, most: int) -> list[object]:
    """Parse a JSON array with a greatest length.

    Raises:
        InputError: Not an array, or too long.
    """
    if not isinstance(value, list):
        raise InputError(f"{where}: must be a list")
    if len(value) > most:
        raise InputError(f"{where}: {len(value)} items, at most {most} are read")
    return value


def parse_text(value: object, where: str, *, longest: int) -> str:
    """Parse a JSON string that is not empty.

    Raises:
        InputError: Not a string, empty, or longer than `longest` characters.
    """
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise InputError(f"{where}: must be text of 1 to {longest} characters")
    return value
