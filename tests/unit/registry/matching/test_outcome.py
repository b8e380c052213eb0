import pytest

from labour_ledger.registry.matching.outcome import Outcome, Thresholds, outcome
from labour_ledger.registry.matching.score import Described, score

ADDRESS = "12 Invented Road, Quarter 9"
BASE = Described(("Invented Weaving",), "VN", ADDRESS)


def verdict(other, one=BASE):
    return outcome(score(one, other))


def test_outcome_of_the_same_name_and_place_is_the_same():
    assert verdict(Described(("INVENTED WEAVING CO LTD",), "VN", "12 Invented Rd Quarter 9")) is Outcome.SAME


@pytest.mark.parametrize(
    "other",
    [
        Described(("Invented Weaving",), "VN"),
        Described(("Invented Weaving",), "PE", ADDRESS),
        Described(("Invented Weaving Faraway",), "VN", ADDRESS),
    ],
    ids=["no-place", "another-country", "another-word"],
)
def test_outcome_of_a_likeness_with_something_against_it_is_to_ask(other):
    assert verdict(other) is Outcome.ASK


def test_outcome_of_unit_numbers_that_differ_is_never_the_same():
    one, other = (Described((f"Invented Weaving unit {unit}",), "VN", ADDRESS) for unit in (6, 10))
    assert outcome(score(one, other), Thresholds(same=0.1, ask=0.1)) is Outcome.ASK


def test_outcome_of_identifiers_that_differ_is_never_the_same():
    one, other = (Described(("Invented",), "VN", ADDRESS, identifiers=frozenset({name})) for name in ("os:A", "os:B"))
    assert verdict(other, one) is Outcome.ASK


def test_outcome_of_a_shared_identifier_is_the_same_whatever_else():
    one = Described(("Invented",), "VN", identifiers=frozenset({"os:A"}))
    assert verdict(Described(("Else",), "PE", identifiers=frozenset({"os:A"})), one) is Outcome.SAME


def test_outcome_of_another_name_is_another_site():
    assert verdict(Described(("Fictitious Footwear",), "VN", "1 Faraway Lane")) is Outcome.OTHER
