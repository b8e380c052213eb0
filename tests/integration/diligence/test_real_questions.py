"""Questions on the published lists: answers that were worked out from the files by hand.

The mills, the links of some years and what the lists say of certification are put on a simulated chain, read by the
product's own readers; nothing is said of a mill that a list does not say.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.stores import empty_store_url
from tests.support.supply_simulator import SupplySimulator

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.model import Answer
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.registry.context_lists import read_context_list
from labour_ledger.registry.lists.reading import LoadedList, load_list
from labour_ledger.registry.statements import LISTING_SCHEMA, plan_site_statements
from labour_ledger.store.queries import IdentifiedSite, save_documents, save_site_profiles
from labour_ledger.store.queries.context import save_context_list
from labour_ledger.store.results import LedgerKey, SiteProfile, StoredDocument
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.document import canonical_json
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
DATA = Path(os.environ["LABOUR_LEDGER_DATA"])
ALL_BRANDS_YEAR = 2021
COMPARED = {"PepsiCo", "Unilever"}
COMPARED_YEARS = {2019, 2020, 2021}
MIDSUMMER = "2021-06-30"
Ask = Callable[..., Answer]


class _Registry:
    """Registers subjects with names, and keeps the documents."""

    def __init__(self, chain: LedgerSimulator) -> None:
        self.chain = chain
        self.profiles: list[IdentifiedSite] = []
        self.documents: list[StoredDocument] = []

    def subject(self, key: str, name: str, country: str, kind: int) -> bytes:
        identity_hash = keccak256(key.encode()) if name else bytes(32)
        subject = self.chain.register_subject(key, registrar=1, kind=kind, country=country, identity_hash=identity_hash)
        if name:
            self.profiles.append(IdentifiedSite(subject, identity_hash, SiteProfile(name, country, "", "", "", ())))
        return subject


def _record_lists(chain: LedgerSimulator) -> _Registry:
    registry = _Registry(chain)
    for schema_id in ("ledger/supply-link@1", LISTING_SCHEMA):
        chain.register_schema(schema_id)
    registrar = chain.register_party(PartyClass.CIVIL_SOCIETY)
    chain.mine()
    mills = load_list(DATA / "palm" / "uml_mills.csv")
    subject_of_row = {
        site.row_number: registry.subject(site.key, site.name, site.country, kind=1) for site in mills.sites
    }
    chain.mine()
    _record_links(registry, mills, subject_of_row, registrar)
    chain.mine()
    _record_certifications(registry, mills, subject_of_row, registrar)
    chain.mine()
    return registry


def _record_links(registry: _Registry, mills: LoadedList, subject_of_row: dict[int, bytes], registrar: int) -> None:
    sellers = {identifier: subject_of_row[site.row_number] for site in mills.sites for identifier in site.identifiers}
    supply = SupplySimulator(registry.chain, registry.documents)
    ends: dict[str, tuple[bytes, bytes]] = {}
    for link in load_list(DATA / "palm" / "brand_mill_edges.csv").links:
        if link.year != ALL_BRANDS_YEAR and not (link.buyer in COMPARED and link.year in COMPARED_YEARS):
            continue
        if link.buyer not in ends:
            buyer = registry.subject(f"buyer {link.buyer}", link.buyer, "", kind=2)
            ends[link.buyer] = (registry.subject(f"network {link.buyer}", "", "", kind=4), buyer)
        network, buyer = ends[link.buyer]
        # a mill that no list has is an end of a link that nobody registered
        seller = sellers.get(link.seller, keccak256(str(link.seller).encode()))
        first, last = f"{link.year}-01-01", f"{link.year}-12-31"
        supply.link(network, buyer, seller, party=registrar, stated_by="published-list", start=first, until=last)


def _record_certifications(
    registry: _Registry, mills: LoadedList, subject_of_row: dict[int, bytes], registrar: int
) -> None:
    for plan in plan_site_statements(mills.sites, subject_of_row):
        if plan.schema_id != LISTING_SCHEMA:
            continue
        salt = to_hex(keccak256(plan.key.encode()))
        document = {
            "v": 1,
            "schema": plan.schema_id,
            "subject": to_hex(plan.subject),
            "salt": salt,
            "content": plan.content,
        }
        canonical = canonical_json(document)
        hashed = keccak256(canonical)
        registry.documents.append(StoredDocument(hashed, plan.schema_id, plan.subject, canonical, 0))
        registry.chain.record(
            registrar,
            PartyClass.CIVIL_SOCIETY,
            plan.subject,
            schema=schema_hash(LISTING_SCHEMA),
            outcome=0,
            document_hash=hashed,
        )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(empty_store_url("sqlite", tmp_path_factory.mktemp("lists")))
    chain = LedgerSimulator()
    registry = _record_lists(chain)
    Synchroniser(opened, chain, LEDGER, start_block=1).catch_up()
    goods = read_context_list(DATA / "ilab" / "ilab_goods_by_country.csv", edition="2022", imported_at=1)
    with opened.unit_of_work() as work:
        save_documents(work.session, registry.documents)
        save_site_profiles(work.session, registry.profiles)
        save_context_list(work.session, goods.source, goods.facts)
    return opened


@pytest.fixture
def asked(store: Store) -> Ask:
    def answer(name: str, **values: str) -> Answer:
        with store.reading() as session:
            return ask(session, LEDGER, name, values, limit=1)

    return answer


def test_listed_goods_are_asked_for_of_12_419_of_13_531_links(asked: Ask) -> None:
    summary = asked("listed-goods", goods="Palm Fruit", valid_at=MIDSUMMER).summary
    assert (summary["links"], summary["linksListed"]) == (13_531, 12_419)
    assert summary["countriesListed"] == ("ID", "MY")


def test_listed_certification_covers_4_036_of_13_531_links(asked: Ask) -> None:
    summary = asked("listed-certification", valid_at=MIDSUMMER).summary
    assert (summary["links"], summary["linksCertified"]) == (13_531, 4_036)


def test_shared_buyers_are_8_or_more_at_1_063_of_1_801_mills(asked: Ask) -> None:
    summary = asked("shared-buyers", least="8", valid_at=MIDSUMMER).summary
    assert (summary["sites"], summary["sitesShared"], summary["mostBuyers"]) == (1_801, 1_063, 12)


@pytest.mark.parametrize(
    ("buyer", "first", "added", "dropped", "unlisted"),
    [
        ("PepsiCo", 2019, 83, 345, 13),
        ("PepsiCo", 2020, 508, 49, 13),
        ("Unilever", 2019, 134, 31, 11),
        ("Unilever", 2020, 27, 250, 12),
    ],
)
def test_changed_suppliers_are_those_of_the_brands_lists(
    asked: Ask, buyer: str, first: int, added: int, dropped: int, unlisted: int
) -> None:
    answer = asked("changed-suppliers", buyer=buyer, since=f"{first}-12-31", until=f"{first + 1}-12-31")
    assert (answer.summary["added"], answer.summary["dropped"]) == (added, dropped)
    assert answer.summary["unregistered"] == unlisted
    assert any("growth" in note for note in answer.notes)


def test_chain_of_a_brand_is_its_registered_mills_and_ends_that_no_list_has(asked: Ask) -> None:
    channels = asked("grievance-channels", buyer="PepsiCo", valid_at=MIDSUMMER).summary
    links = asked("quantities", buyer="PepsiCo", valid_at=MIDSUMMER).summary
    assert (channels["sites"], channels["sitesWithChannel"]) == (1_592, 0)
    assert links["links"] == 1_592 + 29
