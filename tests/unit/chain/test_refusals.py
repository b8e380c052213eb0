import string
from typing import Any

import pytest
from eth_abi.abi import encode
from tests.unit.chain.raw_logs import sample_value

from labour_ledger.chain.abi import Signature, load_abi
from labour_ledger.chain.refusal_words import WORDS
from labour_ledger.chain.refusals import ERROR_SELECTOR, PANIC_SELECTOR, ContractRefusal, decode_refusal
from labour_ledger.errors import LedgerRefused
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_checksum_address

ERRORS = sorted(load_abi().errors.values(), key=lambda error: error.name)


def revert_data(name: str, *values: Any) -> bytes:
    error = next(error for error in ERRORS if error.name == name)
    return error.selector + encode([parameter.type for parameter in error.inputs], values)


def test_words_cover_every_error_of_the_contract_and_no_other() -> None:
    assert set(WORDS) == {error.name for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.name)
def test_decode_refusal_every_error_has_words_arguments_and_hint(error: Signature) -> None:
    values = [
        7 if parameter.name == "item" else sample_value(parameter.type, place)
        for place, parameter in enumerate(error.inputs)
    ]

    refusal = decode_refusal(revert_data(error.name, *values), batch=True)

    assert isinstance(refusal, LedgerRefused)
    assert refusal.exit_code == 3
    assert refusal.name == error.name
    expected = {parameter.name: value for parameter, value in zip(error.inputs, values, strict=True)}
    assert refusal.item == expected.pop("item", None)
    assert refusal.arguments == expected
    assert refusal.hint.endswith(".")
    assert not refusal.message.endswith(".")
    assert "{" not in refusal.message
    assert refusal.context["error"] == error.name


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.name)
def test_words_show_only_arguments_that_the_error_has(error: Signature) -> None:
    words, _ = WORDS[error.name]
    shown = {field for _, field, _, _ in string.Formatter().parse(words) if field}
    assert shown <= {parameter.name for parameter in error.inputs}


def test_decode_refusal_alone_hides_the_item_that_means_nothing() -> None:
    data = revert_data("ClassNotAllowed", 3, b"\x01" * 32, 4)
    assert decode_refusal(data).item is None
    assert decode_refusal(data, batch=True).item == 3
    assert decode_refusal(data).context == {
        "error": "ClassNotAllowed",
        "item": None,
        "arguments": {"schema": "0x" + "01" * 32, "class": 4},
    }


def test_decode_refusal_shows_addresses_dates_and_countries_as_people_write_them() -> None:
    key = bytes(range(20))
    assert to_checksum_address(key) in decode_refusal(revert_data("KeyUnknown", key)).message
    late = decode_refusal(revert_data("KeyRetiredAt", key, 1_735_689_600))
    assert "2025-01-01T00:00:00Z" in late.message
    assert late.arguments["notAfter"] == 1_735_689_600
    wrong = revert_data("AccreditationNotInForce", 0, 5, bytes(32), b"ID", 1_735_689_600, 2**48 - 1)
    assert "in ID" in decode_refusal(wrong).message
    assert "until further notice" in decode_refusal(wrong).message
    assert "in every country" in decode_refusal(revert_data("AccreditationUnknown", 5, bytes(32), bytes(2))).message


def test_decode_refusal_shows_schemas_and_classes_by_name() -> None:
    refusal = decode_refusal(revert_data("ClassNotAllowed", 0, schema_hash("ilo/c029@1930"), 9), batch=False)
    assert refusal.message == "parties of the class statistics office may not issue under schema ilo/c029@1930"
    unknown = decode_refusal(revert_data("ClassNotAllowed", 0, b"\x11" * 32, 77), batch=False)
    assert "class 77" in unknown.message
    assert "0x" + "11" * 32 in unknown.message


def test_decode_refusal_country_without_letters_is_named_for_what_it_is() -> None:
    assert "found: none" in decode_refusal(revert_data("CountryInvalid", bytes(2))).message
    assert "found: 0x1b5b" in decode_refusal(revert_data("CountryInvalid", b"\x1b[")).message
    assert "found: id" in decode_refusal(revert_data("CountryInvalid", b"id")).message


def test_decode_refusal_large_numbers_are_text_in_json() -> None:
    refusal = decode_refusal(revert_data("NonceUsed", bytes(20), 2**63))
    arguments = refusal.context["arguments"]
    assert isinstance(arguments, dict)
    assert arguments["nonce"] == str(2**63)
    assert refusal.arguments["nonce"] == 2**63


def test_decode_refusal_solidity_reasons_are_passed_on() -> None:
    reason = decode_refusal(ERROR_SELECTOR + encode(["string"], ["out of luck"]))
    assert (reason.name, reason.arguments) == ("Error", {"reason": "out of luck"})
    assert "out of luck" in reason.message
    panic = decode_refusal(PANIC_SELECTOR + encode(["uint256"], [0x11]))
    assert (panic.name, panic.arguments) == ("Panic", {"code": 0x11})
    assert "0x11" in panic.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x02\x03",
        b"\xff" * 36,
        ERROR_SELECTOR,
        ERROR_SELECTOR + b"\xff" * 64,
        revert_data("KeyUnknown", bytes(20))[:-1],
    ],
)
def test_decode_refusal_of_unknown_data_has_no_name_but_words(data: bytes) -> None:
    refusal = decode_refusal(data)
    assert refusal.name == ""
    assert refusal.message
    assert refusal.hint


def test_at_item_keeps_everything_but_the_item() -> None:
    refusal = decode_refusal(revert_data("SubjectUnknown", bytes(32)))
    moved = refusal.at_item(41)
    assert isinstance(moved, ContractRefusal)
    assert (moved.name, moved.message, moved.hint, moved.arguments) == (
        refusal.name,
        refusal.message,
        refusal.hint,
        refusal.arguments,
    )
    assert (moved.item, moved.context["item"]) == (41, 41)
