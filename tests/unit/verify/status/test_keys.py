from labour_ledger_verify.status import KeyFact
from labour_ledger_verify.status.keys import COUNCIL_ADDRESS, find_key_doubt

A, B, C, D = (bytes([number]) * 20 for number in range(1, 5))
KNOWN = 100


def doubt(*facts):
    return find_key_doubt({fact.key: fact for fact in facts}, KNOWN).since


def test_find_key_doubt_no_marks_gives_none():
    assert doubt(KeyFact(A, COUNCIL_ADDRESS, 0, ()), KeyFact(B, A, 10, ())) == {}


def test_find_key_doubt_spreads_to_what_a_doubtful_key_added_and_takes_the_earliest():
    since = doubt(
        KeyFact(A, COUNCIL_ADDRESS, 0, ((20, 50),)),
        KeyFact(B, A, 20, ((40, 50),)),
        KeyFact(C, B, 30, ((25, 60),)),
        KeyFact(D, A, 19, ()),
    )

    assert since == {A: 20, B: 20, C: 25}


def test_find_key_doubt_keys_that_added_each_other_ends():
    assert doubt(KeyFact(A, B, 10, ((5, 50),)), KeyFact(B, A, 10, ())) == {A: 5, B: 10}


def test_find_key_doubt_adding_key_added_after_known_at_is_not_known():
    assert doubt(KeyFact(A, B, 10, ()), KeyFact(B, COUNCIL_ADDRESS, 101, ())) == {A: 10}
