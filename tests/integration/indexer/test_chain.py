"""The indexer on a real chain: what the contract logged, folded again, is what the contract holds."""

from functools import partial

import pytest
from sqlalchemy import text
from tests.support.ledger_world import PARTIES, LedgerWorld
from tests.support.store_dumps import dump_of

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.errors import NodeUnavailable, NotDeployed, WrongChain
from labour_ledger.chain.proofs import prove_heads
from labour_ledger.indexer.audit import AuditReport, audit
from labour_ledger.indexer.audit_faults import Fault
from labour_ledger.indexer.errors import ChainMoved
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import Step
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import (
    accreditations_of,
    find_subjects,
    keys_of_party,
    list_parties,
    list_schemas,
    record_by_uid,
)
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import Method
from labour_ledger_verify.history import HistoryKind


def key_of(world: LedgerWorld) -> LedgerKey:
    return LedgerKey(world.deployment.chain_id, world.deployment.contract)


def indexer_of(store: Store, world: LedgerWorld) -> Synchroniser:
    return Synchroniser(store, world.client, key_of(world), start_block=world.deployment.block_number)


def synchronised(store: Store, world: LedgerWorld) -> AuditReport:
    indexer = indexer_of(store, world)
    indexer.check_node()
    assert indexer.catch_up().step is Step.AT_HEAD
    return audit(store, world.client, key_of(world))


def record_some(world: LedgerWorld) -> list[bytes]:
    single = world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1)
    world.record("auditor", single)
    declared = world.attestation("supplier", world.sites[0], "ilo/c029@1930", outcome=1)
    world.record("supplier", declared)
    many = [world.attestation("auditor", site, "ilo/c029@1930", outcome=2) for site in world.sites]
    batch = world.batch("auditor", many)
    world.relay.record_batch(batch.attestations, batch.signature)
    joined = world.attestation("registrar", world.sites[3], "ledger/same-as@1", ref_uid=world.sites[4])
    world.record("registrar", joined)
    separator = world.deployment.domain.separator
    return [attestation.uid(separator) for attestation in (single, declared, *many, joined)]


def test_index_of_the_real_contract_is_complete(store: Store, world: LedgerWorld) -> None:
    uids = record_some(world)
    report = synchronised(store, world)
    assert report.differences == ()
    assert report.problems == ()
    assert report.records == len(uids)
    assert report.histories[HistoryKind.PARTY] == len(PARTIES)
    assert report.histories[HistoryKind.SUBJECT] == len(world.sites)


def test_queries_on_the_real_contract_answer_what_was_done(store: Store, world: LedgerWorld) -> None:
    uids = record_some(world)
    synchronised(store, world)
    ledger = key_of(world)
    with store.reading() as session:
        assert {found.subject for found in find_subjects(session, ledger).items} == set(world.sites)
        declared = record_by_uid(session, ledger, uids[1])
        assert declared is not None
        assert declared.record.basis.method is Method.SELF
        batch = record_by_uid(session, ledger, uids[4])
        assert batch is not None
        assert [record.uid for record in batch.batch] == uids[2:7]
        parties = list_parties(session, ledger).items
        assert [(party.party_class, party.country) for party in parties] == list(PARTIES.values())
        auditor = world.parties["auditor"]
        assert [key.key for key in keys_of_party(session, ledger, auditor.number)] == [auditor.signer.address]
        at = world.chain.timestamp()
        assert accreditations_of(session, ledger, auditor.number, at)
        assert accreditations_of(session, ledger, world.parties["unaccredited_auditor"].number, at) == ()
        assert all(schema.retired_at is None for schema in list_schemas(session, ledger))


def test_index_follows_a_real_reorganisation(store: Store, world: LedgerWorld) -> None:
    record_some(world)
    synchronised(store, world)
    before = dump_of(store, key_of(world))
    world.chain.reorganise(3)
    world.chain.mine(2)
    report = synchronised(store, world)
    assert report.is_complete
    after = dump_of(store, key_of(world))
    assert after != before
    rebuild(store, world.client, key_of(world), start_block=world.deployment.block_number)
    assert dump_of(store, key_of(world)) == after


def test_rebuild_of_the_real_contract_is_byte_equal(store: Store, world: LedgerWorld) -> None:
    record_some(world)
    synchronised(store, world)
    before = dump_of(store, key_of(world))
    rebuild(store, world.client, key_of(world), start_block=world.deployment.block_number)
    assert dump_of(store, key_of(world)) == before


def test_audit_with_proofs_believes_the_header_and_not_the_node(
    store: Store, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    uids = record_some(world)
    synchronised(store, world)
    prove = partial(prove_heads, world.client, world.deployment.council)
    # what the node says of heads is not asked for
    monkeypatch.setattr(world.client, "history_heads", lambda names, block: [b"x" * 32 for _ in names])
    report = audit(store, world.client, key_of(world), prove=prove)
    assert report.proven
    assert report.is_complete
    assert report.records == len(uids)
    monkeypatch.undo()
    with store.unit_of_work() as work:
        work.session.execute(text("DELETE FROM index_record WHERE uid = :uid"), {"uid": uids[0]})
    damaged = audit(store, world.client, key_of(world), prove=prove)
    assert {(log.fault, log.uid) for found in damaged.differences for log in found.logs} == {(Fault.DROPPED, uids[0])}


def test_audit_with_proofs_of_a_replaced_block_is_refused(
    store: Store, world: LedgerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_some(world)  # an empty block could be replaced by an equal one
    synchronised(store, world)
    prove = partial(prove_heads, world.client, world.deployment.council)
    honest = world.client.block
    taken = honest(world.latest_block())
    monkeypatch.setattr(world.client, "block", lambda which: taken if isinstance(which, int) else honest(which))
    world.chain.reorganise(1)
    with pytest.raises(ChainMoved, match="replaced while its heads were proven"):
        audit(store, world.client, key_of(world), prove=prove)


def test_audit_of_a_damaged_index_names_the_history(store: Store, world: LedgerWorld) -> None:
    uids = record_some(world)
    synchronised(store, world)
    ledger = key_of(world)
    with store.reading() as session:
        found = record_by_uid(session, ledger, uids[0])
        assert found is not None
    with store.unit_of_work() as work:
        work.session.execute(text("DELETE FROM index_record WHERE uid = :uid"), {"uid": uids[0]})
    report = audit(store, world.client, ledger)
    assert [(difference.kind, difference.first_block) for difference in report.differences] == [
        (HistoryKind.SUBJECT, found.record.position.block_number),
        (HistoryKind.ISSUED, found.record.position.block_number),
    ]
    assert report.differences[0].history_id == world.sites[0]


def test_indexer_of_another_chain_id_is_refused(store: Store, world: LedgerWorld) -> None:
    other = LedgerKey(1, world.deployment.contract)
    with pytest.raises(WrongChain):
        Synchroniser(store, world.client, other, start_block=1).check_node()


def test_indexer_of_an_address_without_code_is_refused(store: Store, world: LedgerWorld) -> None:
    nowhere = b"\x99" * 20
    with LedgerClient(world.chain.url, nowhere) as client, pytest.raises(NotDeployed):
        Synchroniser(store, client, LedgerKey(world.deployment.chain_id, nowhere), start_block=1).check_node()


def test_indexer_without_a_node_is_unavailable(store: Store, world: LedgerWorld) -> None:
    ledger = key_of(world)
    with LedgerClient("http://127.0.0.1:9", ledger.contract) as client, pytest.raises(NodeUnavailable) as caught:
        Synchroniser(store, client, ledger, start_block=1).step()
    assert caught.value.hint
