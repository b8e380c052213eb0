import pytest
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.registry.matching.score import NUMBER_CONFLICT, Described, could_reach, distance_km, score


def described(name="Invented Weaving", address="12 Invented Road, Quarter 9", **more):
    return Described((name,), more.pop("country", "VN"), address, **more)


def test_score_of_a_description_with_itself_is_one():
    assert score(described(), described()).total == pytest.approx(1.0)


def test_score_of_names_broken_in_odd_places_stays_high():
    assert score(described(), described(name="I nvent ed We avi ng")).total > 0.95


def test_score_of_differing_unit_numbers_is_lower_and_says_so():
    one, other = described(name="Invented Weaving unit 6"), described(name="Invented Weaving unit 10")
    same, differing = score(one, one), score(one, other)
    assert differing.numbers_differ
    assert not same.numbers_differ
    assert differing.total <= same.total - NUMBER_CONFLICT


def test_score_names_the_words_that_one_of_the_names_lacks():
    assert score(described(), described(name="Invented Weaving Faraway")).words_missing == ("faraway",)


def test_score_of_the_best_pair_of_names_counts():
    known = Described(("Another", "Invented Weaving"), "VN", "12 Invented Road, Quarter 9")
    assert score(described(), known).name == 1.0


def test_score_without_places_rests_on_names_alone():
    found = score(described(address=""), described())
    assert (found.address, found.distance_km, found.places_compared) == (None, None, False)
    assert found.total == found.name


def test_score_falls_with_distance():
    at = {"latitude": "10.70", "longitude": "106.70"}
    near = score(described(**at), described(latitude="10.701", longitude="106.70"))
    far = score(described(**at), described(latitude="11.70", longitude="106.70"))
    assert near.total > 0.99
    assert far.total == pytest.approx(0.8)
    assert far.distance_km == pytest.approx(110.6, abs=0.1)


def test_score_of_a_shared_identifier_is_one_whatever_the_names():
    one = described(identifiers=frozenset({"gln:9520000000004"}))
    other = described(name="Else", address="Elsewhere", identifiers=frozenset({"gln:9520000000004", "os:X"}))
    found = score(one, other)
    assert (found.total, found.shared_identifiers, found.conflicting_schemes) == (1.0, ("gln:9520000000004",), ())


def test_score_of_identifiers_of_one_scheme_that_differ_names_the_scheme():
    one, other = described(identifiers=frozenset({"uml:A"})), described(identifiers=frozenset({"uml:B", "os:C"}))
    assert score(one, other).conflicting_schemes == ("uml",)


def test_distance_without_coordinates_is_unknown():
    assert distance_km(described(), described(latitude="1", longitude="2")) is None


WORDS = st.text("abcdef 0123456789.,&#éß中", max_size=20)
SIDES = st.builds(
    Described,
    names=st.tuples(WORDS, WORDS),
    country=st.sampled_from(["", "VN", "PE"]),
    address=WORDS,
    latitude=st.sampled_from(["", "10.5", "10.72", "-89.9"]),
    longitude=st.sampled_from(["", "-170.25", "-170.1", "179.9"]),
    identifiers=st.frozensets(st.sampled_from(["os:A", "os:B", "gln:C"])),
)


@given(one=SIDES, other=SIDES)
def test_score_is_between_zero_and_one_and_the_same_both_ways(one, other):
    found, back = score(one, other), score(other, one)
    assert 0 <= found.total <= 1
    assert found.total == pytest.approx(back.total)


@given(one=SIDES, other=SIDES, total=st.floats(0, 1))
def test_could_reach_is_never_less_than_what_the_score_is(one, other, total):
    if score(one, other).total >= total:
        assert could_reach(one, other, total - 1e-9)


def test_could_reach_of_names_that_share_nothing_is_refused_unless_an_identifier_is_shared():
    one, other = described(name="Invented Weaving"), described(name="Footwear Plc")
    assert not could_reach(one, other, 0.68)
    shared = frozenset({"os:A"})
    assert could_reach(described(identifiers=shared), described(name="Footwear", identifiers=shared), 1.0)
