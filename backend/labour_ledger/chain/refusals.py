"""Refusals of the contract: revert data to an error that says what was wrong and what to do next.

The names and arguments are the contract's own; the words stand in `refusal_words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from labour_ledger.errors import LedgerRefused
from labour_ledger.schemas.catalogue import schema_ids_by_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex

from .abi import SELECTOR_BYTES, AbiValue, Signature, decode_values, load_abi, load_council_abi
from .council_refusal_words import COUNCIL_WORDS
from .errors import NodeUnavailable
from .refusal_words import TIME_FIELDS, WORDS
from .signed_types import NO_END

ERROR_SELECTOR: Final = bytes.fromhex("08c379a0")
"""Of `Error(string)`, which Solidity reverts with for a reason in words."""
PANIC_SELECTOR: Final = bytes.fromhex("4e487b71")
"""Of `Panic(uint256)`, which Solidity reverts with for a fault of its own."""

_LAST_SHOWN_TIME: Final = 253_402_300_799
"""The end of the year 9999; later times are shown as numbers."""


class ContractRefusal(LedgerRefused):
    """The contract refused a call.

    Attributes:
        name: Of the contract's error, such as `AccreditationMissing`; empty when it gave none.
        arguments: The error's arguments by name, as plain numbers and bytes.
        item: Place in the batch or in the calls sent together, from 0; None for a single call.
    """

    code = "ledger-refused"

    def __init__(
        self, name: str, arguments: Mapping[str, AbiValue], message: str, *, hint: str = "", item: int | None = None
    ) -> None:
        shown = {field: _json_value(field, value) for field, value in arguments.items()}
        super().__init__(message, hint=hint, context={"error": name, "item": item, "arguments": shown})
        self.name = name
        self.arguments = dict(arguments)
        self.item = item

    def at_item(self, item: int | None) -> ContractRefusal:
        """Return the same refusal, said of another place among what was sent together."""
        return ContractRefusal(self.name, self.arguments, self.message, hint=self.hint, item=item)


def decode_refusal(data: bytes, *, batch: bool = False) -> ContractRefusal:
    """Return the refusal that revert data says.

    Args:
        data: What the call reverted with.
        batch: Whether several attestations were sent, so that the contract's item index means something.
    """
    selector, encoded = data[:SELECTOR_BYTES], data[SELECTOR_BYTES:]
    signature = load_abi().errors.get(selector) or load_council_abi().errors.get(selector)
    if signature is None:
        return _foreign_refusal(data)
    try:
        values = decode_values([parameter.type for parameter in signature.inputs], encoded, signature.name)
    except NodeUnavailable:
        return _foreign_refusal(data)
    return _refusal(signature, values, batch)


def _refusal(signature: Signature, values: tuple[AbiValue, ...], batch: bool) -> ContractRefusal:
    arguments = {parameter.name: value for parameter, value in zip(signature.inputs, values, strict=True)}
    if signature.name == "CallFailed":
        return _failed_call(arguments["call"], arguments["reason"])
    item = arguments.pop("item", None)
    words, hint = WORDS.get(signature.name) or COUNCIL_WORDS[signature.name]
    shown = {field: _shown_value(field, value) for field, value in arguments.items()}
    if signature.name == "CountryInvalid" and not any(arguments["country"]):
        shown["country"] = "none"
    message = words.format_map(shown)
    return ContractRefusal(signature.name, arguments, message, hint=hint, item=item if batch else None)


def _failed_call(call: int, reason: bytes) -> ContractRefusal:
    """Return why a call of a proposal failed: what the council passes on is a refusal itself."""
    inner = decode_refusal(reason)
    return ContractRefusal(
        inner.name,
        inner.arguments,
        f"call {call + 1} of the proposal fails, so none is made: {inner.message}",
        hint="Bring about what it needs and execute again, or cancel the proposal and propose other calls.",
        item=call,
    )


def _foreign_refusal(data: bytes) -> ContractRefusal:
    selector, encoded = data[:SELECTOR_BYTES], data[SELECTOR_BYTES:]
    try:
        if selector == ERROR_SELECTOR:
            (reason,) = decode_values(["string"], encoded, "Error")
            return ContractRefusal("Error", {"reason": reason}, f"the contract refused the call: {reason}")
        if selector == PANIC_SELECTOR:
            (number,) = decode_values(["uint256"], encoded, "Panic")
            return ContractRefusal(
                "Panic",
                {"code": number},
                f"the contract met a fault of its own (panic {number:#04x})",
                hint="Please report this: the contract should have refused by name.",
            )
    except NodeUnavailable:
        pass  # said below: the bytes are not what their selector promises
    if not data:
        return ContractRefusal(
            "",
            {},
            "the call was refused without a reason",
            hint="The gas may not have sufficed, or the contract is another version that lacks this function.",
        )
    return ContractRefusal(
        "",
        {"data": data},
        f"the call was refused with {to_hex(data[:36])}, which is no error of this version of the ledger",
        hint="The contract at this address is another version. Use the matching release.",
    )


def _shown_value(field: str, value: AbiValue) -> str:
    if field == "schema" and isinstance(value, bytes):
        return schema_ids_by_hash().get(value, to_hex(value))  # people know the id, not its hash
    if isinstance(value, bytes):
        return _shown_bytes(field, value)
    if field == "class" and value in set(PartyClass):
        return PartyClass(value).name.lower().replace("_", " ")
    if field in TIME_FIELDS:
        return _shown_time(value)
    return str(value)


def _shown_bytes(field: str, value: bytes) -> str:
    if field == "country":
        return _letters(value) or "every country"
    return to_checksum_address(value) if len(value) == 20 else to_hex(value)


def _letters(country: bytes) -> str:
    text = country.rstrip(b"\0").decode("latin-1")
    # a refused code can hold anything, also what a terminal would obey
    return text if (text.isalnum() and text.isascii()) or not text else to_hex(country)


def _shown_time(value: int) -> str:
    if value == NO_END:
        return "further notice"
    if value > _LAST_SHOWN_TIME:
        return str(value)
    return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json_value(field: str, value: AbiValue) -> object:
    if isinstance(value, bytes):
        return _letters(value) if field == "country" else _shown_bytes(field, value)
    # numbers above 2^53 are rounded by some JSON readers
    return str(value) if isinstance(value, int) and value >= 2**53 else value
