"""Values in the words of a proposal: how each field of a call is written, and read back.

What is written here is read here: a member can check a call against the very words it was proposed in. Which fields a
call has is in `council_words`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import load_schema, schema_ids_by_hash
from labour_ledger.schemas.codes import Outcome, SubjectKind
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass, SignerKind
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex

from .abi import AbiValue
from .signed_types import NO_COUNTRY, NO_END, KeyRole, encode_country

_DAY_S: Final = 86_400
_LAST_DATE: Final = 253_402_300_799
"""The end of the year 9999; later times are written as seconds."""
_BARE_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION: Final = re.compile(r"(\d+)([ds])")


class SchemaFlag(IntFlag):
    """Flags of a schema's rule, docs/history-format.md 3.1."""

    SELF_DECLARATION = 1
    ACCREDITATION = 2


@dataclass(frozen=True, slots=True)
class ValueKind:
    """How a kind of value is written, and read; reading raises `ValueError` or an `InputError`."""

    write: Callable[[AbiValue], str]
    read: Callable[[str], AbiValue]


def _write_time(seconds: int) -> str:
    if seconds == NO_END:
        return "never"
    if seconds == 0 or seconds > _LAST_DATE:
        return str(seconds)
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_time(text: str, *, bare_date_ends: bool) -> int:
    if text == "never":
        return NO_END
    if text.isdecimal() and text.isascii():
        return int(text)
    moment = datetime.datetime.fromisoformat(text)
    if _BARE_DATE.fullmatch(text):
        moment = moment.replace(tzinfo=datetime.UTC) + datetime.timedelta(days=bare_date_ends)
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset, such as 2026-03-01T08:00:00Z")
    return int(moment.timestamp())


def _write_duration(seconds: int) -> str:
    return f"{seconds // _DAY_S}d" if seconds and seconds % _DAY_S == 0 else f"{seconds}s"


def _read_duration(text: str) -> int:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError("a time span is written as 2d or 3600s")
    return int(found[1]) * (_DAY_S if found[2] == "d" else 1)


def _names(codes: type[IntEnum]) -> dict[str, int]:
    return {code.name.lower(): int(code) for code in codes}


def _one_of(names: dict[str, int]) -> ValueKind:
    by_value = {value: name for name, value in names.items()}

    def read(text: str) -> int:
        if text.isdecimal() and text.isascii():
            return int(text)
        if text not in names:
            raise ValueError("it is one of " + ", ".join(names))
        return names[text]

    return ValueKind(lambda value: by_value.get(value, str(value)), read)


def _some_of(bits: dict[str, int]) -> ValueKind:
    """A mask: names of its bits, joined by commas. One with a bit that has no name is written as a number."""

    def write(mask: int) -> str:
        named = sum(bit for bit in bits.values() if mask & bit)
        return ",".join(name for name, bit in bits.items() if mask & bit) or "none" if named == mask else str(mask)

    def read(text: str) -> int:
        if text.isdecimal() and text.isascii():
            return int(text)
        chosen = [] if text == "none" else text.split(",")
        if not set(chosen) <= set(bits):
            raise ValueError("they are some of " + ", ".join(bits))
        return sum(bits[name] for name in set(chosen))

    return ValueKind(write, read)


def _write_schema(schema: bytes) -> str:
    return schema_ids_by_hash().get(schema, to_hex(schema))


def _read_schema(text: str) -> bytes:
    return parse_hex(text, 32, "schema") if text.startswith("0x") else schema_hash(load_schema(text).id)


def _write_country(country: bytes) -> str:
    letters = country.decode("latin-1")
    return "none" if country == NO_COUNTRY else letters if letters.isalpha() and letters.isascii() else to_hex(country)


def _read_number(text: str) -> int:
    if not text.isdecimal() or not text.isascii():
        raise ValueError("it is a whole number")
    return int(text)


def _read_switch(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("it is yes or no")
    return text == "yes"


TEXT: Final = ValueKind(str, str)
NUMBER: Final = ValueKind(str, _read_number)
HASH: Final = ValueKind(to_hex, lambda text: parse_hex(text, 32, "value"))
HASHES: Final = ValueKind(
    lambda values: ",".join(map(to_hex, values)) or "none",
    lambda text: () if text == "none" else tuple(parse_hex(item, 32, "value") for item in text.split(",")),
)
ADDRESS: Final = ValueKind(
    lambda value: to_checksum_address(value if isinstance(value, bytes) else bytes.fromhex(value[2:])),
    lambda text: parse_address(text, "value"),
)
SWITCH: Final = ValueKind(lambda value: "yes" if value else "no", _read_switch)
START: Final = ValueKind(_write_time, lambda text: _read_time(text, bare_date_ends=False))
END: Final = ValueKind(_write_time, lambda text: _read_time(text, bare_date_ends=True))
DURATION: Final = ValueKind(_write_duration, _read_duration)
COUNTRY: Final = ValueKind(_write_country, lambda text: encode_country("" if text == "none" else text))
SCHEMA: Final = ValueKind(_write_schema, _read_schema)
PARTY_CLASS: Final = _one_of(_names(PartyClass))
KEY_KIND: Final = _one_of(_names(SignerKind))
SUBJECT_KIND: Final = _one_of(_names(SubjectKind))
ROLES: Final = _some_of({"sign": int(KeyRole.SIGN), "admin": int(KeyRole.ADMIN)})
CLASSES: Final = _some_of({name: 1 << value for name, value in _names(PartyClass).items()})
OUTCOMES: Final = _some_of({name: 1 << value for name, value in _names(Outcome).items()})
FLAGS: Final = _some_of({"self_declaration": SchemaFlag.SELF_DECLARATION, "accreditation": SchemaFlag.ACCREDITATION})


def read_value(kind: ValueKind, text: str, field: str) -> AbiValue:
    """Return the value that a text means.

    Args:
        kind: Of the value.
        text: As written.
        field: For the error.

    Raises:
        InputError: The text means none.
    """
    try:
        return kind.read(text)
    except (ValueError, VerifyError) as error:
        raise InputError(
            f"{field}={text[:80]} cannot be read: {error}", hint="`labour-ledger council acts` shows every field."
        ) from error
