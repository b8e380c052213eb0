import string

import pytest
from eth_abi.abi import encode
from tests.unit.chain.raw_logs import sample_value

from labour_ledger.chain.abi import Signature, load_abi, load_council_abi
from labour_ledger.chain.council_refusal_words import COUNCIL_WORDS
from labour_ledger.chain.refusal_words import WORDS
from labour_ledger.chain.refusals import decode_refusal

ERRORS = sorted(
    (error for error in load_council_abi().errors.values() if error.name != "CallFailed"), key=lambda error: error.name
)


def revert_data(error: Signature, *values: object) -> bytes:
    return error.selector + encode([parameter.type for parameter in error.inputs], values)


def test_words_cover_every_error_of_the_council_and_no_other() -> None:
    assert set(COUNCIL_WORDS) == {error.name for error in ERRORS}
    assert not set(COUNCIL_WORDS) & set(WORDS)
    assert not set(load_council_abi().errors) & set(load_abi().errors)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.name)
def test_decode_refusal_of_every_error_has_words_and_a_hint(error: Signature) -> None:
    values = [sample_value(parameter.type, place) for place, parameter in enumerate(error.inputs)]
    refusal = decode_refusal(revert_data(error, *values))
    assert refusal.name == error.name
    assert refusal.arguments == {parameter.name: value for parameter, value in zip(error.inputs, values, strict=True)}
    assert refusal.hint.endswith(".")
    assert not refusal.message.endswith(".")
    assert "{" not in refusal.message


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.name)
def test_words_show_only_arguments_that_the_error_has(error: Signature) -> None:
    shown = {field for _, field, _, _ in string.Formatter().parse(COUNCIL_WORDS[error.name][0]) if field}
    assert shown <= {parameter.name for parameter in error.inputs}


def test_decode_refusal_of_a_failed_call_says_why_it_fails() -> None:
    failed = next(error for error in load_council_abi().errors.values() if error.name == "CallFailed")
    inner = next(error for error in load_abi().errors.values() if error.name == "PartyUnknown")
    refusal = decode_refusal(revert_data(failed, 2, revert_data(inner, 9)))
    assert (refusal.name, refusal.arguments, refusal.item) == ("PartyUnknown", {"party": 9}, 2)
    assert refusal.message.startswith("call 3 of the proposal fails")
    assert decode_refusal(revert_data(failed, 0, b"")).message.endswith("without a reason")
