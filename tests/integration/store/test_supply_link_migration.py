"""A store from before there were supply links gets those that its records and documents make."""

from sqlalchemy import create_engine, select
from tests.support.ledger_simulator import LedgerSimulator
from tests.support.supply_simulator import SupplySimulator

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store import migrate
from labour_ledger.store.queries import save_documents
from labour_ledger.store.queries.statements import LINK_TERMS, SUPPLY_LINK
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass


def rows(store: Store) -> list[list[tuple[object, ...]]]:
    with store.reading() as session:
        return [
            [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in (LINK_TERMS, SUPPLY_LINK)
        ]


def test_migration_makes_the_links_that_the_index_would_have_made(
    store: Store, store_url: str, ledger: LedgerKey
) -> None:
    simulator = LedgerSimulator()
    supply = SupplySimulator(simulator)
    for schema_id in ("ledger/supply-link@1", "ledger/revocation@1"):
        simulator.register_schema(schema_id)
    brand, supplier = (simulator.register_party(PartyClass.BUSINESS) for _ in range(2))
    buyer = simulator.register_subject("buyer", controller=brand, kind=2)
    seller = simulator.register_subject("seller", controller=supplier)
    plant = simulator.register_subject("plant", controller=brand)
    network = simulator.register_subject("network", kind=4)
    simulator.mine()
    first = supply.link(network, buyer, seller, party=brand, until="2021-12-31", goods=("1511",))
    supply.link(network, buyer, seller, party=supplier)
    supply.link(network, buyer, plant, party=brand)
    simulator.mine()
    simulator.change_controller(seller, supplier, brand)
    supply.link(network, buyer, seller, party=supplier, stated_by="published-list")
    supply.revoke(network, first, party=brand)
    supply.revoke(network, first, party=supplier)
    simulator.mine()
    with store.unit_of_work() as work:
        no_link = StoredDocument(bytes(32), "ledger/supply-link@1", network, b"{}", 0)
        save_documents(work.session, [*supply.documents, no_link])
    Synchroniser(store, simulator, ledger, start_block=1).catch_up()
    before = rows(store)
    assert [len(found) for found in before] == [4, 4]
    engine = create_engine(store_url)
    with engine.begin() as connection:
        migrate.downgrade(connection, "0003")
    with engine.begin() as connection:
        migrate.upgrade(connection)
    engine.dispose()
    assert rows(store) == before
