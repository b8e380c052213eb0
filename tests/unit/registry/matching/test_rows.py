import pytest

from labour_ledger.registry.lists.rows import ListedAddress
from labour_ledger.registry.matching.rows import RowMatches, match_rows, review_id
from labour_ledger.registry.planning import KnownBecause, plan_sites
from labour_ledger.registry.registration import register_sites
from labour_ledger.registry.reviews import (
    MATCHING,
    Decision,
    DecisionInvalid,
    ReviewUnknown,
    best_candidate,
    decide,
    keep_matches,
    match_and_keep,
    read_review,
    without_asked,
)
from labour_ledger.store.queries.aliases import AliasKind, aliases_of
from labour_ledger.store.queries.reviews import ReviewState
from labour_ledger.store.results import LedgerKey

ADDRESS = ListedAddress(full="12 Invented Road, Quarter 9")
NOW = 1_700_000_000


@pytest.fixture
def known(office, indexed, make_site):
    """A registered site with its identity document."""
    register_sites(office, [make_site(name="Invented Weaving", address=ADDRESS, key="plain|known")], [], now=NOW)
    indexed.index()
    (subject,) = indexed.subjects
    return subject


@pytest.fixture
def row(make_site):
    def row(name, number=2, address=ADDRESS, **more):
        return make_site(row_number=number, name=name, address=address, key=f"plain|{name.lower()}|{number}", **more)

    return row


def matched(office, sites):
    with office.store.reading() as session:
        plan = plan_sites(session, office.ledger, sites, registrar=office.registrar)
        return match_rows(session, office.ledger, sites, plan, now=NOW)


def test_match_rows_sorts_rows_into_same_asked_and_new(office, known, row):
    sites = [
        row("INVENTED WEAVING CO LTD", 2),
        row("Invented Weaving Faraway", 3),
        row("Fictitious Footwear", 4, ListedAddress(full="1 Lane")),
    ]
    found = matched(office, sites)
    assert [(one.site.row_number, one.subject) for one in found.same] == [(2, known)]
    assert [site.row_number for site, _ in found.asked] == [3]
    assert [site.row_number for site in found.new] == [4]
    assert [site.row_number for site in without_asked(sites, found)] == [2, 4]


def test_match_rows_asks_about_a_row_that_only_resembles_another_row_of_its_list(office, known, row):
    address = ListedAddress(full="77 Faraway Lane, Quarter 3")
    found = matched(office, [row("Fictitious Footwear", 2, address), row("FICTITIOUS FOOTWEAR LTD", 3, address)])
    assert [site.row_number for site in found.new] == [2]
    assert [site.row_number for site, _ in found.asked] == [3]


def test_match_rows_asks_where_two_known_sites_fit(office, indexed, make_site, row):
    twins = [make_site(number, "Invented Weaving", address=ADDRESS, key=f"plain|{number}") for number in (2, 3)]
    register_sites(office, twins, [], now=NOW)
    indexed.index()
    ((site, review),) = matched(office, [row("INVENTED WEAVING LTD")]).asked
    assert site.row_number == 2
    assert len(review.candidates) == 2


def test_match_rows_leaves_alone_rows_that_are_known_already(office, known, make_site):
    again = make_site(name="Invented Weaving", address=ADDRESS, key="plain|known")
    assert matched(office, [again]) == RowMatches((), (), ())


def test_match_and_keep_makes_aliases_by_which_the_next_plan_knows_the_row(office, known, row):
    site = row("INVENTED WEAVING CO LTD")
    match_and_keep(office, [site], now=NOW)
    with office.store.reading() as session:
        review = read_review(session, office.ledger, review_id(site.key))
        held = aliases_of(session, office.ledger, [known])[known]
        plan = plan_sites(session, office.ledger, [site], registrar=office.registrar)
    assert (review.state, review.subject, review.decided_by) == (ReviewState.SAME, known, MATCHING)
    assert {(alias.kind, alias.value) for alias in held} == {
        (AliasKind.ROW, site.key),
        (AliasKind.NAME, "INVENTED WEAVING CO LTD"),
    }
    assert [(one.subject, one.because) for one in plan.known] == [(known, KnownBecause.MATCHED)]
    assert plan.planned == ()


def test_decide_follows_the_last_judgement(office, known, row):
    site = row("Invented Weaving Faraway")
    with office.store.unit_of_work() as work:
        keep_matches(work.session, office.ledger, matched(office, [site]), now=NOW)
    name = review_id(site.key)
    for subject, state, planned in ((known, ReviewState.SAME, 0), (None, ReviewState.NEW, 1)):
        with office.store.unit_of_work() as work:
            decide(work.session, office.ledger, name, Decision(subject, "desk", "seen"), now=NOW)
        with office.store.reading() as session:
            review = read_review(session, office.ledger, name)
            plan = plan_sites(session, office.ledger, [site], registrar=office.registrar)
        assert (review.state, review.subject, best_candidate(review)) == (state, subject, known)
        assert len(plan.planned) == planned
    assert [one.row_number for one in matched(office, [site]).new] == [2]


def test_decide_that_a_row_is_an_unregistered_site_is_refused(office, known, row):
    site = row("Invented Weaving Faraway")
    with office.store.unit_of_work() as work:
        keep_matches(work.session, office.ledger, matched(office, [site]), now=NOW)
    with office.store.unit_of_work() as work, pytest.raises(DecisionInvalid):
        decide(work.session, office.ledger, review_id(site.key), Decision(bytes(32), "desk", "seen"), now=NOW)


def test_reviews_of_another_ledger_are_unknown(office, known, row):
    site = row("Invented Weaving Faraway")
    with office.store.unit_of_work() as work:
        keep_matches(work.session, office.ledger, matched(office, [site]), now=NOW)
    other = LedgerKey(1, office.ledger.contract)
    with office.store.reading() as session, pytest.raises(ReviewUnknown):
        read_review(session, other, review_id(site.key))
