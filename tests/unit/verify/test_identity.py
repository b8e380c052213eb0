import pytest

from labour_ledger_verify.attestation import identifier_hash
from labour_ledger_verify.errors import IdentifierFalse, InputError
from labour_ledger_verify.history import IDENTIFIER_CLAIMED, IDENTIFIER_REASSIGNED, Entry
from labour_ledger_verify.identity import held_identifiers, refuse_identifiers_not_held

FIRST, SECOND = identifier_hash("os", "A"), identifier_hash("lei", "B")
CLAIMS = (Entry(IDENTIFIER_CLAIMED, (FIRST, 1)), Entry(IDENTIFIER_CLAIMED, (SECOND, 2)))
GIVEN_AWAY = Entry(IDENTIFIER_REASSIGNED, (FIRST, b"\1" * 32, 3))
BOTH = {"identifiers": [{"scheme": "os", "value": "A"}, {"scheme": "lei", "value": "B"}]}


def test_held_identifiers_are_those_claimed_and_not_reassigned():
    assert held_identifiers(CLAIMS) == {FIRST, SECOND}
    assert held_identifiers((*CLAIMS, GIVEN_AWAY)) == {SECOND}
    assert held_identifiers((*CLAIMS, GIVEN_AWAY, CLAIMS[0])) == {FIRST, SECOND}


@pytest.mark.parametrize("content", [BOTH, {}, [], {"identifiers": []}])
def test_refuse_identifiers_not_held_lets_claimed_ones_pass(content):
    refuse_identifiers_not_held(content, CLAIMS, "identity")


@pytest.mark.parametrize("entries", [CLAIMS[1:], (*CLAIMS, GIVEN_AWAY)])
def test_refuse_identifiers_not_held_names_the_identifier(entries):
    with pytest.raises(IdentifierFalse, match="identity: claims os:A"):
        refuse_identifiers_not_held(BOTH, entries, "identity")


@pytest.mark.parametrize("listed", [{}, ["os:A"], [{"scheme": "os"}], [{"scheme": "os", "value": 7}]])
def test_refuse_identifiers_not_held_of_another_form_is_bad_input(listed):
    with pytest.raises(InputError, match="identity: identifiers"):
        refuse_identifiers_not_held({"identifiers": listed}, CLAIMS, "identity")
