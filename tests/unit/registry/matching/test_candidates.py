from labour_ledger.registry.matching.candidates import MOST_CANDIDATES, CandidateIndex, Known, blocking_keys
from labour_ledger.registry.matching.score import Described

ADDRESS = "12 Invented Road, Quarter 9"


def known(key, name="Invented Weaving", address=ADDRESS, **more):
    return Known(key, Described((name,), more.pop("country", "VN"), address, **more))


def test_find_returns_the_most_alike_first_and_nothing_that_is_another():
    index = CandidateIndex([known(1, "Fictitious Footwear", "1 Lane"), known(2), known(3, "Invented Weaving Faraway")])
    found = index.find(Described(("Invented Weaving Ltd",), "VN", ADDRESS))
    assert [candidate.known.key for candidate in found] == [2, 3]


def test_find_of_many_alike_returns_five_in_the_order_they_came():
    index = CandidateIndex([known(number) for number in range(9)])
    found = index.find(Described(("Invented Weaving",), "VN", ADDRESS))
    assert [candidate.known.key for candidate in found] == list(range(MOST_CANDIDATES))


def test_find_in_an_empty_index_finds_nothing():
    assert CandidateIndex([]).find(Described(("Invented",))) == ()


def test_find_sees_what_was_added_later():
    index = CandidateIndex([])
    index.add(known(7))
    assert index.find(Described(("Invented Weaving",), "VN", ADDRESS))[0].known.key == 7


def test_blocking_keys_join_a_name_of_another_country_only_if_it_is_whole():
    here = Described(("Invented Weaving",), "VN")
    assert blocking_keys(here) & blocking_keys(Described(("INVENTED WEAVING LTD",), "PE"))
    assert not blocking_keys(here) & blocking_keys(Described(("Invented Weaving Mill",), "PE"))


def test_blocking_keys_join_sites_at_one_address_under_other_names():
    one, other = Described(("Invented",), "VN", "Plot 41 Faraway Zone"), Described(("Else",), "VN", "Faraway zone 41")
    assert blocking_keys(one) & blocking_keys(other)


def test_blocking_keys_join_sites_with_one_identifier():
    one, other = (Described((name,), identifiers=frozenset({"os:A"})) for name in ("Invented", "Else"))
    assert "identifier os:A" in blocking_keys(one) & blocking_keys(other)
