"""Nodes that are late, lie, or serve something else: each ends in a named state, and none gets into the index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.faults.watched import WINDOW, Follower
from tests.support.fake_node import NodeError, fake_node
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator, small_ledger

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.events import Block, LedgerEvent, RecordedEvent, SignedEvent
from labour_ledger.chain.reader import BlockTag
from labour_ledger.indexer.condition import State, read_condition
from labour_ledger.indexer.follow import Listener, follow
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.indexer.watch import Watch
from labour_ledger.store.queries import record_by_uid
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.basis import PartyClass


@pytest.fixture
def follower(store: Store, ledger: LedgerKey, tmp_path: Path) -> Follower:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    following = Follower(store, simulator, ledger, tmp_path)
    assert following.look().state == State.FOLLOWING
    return following


def record_more(follower: Follower) -> list[bytes]:
    """Let something be recorded that the index has not read yet; return its uids."""
    simulator = follower.simulator
    uids = simulator.record(2, PartyClass.AUDITOR, *_subjects(simulator), schema=b"s" * 32)
    simulator.register_schema("ilo/c105@1957")
    simulator.mine(2)
    return uids


def _subjects(simulator: LedgerSimulator) -> Iterator[bytes]:
    for mined in simulator.blocks_mined:
        for event in mined.events:
            if isinstance(event, RecordedEvent) and event.block_number == 6 and event.outcome == 1:
                yield event.subject


def new(kind: type[LedgerEvent]) -> Callable[[LedgerEvent], bool]:
    return lambda event: isinstance(event, kind) and event.block_number > 9


def drop_record(simulator: LedgerSimulator) -> None:
    simulator.drop_log(new(RecordedEvent))


def drop_signature(simulator: LedgerSimulator) -> None:
    simulator.drop_log(new(SignedEvent))


def alter_outcome(simulator: LedgerSimulator) -> None:
    def change(event: LedgerEvent) -> LedgerEvent:
        assert isinstance(event, RecordedEvent)
        return replace(event, outcome=3)

    simulator.alter_log(new(RecordedEvent), change)


def alter_basis(simulator: LedgerSimulator) -> None:
    def change(event: LedgerEvent) -> LedgerEvent:
        assert isinstance(event, RecordedEvent)
        return replace(event, basis=event.basis + (1 << 112))

    simulator.alter_log(new(RecordedEvent), change)


def truncate(simulator: LedgerSimulator) -> None:
    simulator.blocks_mined[10].served = simulator.blocks_mined[10].served[:1]


def repeat(simulator: LedgerSimulator) -> None:
    mined = simulator.blocks_mined[10]
    mined.served = [mined.served[0], *mined.served]


def invent(simulator: LedgerSimulator) -> None:
    mined = simulator.blocks_mined[10]
    false = LedgerSimulator()
    attested = false.record(1, PartyClass.AUDITOR, b"n" * 32, schema=b"s" * 32)
    false.mine()
    assert attested
    placed = [
        replace(event, block_number=10, block_hash=mined.block.hash, log_index=50 + event.log_index)
        for event in false.blocks_mined[1].events
    ]
    mined.served = [*mined.served, *placed]


@pytest.mark.parametrize(
    "lie",
    [drop_record, drop_signature, alter_outcome, alter_basis, truncate, repeat, invent],
    ids=lambda lie: lie.__name__,
)
def test_node_that_lies_in_its_logs_is_named_and_nothing_of_it_is_taken(
    follower: Follower, lie: Callable[[LedgerSimulator], None]
) -> None:
    uids = record_more(follower)

    def tell_the_truth() -> None:
        for mined in follower.simulator.blocks_mined:
            mined.served = [*mined.events]

    condition = follower.during(lambda: lie(follower.simulator), tell_the_truth)
    assert condition.state == "logs-false"
    assert "block 10" in condition.detail
    assert "another node" in condition.hint
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()
    with follower.store.reading() as session:
        assert all(record_by_uid(session, follower.ledger, uid) is not None for uid in uids)


def test_lie_about_a_record_names_its_uid(follower: Follower) -> None:
    uids = record_more(follower)
    alter_outcome(follower.simulator)
    assert "0x" + uids[0].hex() in follower.look().detail


def test_node_that_is_down_is_waited_for(follower: Follower) -> None:
    def fall() -> None:
        record_more(follower)
        follower.simulator.down = True

    def rise() -> None:
        follower.simulator.down = False

    assert follower.during(fall, rise).state == "node-unavailable"
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


def test_node_that_goes_back_in_time_is_waited_for(follower: Follower) -> None:
    def lag() -> None:
        follower.simulator.lag_blocks = 5

    def come_back() -> None:
        follower.simulator.lag_blocks = 0

    condition = follower.during(lag, come_back)
    assert (condition.state, condition.head_number, condition.block_number) == (State.NODE_BEHIND, 4, 9)
    record_more(follower)
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


def test_nodes_behind_one_address_of_which_one_lags_are_waited_for(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = follower.simulator.block

    def lagging(which: int | BlockTag) -> Block | None:
        return None if isinstance(which, int) and which > 3 else honest(which)

    record_more(follower)
    condition = follower.during(
        lambda: monkeypatch.setattr(follower.simulator, "block", lagging),
        lambda: monkeypatch.setattr(follower.simulator, "block", honest),
    )
    assert condition.state == State.NODE_BEHIND
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


def test_node_that_lags_on_another_branch_takes_nothing_back(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = follower.simulator.block
    record_more(follower)

    def torn(which: int | BlockTag) -> Block | None:
        found = honest(which)
        if which == 9 and found is not None:
            return replace(found, hash=b"o" * 32)
        return None if isinstance(which, int) and 3 < which < 9 else found

    condition = follower.during(
        lambda: monkeypatch.setattr(follower.simulator, "block", torn),
        lambda: monkeypatch.setattr(follower.simulator, "block", honest),
    )
    assert condition.state == "chain-moved"
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


def test_node_of_another_chain_is_named(follower: Follower) -> None:
    def turn() -> None:
        follower.simulator.chain = 1

    def turn_back() -> None:
        follower.simulator.chain = CHAIN_ID

    condition = follower.during(turn, turn_back)
    assert condition.state == "wrong-chain"
    assert follower.look().state == State.FOLLOWING


def test_node_without_the_contract_is_named_before_anything_is_read(
    store: Store, ledger: LedgerKey, tmp_path: Path
) -> None:
    follower = Follower(store, LedgerSimulator(deployed=False), ledger, tmp_path)
    assert follower.look().state == "not-deployed"


def test_chain_that_changed_below_the_window_stops_writing_and_is_named(follower: Follower) -> None:
    ours = [*follower.simulator.blocks_mined]

    def change() -> None:
        follower.simulator.reorg(WINDOW + 1)
        follower.simulator.mine(20)

    def change_back() -> None:
        follower.simulator.blocks_mined = ours
        follower.simulator.mine()

    condition = follower.during(change, change_back)
    assert condition.state == "reorganised-too-deep"
    assert "index rebuild" in condition.hint
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


def test_chain_that_was_started_anew_is_named(follower: Follower) -> None:
    ours = [*follower.simulator.blocks_mined]

    def change() -> None:
        other = LedgerSimulator(genesis=b"another")
        other.mine(30)
        follower.simulator.blocks_mined = other.blocks_mined

    def change_back() -> None:
        follower.simulator.blocks_mined = ours

    assert follower.during(change, change_back).state == "ledger-replaced"
    assert follower.look().state == State.FOLLOWING


def test_node_whose_answers_never_agree_is_named_and_not_asked_for_ever(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_more(follower)
    honest = follower.simulator.events
    other = b"o" * 32
    with monkeypatch.context() as patch:
        patch.setattr(
            follower.simulator, "events", lambda *span: [replace(event, block_hash=other) for event in honest(*span)]
        )
        assert follower.look().state == "chain-moved"
    assert follower.look().state == State.FOLLOWING
    assert follower.is_as_the_chain()


def test_index_that_was_damaged_is_named_when_what_was_damaged_is_touched(follower: Follower) -> None:
    with follower.store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_record SET recorded_at = recorded_at + 1"))
    restarted = Follower(follower.store, follower.simulator, follower.ledger, follower.home)
    record_more(restarted)
    condition = restarted.look()
    assert condition.state == "index-differs"
    assert "rebuild" in condition.hint


@pytest.mark.parametrize("fault", ["late", "nonsense", "refusal"])
def test_node_that_is_late_or_speaks_nonsense_is_named(tmp_path: Path, ledger: LedgerKey, fault: str) -> None:
    def chain_id(_: object) -> str:
        if fault == "late":
            time.sleep(0.5)
        if fault == "refusal":
            raise NodeError(-32005, "over capacity")
        return "many"

    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}", create=True)
    with fake_node({"eth_chainId": chain_id}) as node, LedgerClient(node.url, CONTRACT, timeout_s=0.2) as client:
        watch = Watch(tmp_path, lambda: 1.0)
        client.rpc.observer = watch.rpc.observe
        indexer = Synchroniser(store, client, ledger, start_block=1)
        told = Listener(watch.step, watch.trouble, watch.role)
        follow(indexer, store.writer_claim(ledger), lambda _: True, poll_interval_s=1.0, listener=told)
        errors = watch.registry.get_sample_value("labour_ledger_rpc_errors_total", {"method": "eth_chainId"})
    store.close()
    condition = read_condition(tmp_path)
    assert condition is not None
    assert condition.state == "node-unavailable"
    assert errors == (None if fault == "nonsense" else 1)
