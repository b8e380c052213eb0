"""Parties, keys, accreditations and schemas, on both stores."""

from dataclasses import replace

import pytest
from tests.support.ledger_simulator import START_TIME
from tests.support.store_fixtures import IndexedLedger

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import (
    PageTokenInvalid,
    accreditations_of,
    get_key,
    get_party,
    get_schema,
    key_facts,
    keys_of_party,
    list_parties,
    list_schemas,
    parties_by_number,
    save_party_profile,
)
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.status.model import KeyFact

COUNCIL = bytes(20)


def mined(indexed: IndexedLedger) -> int:
    block = indexed.simulator.mine()
    Synchroniser(indexed.store, indexed.simulator, indexed.ledger, start_block=1).catch_up()
    return block.timestamp


def test_get_party_folds_class_and_suspension(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        supplier = get_party(session, indexed.ledger, 3)
        assert supplier is not None
        assert (supplier.party_class, supplier.suspended_until) == (PartyClass.BUSINESS, START_TIME + 10**6)
        assert get_party(session, indexed.ledger, 4) is None
    indexed.simulator.reinstate_party(3)
    indexed.simulator.reclass_party(3, PartyClass.RESEARCH)
    mined(indexed)
    with indexed.store.reading() as session:
        changed = get_party(session, indexed.ledger, 3)
    assert changed == replace(supplier, party_class=PartyClass.RESEARCH, suspended_until=0)


def test_party_name_shows_only_from_the_committed_profile(indexed: IndexedLedger) -> None:
    number = indexed.simulator.register_party(PartyClass.AUDITOR, "FR", profile_hash=b"p" * 32)
    mined(indexed)
    with indexed.store.unit_of_work() as work:
        save_party_profile(work.session, b"q" * 32, name="Forged", country="FR")
    with indexed.store.reading() as session:
        party = get_party(session, indexed.ledger, number)
        assert party is not None
        assert party.name is None
    with indexed.store.unit_of_work() as work:
        save_party_profile(work.session, b"p" * 32, name="Bureau", country="FR", website="https://bureau.example")
    with indexed.store.reading() as session:
        party = parties_by_number(session, indexed.ledger, [number, 99])[number]
    assert (party.name, party.website) == ("Bureau", "https://bureau.example")


def test_list_parties_pages_in_order_of_number(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        first = list_parties(session, indexed.ledger, limit=2)
        assert first.next is not None
        second = list_parties(session, indexed.ledger, after=first.next, limit=2)
        assert [party.party for party in (*first.items, *second.items)] == [1, 2, 3]
        assert second.next is None
        with pytest.raises(PageTokenInvalid):
            list_parties(session, indexed.ledger, after="WyJ4Il0")


def test_keys_of_party_fold_retirement_suspension_and_compromise(indexed: IndexedLedger) -> None:
    simulator = indexed.simulator
    first, added = simulator.signer(3).address, b"k" * 20
    simulator.add_key(3, added, by=first)
    added_at = mined(indexed)
    simulator.suspend_key(3, added, 2**40)
    simulator.retire_key(3, first)
    retired_at = mined(indexed)
    with indexed.store.reading() as session:
        keys = keys_of_party(session, indexed.ledger, 3)
        assert [key.key for key in keys] == [first, added]
        assert (keys[0].retired_at, keys[1].retired_at) == (retired_at, None)
        assert (keys[1].added_at, keys[1].added_by, keys[1].suspended_until) == (added_at, first, 2**40)
    simulator.suspend_key(3, added, 1)
    simulator.mark_compromised(3, added, START_TIME)
    marked_at = mined(indexed)
    with indexed.store.reading() as session:
        key = get_key(session, indexed.ledger, added)
        assert key is not None
        assert (key.suspended_until, key.compromises) == (0, ((START_TIME, marked_at),))
        assert get_key(session, indexed.ledger, b"?" * 20) is None


def test_key_facts_include_the_keys_that_added_them(indexed: IndexedLedger) -> None:
    simulator = indexed.simulator
    first, added = simulator.signer(2).address, b"k" * 20
    simulator.add_key(2, added, by=first)
    added_at = mined(indexed)
    times = [block.block.timestamp for block in simulator.blocks_mined]
    with indexed.store.reading() as session:
        facts = key_facts(session, indexed.ledger, [added, b"?" * 20])
        assert key_facts(session, indexed.ledger, []) == {}
    assert facts == {
        first: KeyFact(first, COUNCIL, times[2], ((START_TIME, times[8]),)),
        added: KeyFact(added, first, added_at, ()),
    }


def test_accreditations_of_are_those_in_force_at_the_time(indexed: IndexedLedger) -> None:
    schema = indexed.ids["schema"]
    given_at = indexed.simulator.blocks_mined[2].block.timestamp
    indexed.simulator.end_accreditation(2, schema, "ID")
    indexed.simulator.accredit(2, schema, "", START_TIME + 500, START_TIME + 600)
    ended_at = mined(indexed)
    with indexed.store.reading() as session:

        def countries(at: int) -> list[str]:
            return [found.country for found in accreditations_of(session, indexed.ledger, 2, at)]

        assert countries(given_at - 1) == []
        assert countries(given_at) == ["ID"]
        assert countries(ended_at) == []
        assert countries(START_TIME + 500) == [""]
        assert countries(START_TIME + 600) == []


def test_schemas_tell_their_id_and_retirement(indexed: IndexedLedger) -> None:
    times = [block.block.timestamp for block in indexed.simulator.blocks_mined]
    with indexed.store.reading() as session:
        schemas = list_schemas(session, indexed.ledger)
        assert [(schema.schema_id, schema.retired_at) for schema in schemas] == [
            ("ilo/c029@1930", None),
            ("ledger/same-as@1", times[8]),
        ]
        assert get_schema(session, indexed.ledger, indexed.ids["schema"]) == schemas[0]
        assert get_schema(session, indexed.ledger, b"?" * 32) is None
