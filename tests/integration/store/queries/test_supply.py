"""Supply links follow from records and documents, whichever comes first, and whatever the chain does."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from tests.support.ledger_simulator import LedgerSimulator
from tests.support.simulated_chain import START_TIME
from tests.support.supply_simulator import SupplySimulator

from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.link_results import LinkedPair, LinkFilter, LinkSigner
from labour_ledger.store.queries import delete_document, save_documents
from labour_ledger.store.queries.link_projection import rebuild_links
from labour_ledger.store.queries.page_tokens import PageTokenInvalid
from labour_ledger.store.queries.statements import SUPPLY_LINK
from labour_ledger.store.queries.supply import (
    buyers_of,
    count_links,
    networks_of_buyer,
    pairs_upstream,
    registered_by,
    suppliers_of,
    supply_links,
)
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass

NOW = START_TIME + 10**6


@dataclass
class Chain:
    store: Store
    key: LedgerKey
    supply: SupplySimulator
    brand: int
    supplier: int
    buyer: bytes
    seller: bytes
    network: bytes

    @property
    def simulator(self) -> LedgerSimulator:
        return self.supply.ledger

    def link(self, **more) -> bytes:
        return self.supply.link(
            more.pop("network", self.network),
            more.pop("buyer", self.buyer),
            more.pop("seller", self.seller),
            party=more.pop("party", self.brand),
            **more,
        )

    def save(self) -> None:
        with self.store.unit_of_work() as work:
            save_documents(work.session, self.supply.documents)

    def sync(self) -> None:
        Synchroniser(self.store, self.simulator, self.key, start_block=1).catch_up()

    def rows(self) -> list[tuple[object, ...]]:
        with self.store.reading() as session:
            return [
                tuple(row) for row in session.execute(select(SUPPLY_LINK).order_by(*SUPPLY_LINK.primary_key.columns))
            ]

    def links(self, **wanted):
        with self.store.reading() as session:
            return supply_links(session, self.key, LinkFilter(**wanted)).items


@pytest.fixture
def chain(store: Store, ledger: LedgerKey) -> Chain:
    simulator = LedgerSimulator()
    for schema_id in ("ledger/supply-link@1", "ledger/revocation@1"):
        simulator.register_schema(schema_id)
    brand = simulator.register_party(PartyClass.BUSINESS)
    supplier = simulator.register_party(PartyClass.BUSINESS)
    buyer = simulator.register_subject("buyer", controller=brand, kind=2)
    seller = simulator.register_subject("seller", controller=supplier)
    network = simulator.register_subject("network", kind=4)
    simulator.mine()
    return Chain(store, ledger, SupplySimulator(simulator), brand, supplier, buyer, seller, network)


def test_links_documents_first_or_records_first_give_the_same(chain: Chain) -> None:
    chain.link(goods=("1511",))
    chain.link(party=chain.supplier, stated_by="seller")
    chain.simulator.mine()
    chain.sync()
    assert chain.rows() == []
    chain.save()
    late = chain.rows()
    assert len(late) == 2
    with chain.store.unit_of_work() as work:
        rebuild_links(work.session, chain.key)
    assert chain.rows() == late
    chain.link(party=chain.supplier)
    chain.save()
    chain.simulator.mine()
    chain.sync()
    assert chain.rows()[:2] == late
    assert len(chain.rows()) == 3


def test_links_of_a_first_backfill_are_there_when_it_is_ready(chain: Chain) -> None:
    uid = chain.link(start="2021-01-01", until="2021-12-31", goods=("1511", "151190"))
    chain.save()
    chain.simulator.mine()
    chain.sync()
    (link,) = chain.links()
    assert (link.uid, link.buyer, link.seller, link.network) == (uid, chain.buyer, chain.seller, chain.network)
    assert (link.goods, link.stated_by) == (("1511", "151190"), "buyer")
    assert (link.valid_from, link.valid_until) == (1_609_459_200, 1_640_995_200)
    assert (link.party, link.signer, link.revoked_at) == (chain.brand, LinkSigner.BUYER, None)


def test_signer_is_the_end_that_the_party_controlled_when_it_was_recorded(chain: Chain) -> None:
    third = chain.simulator.register_party(PartyClass.CIVIL_SOCIETY)
    own = chain.simulator.register_subject("own plant", controller=chain.brand)
    chain.link()
    chain.link(party=chain.supplier)
    chain.link(seller=own)
    chain.link(party=third)
    chain.link(party=third, stated_by="published-list")
    chain.simulator.mine()
    chain.simulator.change_controller(chain.buyer, chain.brand, chain.supplier)
    chain.simulator.mine()
    chain.link()
    chain.save()
    chain.simulator.mine()
    chain.sync()
    assert [link.signer for link in chain.links()] == [
        LinkSigner.BUYER,
        LinkSigner.SELLER,
        LinkSigner.BOTH_ENDS,
        LinkSigner.OTHER,
        LinkSigner.LIST,
        LinkSigner.OTHER,
    ]


def test_document_recorded_under_another_network_is_no_link(chain: Chain) -> None:
    uid = chain.link()
    other = chain.simulator.register_subject("other network", kind=4)
    stolen = chain.supply.documents[0].document_hash
    chain.simulator.record(
        chain.supplier,
        PartyClass.BUSINESS,
        other,
        schema=chain.simulator.register_schema("ledger/supply-link@1"),
        outcome=0,
        document_hash=stolen,
    )
    chain.save()
    chain.simulator._pending.pop(-2)  # the schema is registered already
    chain.simulator.mine()
    chain.sync()
    assert [link.uid for link in chain.links()] == [uid]


def test_revocation_by_the_issuer_ends_a_link_from_when_it_is_known(chain: Chain) -> None:
    uid = chain.link()
    chain.simulator.mine()
    chain.supply.revoke(chain.network, uid, party=chain.supplier)
    chain.save()
    chain.sync()
    chain.simulator.mine()
    chain.sync()
    assert [link.revoked_at for link in chain.links()] == [None]
    before = chain.simulator.head.timestamp
    chain.supply.revoke(chain.network, uid, party=chain.brand)
    chain.simulator.mine()
    chain.sync()
    assert chain.links() == ()
    (link,) = chain.links(with_revoked=True)
    assert link.revoked_at == chain.simulator.head.timestamp
    assert [link.uid for link in chain.links(known_at=before)] == [uid]
    rows = chain.rows()
    with chain.store.unit_of_work() as work:
        rebuild_links(work.session, chain.key)
    assert chain.rows() == rows


def test_revocation_before_the_document_was_held_counts(chain: Chain) -> None:
    uid = chain.link()
    chain.supply.revoke(chain.network, uid, party=chain.brand)
    chain.simulator.mine()
    chain.sync()
    chain.save()
    assert chain.links() == ()
    assert len(chain.links(with_revoked=True)) == 1


def test_reorganisation_takes_links_and_revocations_back(chain: Chain) -> None:
    uid = chain.link()
    chain.save()
    chain.simulator.mine()
    chain.sync()
    rows = chain.rows()
    chain.supply.revoke(chain.network, uid, party=chain.brand)
    chain.link(party=chain.supplier)
    chain.save()
    chain.simulator.mine()
    chain.sync()
    assert len(chain.rows()) == 2
    chain.simulator.reorg(1)
    chain.simulator._pending.clear()
    chain.simulator.mine(2)
    chain.sync()
    assert chain.rows() == rows


def test_rebuild_beside_keeps_the_links(chain: Chain) -> None:
    chain.link()
    chain.save()
    chain.simulator.mine()
    chain.sync()
    rows = chain.rows()
    rebuild(chain.store, chain.simulator, chain.key, start_block=1)
    assert chain.rows() == rows


def test_delete_document_takes_its_links_along(chain: Chain) -> None:
    chain.link()
    chain.link(party=chain.supplier)
    chain.save()
    chain.simulator.mine()
    chain.sync()
    with chain.store.unit_of_work() as work:
        delete_document(work.session, chain.supply.documents[0].document_hash)
    assert [link.document_hash for link in chain.links()] == [chain.supply.documents[1].document_hash]


def test_supply_links_pages_go_on_where_the_last_ended(chain: Chain) -> None:
    uids = [chain.link(party=chain.supplier) for _ in range(5)]
    chain.save()
    chain.simulator.mine()
    chain.sync()
    with chain.store.reading() as session:
        first = supply_links(session, chain.key, LinkFilter(network=chain.network), limit=3)
        second = supply_links(session, chain.key, LinkFilter(network=chain.network), after=first.next, limit=3)
        assert [link.uid for link in (*first.items, *second.items)] == uids
        assert second.next is None
        with pytest.raises(PageTokenInvalid):
            supply_links(session, chain.key, LinkFilter(), after="none of ours")


def test_queries_look_at_periods_and_at_what_was_known(chain: Chain) -> None:
    mid, far = (chain.simulator.register_subject(name) for name in ("mid", "far"))
    chain.link(seller=mid)
    chain.link(buyer=mid, seller=far, start="2021-01-01", until="2021-12-31")
    chain.link(buyer=far, seller=chain.buyer)
    chain.save()
    chain.simulator.mine()
    chain.sync()
    in_2021, later, known = 1_625_000_000, 1_700_000_000, chain.simulator.head.timestamp
    with chain.store.reading() as session:

        def pairs(
            valid_at: int, known_at: int = known, *, deepest: int | None = None, most: int | None = None
        ) -> set[LinkedPair]:
            dates = {"valid_at": valid_at, "known_at": known_at}
            return set(pairs_upstream(session, chain.key, chain.buyer, **dates, deepest=deepest, most=most))

        first = LinkedPair(chain.buyer, mid)
        assert pairs(in_2021) == {first, LinkedPair(mid, far), LinkedPair(far, chain.buyer)}
        assert pairs(later) == {first}
        assert pairs(in_2021, known - 1) == set()
        assert pairs(in_2021, deepest=1) == {first}
        assert pairs(in_2021, most=1) == {first}
        assert pairs(in_2021, most=2) == {first, LinkedPair(mid, far)}
        dates = {"valid_at": in_2021, "known_at": known}
        assert suppliers_of(session, chain.key, [chain.buyer, mid], **dates) == {chain.buyer: (mid,), mid: (far,)}
        assert buyers_of(session, chain.key, far, **dates) == (mid,)
        assert networks_of_buyer(session, chain.key, mid) == (chain.network,)
        assert registered_by(session, chain.key, [mid, b"x" * 32], known) == {mid}
        assert count_links(session, chain.key, LinkFilter(valid_at=later)) == 2
        assert count_links(session, chain.key, LinkFilter(buyer=mid)) == 1
