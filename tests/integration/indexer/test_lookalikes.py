"""Logs that look like the ledger's and come from another contract are no part of its index."""

from functools import partial

import pytest
from tests.support.ledger_world import LedgerWorld, build_world
from tests.support.store_dumps import dump_of

from labour_ledger.chain.errors import LogUnreadable
from labour_ledger.chain.local import development_key
from labour_ledger.chain.node import ContractNode
from labour_ledger.chain.transactions import TransactionSender
from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import record_by_uid, subject_history
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

NOWHERE = bytes(20)
DATA_BYTES = 0x120  # of a `Recorded` log: nine words
OUTCOME = 4 * 32 + 31  # its last byte in them
ZERO_TOLERANCE = 4
# Logs the words it is called with: nine of data, then four topics.
ECHO = bytes.fromhex("365f5f37" + "61018051" + "61016051" + "61014051" + "61012051" + "610120" + "5f" + "a4" + "00")
ECHO_CREATION = bytes.fromhex(f"60{len(ECHO):02x}600a5f3960{len(ECHO):02x}5ff3") + ECHO


def synchronised(store: Store, world: LedgerWorld) -> LedgerKey:
    ledger = LedgerKey(world.deployment.chain_id, world.deployment.contract)
    indexer = Synchroniser(store, world.client, ledger, start_block=world.deployment.block_number)
    indexer.check_node()
    indexer.catch_up()
    assert audit(store, world.client, ledger).is_complete
    return ledger


def record_one(world: LedgerWorld) -> bytes:
    attestation = world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1)
    world.record("auditor", attestation)
    return attestation.uid(world.deployment.domain.separator)


def echo_with_another_verdict(world: LedgerWorld) -> bytes:
    """Log a record once more, from a contract of the attacker and with the worst verdict; return its address."""
    number = world.latest_block()
    query = {"address": world.client.address_text, "fromBlock": hex(number), "toBlock": hex(number)}
    log = world.chain.rpc.request("eth_getLogs", query)[0]
    data = bytearray.fromhex(log["data"][2:])
    assert len(data) == DATA_BYTES
    data[OUTCOME] = ZERO_TOLERANCE
    topics = b"".join(bytes.fromhex(topic[2:]) for topic in log["topics"])
    attacker = development_key(5)
    with ContractNode(world.chain.url, NOWHERE) as node:
        echo = TransactionSender(node, attacker).create(ECHO_CREATION).contract
    assert echo is not None
    with ContractNode(world.chain.url, echo) as node:
        TransactionSender(node, attacker).send(bytes(data) + topics)
    return echo


def test_record_logged_again_by_another_contract_changes_no_verdict(store: Store, world: LedgerWorld) -> None:
    uid = record_one(world)
    echo = echo_with_another_verdict(world)
    number = world.latest_block()
    query = {"address": "0x" + echo.hex(), "fromBlock": hex(number), "toBlock": hex(number)}
    [log] = world.chain.rpc.request("eth_getLogs", query)
    assert uid in bytes.fromhex(log["data"][2:])

    ledger = synchronised(store, world)

    with store.reading() as session:
        found = record_by_uid(session, ledger, uid)
        assert found is not None
        assert found.record.attestation.outcome == 1
        [*_, last] = subject_history(session, ledger, world.sites[0])
        assert last.entry.type.name == "Recorded"


def test_second_ledger_of_an_attacker_with_the_same_parties_and_sites_is_not_read(
    store: Store, world: LedgerWorld
) -> None:
    uid = record_one(world)
    before = synchronised(store, world)
    with store.reading() as session:
        history = subject_history(session, before, world.sites[0])

    false = build_world(world.chain)
    assert false.sites == world.sites
    false_uid = record_one(false)
    assert false_uid != uid
    ledger = synchronised(store, world)

    with store.reading() as session:
        assert subject_history(session, ledger, world.sites[0]) == history
        assert record_by_uid(session, ledger, false_uid) is None
    followed = dump_of(store, ledger)
    rebuild(store, world.client, ledger, start_block=world.deployment.block_number)
    assert dump_of(store, ledger) == followed


def test_node_that_does_not_filter_by_contract_is_refused(world: LedgerWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    record_one(world)
    echo = echo_with_another_verdict(world)
    ask = world.client.rpc.request

    latest = world.latest_block()

    def unfiltered(method: str, *parameters: object) -> object:
        assert method == "eth_getLogs"
        return ask(method, {"fromBlock": hex(latest), "toBlock": hex(latest)})

    read = partial(world.client.events, latest, latest)
    assert read() == []
    monkeypatch.setattr(world.client.rpc, "request", unfiltered)
    with pytest.raises(LogUnreadable, match=f"(?i)of contract 0x{echo.hex()}, not of the ledger"):
        read()
