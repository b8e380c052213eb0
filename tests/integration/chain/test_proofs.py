"""Headers and proofs of a real node, held against the contract's own views."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.ledger_world import WORLD_START, LedgerWorld, build_world

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.errors import NodeUnavailable, StateUnavailable
from labour_ledger.chain.local import start_chain
from labour_ledger.chain.proofs import SLOTS_AT_ONCE, prove_heads
from labour_ledger.chain.reader import HistoryName
from labour_ledger_verify.header import EMPTY_CODE_HASH
from labour_ledger_verify.history import HistoryKind
from labour_ledger_verify.keccak import keccak256


def names_of(world: LedgerWorld) -> list[HistoryName]:
    parties = [party.number.to_bytes(8, "big") for party in world.parties.values()]
    return [
        *((HistoryKind.SUBJECT, subject) for subject in world.sites),
        *((HistoryKind.PARTY, party) for party in parties),
        *((HistoryKind.ISSUED, party) for party in parties),
        (HistoryKind.SCHEMAS, b""),
        (HistoryKind.SUBJECT, keccak256(b"nobody")),
    ]


def test_prove_heads_equals_what_the_contract_says_at_every_block(world: LedgerWorld) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1))
    names = names_of(world)
    for number in range(world.deployment.block_number, world.latest_block() + 1):
        proof = prove_heads(world.client, world.deployment.council, names, number)
        block = world.client.block(number)
        assert block is not None
        assert (proof.header.hash, proof.header.timestamp) == (block.hash, block.timestamp)
        assert list(proof.heads) == world.client.history_heads(names, number)
        assert proof.contract_code_hash == world.deployment.code_hash
        assert proof.council_code_hash == EMPTY_CODE_HASH
        assert list(proof.nodes) == sorted(set(proof.nodes), key=keccak256)


def test_prove_heads_of_more_histories_than_one_request_takes(world: LedgerWorld) -> None:
    names: list[HistoryName] = [
        (HistoryKind.SUBJECT, keccak256(b"%d" % number)) for number in range(2 * SLOTS_AT_ONCE + 1)
    ]
    names[-1] = (HistoryKind.SUBJECT, world.sites[0])
    proof = prove_heads(world.client, world.deployment.council, names, world.latest_block())
    assert [any(head) for head in proof.heads] == [False] * (2 * SLOTS_AT_ONCE) + [True]


def test_prove_heads_before_the_deployment_is_named(world: LedgerWorld) -> None:
    with pytest.raises(NodeUnavailable, match="no account"):
        prove_heads(world.client, world.deployment.council, [], world.deployment.block_number - 1)


def test_prove_heads_block_to_come_is_named(world: LedgerWorld) -> None:
    with pytest.raises(StateUnavailable):
        prove_heads(world.client, world.deployment.council, [], world.latest_block() + 1)


def test_prove_heads_of_old_blocks_after_a_restart_from_saved_state(tmp_path: Path) -> None:
    state = tmp_path / "chain.json"
    with start_chain(timestamp=WORLD_START, state=state) as chain:
        world = build_world(chain)
        names = names_of(world)
        blocks = range(world.deployment.block_number, world.latest_block() + 1)
        before = [prove_heads(world.client, world.deployment.council, names, number) for number in blocks]
        world.client.close()
    with start_chain(state=state) as chain, LedgerClient(chain.url, world.deployment.contract) as client:
        chain.mine(3)
        assert [prove_heads(client, world.deployment.council, names, number) for number in blocks] == before
