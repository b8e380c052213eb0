import pytest
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.registry.identifiers import (
    Identifier,
    IdentifierInvalid,
    canonical_identifier,
    parse_identifier,
)
from labour_ledger_verify.keccak import keccak256

# Published examples: an OS ID, the GLN of the GS1 General Specifications, the LEI of GLEIF, a mill id.
GOOD = [
    ("os", "CN2021250D1DTN7"),
    ("gln", "9506000134352"),
    ("lei", "506700GE1G29325QX363"),
    ("uml", "PO1000001234"),
]


@pytest.mark.parametrize(("scheme", "value"), GOOD)
def test_canonical_identifier_right_value_is_taken(scheme, value):
    assert canonical_identifier(scheme, value) == Identifier(scheme, value)


@pytest.mark.parametrize(("scheme", "value"), [item for item in GOOD if item[0] != "uml"])
def test_canonical_identifier_any_single_wrong_digit_is_refused(scheme, value):
    for place, symbol in enumerate(value):
        if not symbol.isdigit():
            continue
        wrong = value[:place] + str((int(symbol) + 1) % 10) + value[place + 1 :]
        with pytest.raises(IdentifierInvalid) as caught:
            canonical_identifier(scheme, wrong)
        assert caught.value.hint


def test_canonical_identifier_case_spaces_and_hyphens_do_not_count():
    assert canonical_identifier(" OS ", "cn 2021250-d1dtn7") == Identifier("os", "CN2021250D1DTN7")


def test_canonical_identifier_own_scheme_keeps_case():
    assert canonical_identifier("sample", "s-001/A") == Identifier("sample", "s-001/A")


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("os", "CN2021250D1DTN"),
        ("os", "CN2021250DUDTN7"),
        ("gln", "950600013435"),
        ("lei", "506700GE1G29325QX3"),
        ("uml", "PO123"),
        ("sample", ""),
        ("sample", "a b:c"),
        ("sample", "x" * 65),
        ("o", "1"),
        ("1os", "1"),
        ("os:", "1"),
    ],
)
def test_canonical_identifier_wrong_form_is_refused_with_hint(scheme, value):
    with pytest.raises(IdentifierInvalid) as caught:
        canonical_identifier(scheme, value)
    assert caught.value.hint


def test_parse_identifier_text_round_trips():
    assert str(parse_identifier(" uml:po1000001234 ")) == "uml:PO1000001234"


def test_parse_identifier_without_colon_is_refused():
    with pytest.raises(IdentifierInvalid, match="not an identifier"):
        parse_identifier("PO1000001234")


def test_hash_is_that_of_history_format():
    assert Identifier("os", "CN2021250D1DTN7").hash == keccak256(b"os:CN2021250D1DTN7")


@given(scheme=st.sampled_from(["os", "gln", "lei", "uml", "sample"]), value=st.text(max_size=24))
def test_canonical_identifier_is_refused_or_its_own_canonical_form(scheme, value):
    try:
        found = canonical_identifier(scheme, value)
    except IdentifierInvalid:
        return
    assert canonical_identifier(found.scheme, found.value) == found
    assert parse_identifier(str(found)) == found
