"""One subject, and the search for subjects."""

from __future__ import annotations

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.sites import SiteSearch, search_sites, site
from labour_ledger.registry.identifiers import IdentifierInvalid
from labour_ledger.registry.names import SubjectNotFound
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries import IdentifiedSite, save_party_profile, save_site_profiles
from labour_ledger.store.queries.aliases import Alias, AliasKind, save_aliases
from labour_ledger.store.results import IdentifierText, LedgerKey, SiteProfile
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass

IDENTITY_HASH = b"\x0a" * 32
PROFILE_HASH = b"\x0b" * 32
PROFILE = SiteProfile("Río Mill", "PE", "Calle 1", "-1.5", "", (IdentifierText("list", "R-1"),))


@pytest.fixture
def named_site(store: Store, ledger: LedgerKey, simulator: LedgerSimulator, names: dict[str, bytes]) -> bytes:
    """A site with a profile, controlled by a party with a name, on top of the small ledger."""
    assert names
    party = simulator.register_party(PartyClass.BUSINESS, profile_hash=PROFILE_HASH)
    subject = simulator.register_subject(
        "named", controller=party, country="PE", identity_hash=IDENTITY_HASH, identifiers=[("list", "R-1")]
    )
    simulator.register_subject("network", kind=4, country="")
    simulator.mine()
    index(simulator, store, ledger)
    with store.unit_of_work() as work:
        save_site_profiles(work.session, [IdentifiedSite(subject, IDENTITY_HASH, PROFILE)])
        save_party_profile(work.session, PROFILE_HASH, name="Río Mills Ltd", country="PE")
    return subject


def test_site_shows_profile_identifiers_and_controller(store: Store, ledger: LedgerKey, named_site: bytes) -> None:
    with store.reading() as session:
        found = site(session, ledger, named_site).to_json()
    assert (found["name"], found["country"], found["kind"]) == ("Río Mill", "PE", "site")
    assert found["profile"] == {
        "name": "Río Mill",
        "country": "PE",
        "address": "Calle 1",
        "latitude": "-1.5",
        "longitude": None,
    }
    assert found["controller"] == {"party": 4, "name": "Río Mills Ltd"}
    assert found["registrar"] == {"party": 0, "name": None}
    identifiers = found["identifiers"]
    assert isinstance(identifiers, list)
    assert (identifiers[0]["scheme"], identifiers[0]["value"]) == ("list", "R-1")


def test_site_without_a_profile_shows_what_the_chain_says(
    session: Session, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    found = site(session, ledger, names["mill"]).to_json()
    assert found["name"] is None
    assert found["profile"] is None
    assert found["controllers"] == [
        {"party": 3, "name": None, "since": "2025-01-01T00:00:36Z"},
        {"party": 2, "name": None, "since": "2025-01-01T00:01:24Z"},
    ]
    joined = found["joined"]
    assert isinstance(joined, list)
    assert [other["closed"] for other in joined] == [True]


def test_site_that_is_not_registered_is_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(SubjectNotFound):
        site(session, ledger, bytes(32))


@pytest.mark.parametrize(
    ("search", "count"),
    [
        (SiteSearch(), 4),
        (SiteSearch(name="rio"), 1),
        (SiteSearch(name="nothing so called"), 0),
        (SiteSearch(country="MY"), 1),
        (SiteSearch(kind=SubjectKind.NETWORK), 1),
        (SiteSearch(kind=SubjectKind.SITE, country="PE"), 1),
        (SiteSearch(controller=4), 1),
        (SiteSearch(controller=0), 2),
        (SiteSearch(identifier="list:R-1"), 1),
        (SiteSearch(identifier="list:R-2"), 0),
    ],
)
def test_search_sites_takes_every_condition(
    store: Store, ledger: LedgerKey, named_site: bytes, search: SiteSearch, count: int
) -> None:
    assert named_site
    with store.reading() as session:
        assert len(search_sites(session, ledger, search).sites) == count


def test_search_sites_in_pages_finds_each_once(store: Store, ledger: LedgerKey, named_site: bytes) -> None:
    found: list[bytes] = []
    after: str | None = None
    with store.reading() as session:
        while True:
            page = search_sites(session, ledger, SiteSearch(), after=after, limit=1)
            found += [summary.subject for summary in page.sites]
            after = page.next
            if after is None:
                break
    assert len(found) == len(set(found)) == 4
    assert named_site in found


def test_search_sites_by_a_mistyped_identifier_is_refused(session: Session, ledger: LedgerKey) -> None:
    with pytest.raises(IdentifierInvalid):
        search_sites(session, ledger, SiteSearch(identifier="gln:1"))


@pytest.fixture
def also_known(store: Store, ledger: LedgerKey, named_site: bytes, names: dict[str, bytes]) -> bytes:
    """The named site, and one without a name, with aliases; a row of a list is no name."""
    said = ("a list", "registry desk", 1, "listed so")
    with store.unit_of_work() as work:
        save_aliases(
            work.session,
            ledger,
            [
                Alias(AliasKind.NAME, "Molino  São João", named_site, *said),
                Alias(AliasKind.IDENTIFIER, "acme:V-1187", named_site, *said),
                Alias(AliasKind.ROW, "Weaving Row", named_site, *said),
                Alias(AliasKind.NAME, "Río Claro Weaving", names["mill"], *said),
            ],
        )
    return named_site


@pytest.mark.parametrize(
    ("search", "count"),
    [
        (SiteSearch(name="sao joao"), 1),
        (SiteSearch(name="v-1187"), 1),
        (SiteSearch(name="RIO"), 2),
        (SiteSearch(name="rio", country="PE"), 1),
        (SiteSearch(name="weaving row"), 0),
        (SiteSearch(identifier="acme:V-1187"), 1),
        (SiteSearch(identifier="acme:V-1187", name="rio mill"), 1),
        (SiteSearch(identifier="acme:V-1187", name="claro"), 0),
        (SiteSearch(identifier="acme:V-1188"), 0),
    ],
)
def test_search_sites_also_finds_aliases(
    store: Store, ledger: LedgerKey, also_known: bytes, search: SiteSearch, count: int
) -> None:
    with store.reading() as session:
        found = search_sites(session, ledger, search)
    assert len(found.sites) == count
    if also_known in {item.subject for item in found.sites}:
        assert found.also_known_as(also_known) == ("acme:V-1187", "Molino  São João")


def test_search_sites_by_aliases_goes_on_by_page(store: Store, ledger: LedgerKey, also_known: bytes) -> None:
    with store.reading() as session:
        first = search_sites(session, ledger, SiteSearch(name="rio"), limit=1)
        second = search_sites(session, ledger, SiteSearch(name="rio"), limit=1, after=first.next)
    assert {first.sites[0].subject, second.sites[0].subject} >= {also_known}
    assert (len(first.sites), len(second.sites), second.next) == (1, 1, None)


def test_site_shows_its_aliases_and_whether_a_join_counts(
    store: Store, ledger: LedgerKey, also_known: bytes, names: dict[str, bytes]
) -> None:
    with store.reading() as session:
        found = site(session, ledger, also_known).to_json()
        joined = site(session, ledger, names["mill"]).to_json()["joined"]
    assert found["aliases"] == [
        {"kind": "identifier", "value": "acme:V-1187", "source": "a list"},
        {"kind": "name", "value": "Molino  São João", "source": "a list"},
        {"kind": "row", "value": "Weaving Row", "source": "a list"},
    ]
    assert isinstance(joined, list)
    assert [other["inEffect"] for other in joined] == [True]
