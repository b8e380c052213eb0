"""The loop: catching up, reorganisations, a node that lags, moves or is another one, and two indexers at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from tests.support.ledger_simulator import CHAIN_ID, LedgerSimulator, small_ledger
from tests.support.simulated_chain import BLOCK_TIME_S, START_TIME
from tests.support.store_dumps import dump_of, fresh_dump

from labour_ledger.chain.errors import NodeUnavailable, NotDeployed, WrongChain
from labour_ledger.errors import ConfigurationError, LabourLedgerError
from labour_ledger.indexer.errors import IndexOutdated, LedgerReplaced, ReorganisedTooDeep
from labour_ledger.indexer.follow import Listener, follow
from labour_ledger.indexer.steps import Step, StepReport, SyncLimits
from labour_ledger.indexer.sync import MANY_ADDED, Synchroniser
from labour_ledger.store.errors import StoreUnavailable
from labour_ledger.store.queries import block_at, get_cursor, latest_block_before, record_by_uid, subject_history
from labour_ledger.store.queries.progress import held_blocks
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass

SMALL = SyncLimits(most_blocks=3, header_window_blocks=4)


def synchroniser(
    store: Store, simulator: LedgerSimulator, ledger: LedgerKey, limits: SyncLimits = SMALL
) -> Synchroniser:
    return Synchroniser(store, simulator, ledger, start_block=1, limits=limits)


def cursor_of(store: Store, ledger: LedgerKey) -> Cursor:
    with store.reading() as session:
        cursor = get_cursor(session, ledger)
    assert cursor is not None
    return cursor


def test_catch_up_reads_all_and_is_ready(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    ids = small_ledger(simulator)
    steps: list[StepReport] = []
    last = synchroniser(store, simulator, ledger).catch_up(steps.append)
    assert last.step is Step.AT_HEAD
    assert [step.block_number for step in steps] == [3, 6, 9, 9]
    assert sum(step.records for step in steps) == 4
    cursor = cursor_of(store, ledger)
    assert (cursor.block_number, cursor.block_hash, cursor.ready) == (9, simulator.head.hash, True)
    assert (cursor.safe_block, cursor.finalized_block) == (7, 4)
    with store.reading() as session:
        history = subject_history(session, ledger, ids["mill"])
    assert [item.entry.type.name for item in history] == [
        "SubjectRegistered",
        "IdentifierClaimed",
        "IdentifierClaimed",
        "Recorded",
        "Recorded",
        "JoinedBy",
        "IdentifierReassigned",
        "ControllerChanged",
    ]


def test_step_before_the_head_is_not_ready(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    assert synchroniser(store, simulator, ledger).step().step is Step.APPLIED
    assert not cursor_of(store, ledger).ready


def test_catch_up_after_more_blocks_equals_a_fresh_index(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    ids = small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.catch_up()
    simulator.record(2, PartyClass.AUDITOR, ids["mill"], schema=ids["schema"])
    simulator.mine(7)
    indexer.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


@pytest.mark.parametrize("depth", [1, 2, 3, 5, 9])
def test_catch_up_after_a_reorganisation_equals_a_fresh_index(store: Store, ledger: LedgerKey, depth: int) -> None:
    simulator = LedgerSimulator()
    ids = small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger, SyncLimits(most_blocks=3, header_window_blocks=9))
    indexer.catch_up()
    simulator.reorg(depth)
    simulator.register_schema(f"ilo/c{depth}@1930")
    simulator.mine(depth + 1)
    steps: list[StepReport] = []
    indexer.catch_up(steps.append)
    assert (steps[0].step, steps[0].block_number, steps[0].taken_back) == (Step.ROLLED_BACK, 9, depth)
    assert cursor_of(store, ledger).block_hash == simulator.head.hash
    with store.reading() as session:
        assert (record_by_uid(session, ledger, ids["first"]) is None) == (depth >= 5)
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_catch_up_after_a_reorganisation_deeper_than_the_window_changes_nothing_and_says_what_to_do(
    store: Store, ledger: LedgerKey
) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.catch_up()
    before, cursor = dump_of(store, ledger), cursor_of(store, ledger)
    ours = list(simulator.blocks_mined)
    simulator.reorg(6)
    simulator.mine(20)
    for _ in range(2):
        with pytest.raises(
            ReorganisedTooDeep, match="after block 3, more than 4 blocks before its last block 9"
        ) as caught:
            indexer.catch_up()
    assert "rebuild" in caught.value.hint
    assert (dump_of(store, ledger), cursor_of(store, ledger)) == (before, cursor)
    simulator.blocks_mined = ours
    simulator.mine()
    indexer.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_reorganisation_of_several_ranges_is_one_transaction(
    store: Store, ledger: LedgerKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger, SyncLimits(most_blocks=2, header_window_blocks=9))
    indexer.catch_up()
    before = dump_of(store, ledger)
    simulator.reorg(7)
    simulator.register_schema("ilo/c105@1957")
    simulator.mine(9)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("labour_ledger.indexer.writing.save_cursor", killed)
        with pytest.raises(KeyboardInterrupt):
            indexer.step()
    assert dump_of(store, ledger) == before
    assert indexer.step().block_number == 9
    indexer.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_step_after_a_reorganisation_to_a_shorter_chain_rolls_back(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger, SyncLimits())
    indexer.catch_up()
    simulator.reorg(4)
    simulator.mine(2)
    report = indexer.step()
    assert (report.step, report.block_number, report.taken_back) == (Step.ROLLED_BACK, 7, 4)
    indexer.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_step_when_the_node_lags_waits_and_keeps_the_index(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.catch_up()
    before = dump_of(store, ledger)
    simulator.lag_blocks = 6
    report = indexer.catch_up()
    assert (report.step, report.block_number, report.head_number) == (Step.NODE_BEHIND, 9, 3)
    assert dump_of(store, ledger) == before


def test_catch_up_of_a_chain_started_anew_is_refused_and_keeps_the_index(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    synchroniser(store, simulator, ledger).catch_up()
    before = dump_of(store, ledger)
    other = LedgerSimulator(genesis=b"another genesis")
    other.mine(20)
    with pytest.raises(LedgerReplaced, match="no longer has block 0") as caught:
        synchroniser(store, other, ledger).catch_up()
    assert "rebuild" in caught.value.hint
    assert dump_of(store, ledger) == before


def test_step_of_a_shorter_chain_started_anew_is_refused(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    synchroniser(store, simulator, ledger).catch_up()
    other = LedgerSimulator(genesis=b"another genesis")
    other.mine(2)
    with pytest.raises(LedgerReplaced):
        synchroniser(store, other, ledger).step()


def test_step_of_another_chain_is_refused(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator(chain=1)
    with pytest.raises(WrongChain) as caught:
        synchroniser(store, simulator, ledger).step()
    assert (caught.value.expected, caught.value.found) == (CHAIN_ID, 1)


def test_check_node_without_code_is_refused(store: Store, ledger: LedgerKey) -> None:
    with pytest.raises(NotDeployed):
        synchroniser(store, LedgerSimulator(deployed=False), ledger).check_node()


def test_check_node_of_another_contract_is_refused(store: Store, ledger: LedgerKey) -> None:
    with pytest.raises(NotDeployed, match="another contract"):
        synchroniser(store, LedgerSimulator(contract=bytes(20)), ledger).check_node()


def test_step_before_the_deployment_block_exists_is_refused(store: Store, ledger: LedgerKey) -> None:
    indexer = Synchroniser(store, LedgerSimulator(), ledger, start_block=50)
    with pytest.raises(NotDeployed, match="no block 49"):
        indexer.step()


def test_synchroniser_from_block_zero_is_refused(store: Store, ledger: LedgerKey) -> None:
    with pytest.raises(ConfigurationError, match="1 or later"):
        Synchroniser(store, LedgerSimulator(), ledger, start_block=0)


def test_step_of_an_index_in_another_format_is_refused(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    simulator.mine()
    synchroniser(store, simulator, ledger).catch_up()
    with store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_cursor SET format_version = 99"))
    with pytest.raises(IndexOutdated, match="format 99"):
        synchroniser(store, simulator, ledger).step()


def test_step_when_the_node_is_down_changes_nothing(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.step()
    before = cursor_of(store, ledger)
    simulator.down = True
    with pytest.raises(NodeUnavailable):
        indexer.step()
    assert cursor_of(store, ledger) == before


def during_next_events(simulator: LedgerSimulator, act: Callable[[], None]) -> None:
    def once() -> None:
        simulator.on_events = None
        act()

    simulator.on_events = once


def test_step_during_a_reorganisation_takes_nothing_and_recovers(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger, SyncLimits(most_blocks=100))

    def reorganise() -> None:
        simulator.reorg(3)
        simulator.mine(5)

    during_next_events(simulator, reorganise)
    assert indexer.step().step is Step.MOVED
    assert cursor_of(store, ledger).block_number == 0
    indexer.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_step_after_another_indexer_moved_the_cursor_takes_nothing(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    first, second = (synchroniser(store, simulator, ledger) for _ in range(2))
    first.step()
    during_next_events(simulator, lambda: (second.step(), None)[1])
    assert first.step().step is Step.MOVED
    assert cursor_of(store, ledger).block_number == 6
    first.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_step_killed_before_its_commit_leaves_the_last_block(
    store: Store, ledger: LedgerKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.step()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("labour_ledger.indexer.writing.save_cursor", killed)
        with pytest.raises(KeyboardInterrupt):
            indexer.step()
    assert cursor_of(store, ledger).block_number == 3
    with store.reading() as session:
        assert [number for number, _ in held_blocks(session, ledger, 100)] == [0, 1, 2, 3]
    synchroniser(store, simulator, ledger).catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_step_when_the_store_is_locked_is_unavailable_and_loses_nothing(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.step()
    with store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_cursor SET ready = ready"))
        with pytest.raises(StoreUnavailable):
            indexer.step()
    indexer.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_follow_waits_for_a_node_that_is_down_and_goes_on(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator(down=True)
    simulator.mine(2)
    outages: list[LabourLedgerError] = []
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        simulator.down = False
        return len(waits) == 2

    listener, claim = Listener(on_outage=outages.append), store.writer_claim(ledger)
    follow(synchroniser(store, simulator, ledger), claim, wait, poll_interval_s=0.5, listener=listener)
    assert waits == [0.5, 0.5]
    assert len(outages) == 1
    assert cursor_of(store, ledger).block_number == 2


def test_follow_waits_for_a_locked_store_and_goes_on(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.step()
    outages: list[LabourLedgerError] = []
    listener, claim = Listener(on_outage=outages.append), store.writer_claim(ledger)
    with store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_cursor SET ready = ready"))
        follow(indexer, claim, lambda _: True, poll_interval_s=0.5, listener=listener)
    follow(indexer, claim, lambda _: True, poll_interval_s=0.5, listener=listener)
    assert [error.code for error in outages] == ["store-locked"]
    assert cursor_of(store, ledger).block_number == 9


def test_step_of_two_indexers_that_begin_at_once_agree(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    first, second = (synchroniser(store, simulator, ledger) for _ in range(2))
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda indexer: indexer.step(), [first, second]))
    assert {report.step for report in reports} <= {Step.APPLIED, Step.MOVED}
    first.catch_up()
    assert dump_of(store, ledger) == fresh_dump(simulator, ledger)


def test_header_window_is_kept_and_older_quiet_blocks_are_forgotten(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    for _ in range(4):
        simulator.mine(5)
        indexer.catch_up()
    with store.reading() as session:
        held = [number for number, _ in held_blocks(session, ledger, 1000)]
    assert held == [0, 1, 2, 3, 6, 7, 8, 25, 26, 27, 28, 29]


def test_block_queries_answer_by_number_and_by_time(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    synchroniser(store, simulator, ledger).catch_up()
    with store.reading() as session:
        found = latest_block_before(session, ledger, START_TIME + 2 * BLOCK_TIME_S + 5)
        assert found is not None
        assert found == block_at(session, ledger, 2)
        assert found.hash == simulator.blocks_mined[2].block.hash
        assert latest_block_before(session, ledger, START_TIME - 1) is None
        assert block_at(session, ledger, 4) is None


def test_two_ledgers_in_one_store_do_not_mix(store: Store, ledger: LedgerKey) -> None:
    here, there = LedgerSimulator(), LedgerSimulator(contract=b"\7" * 20)
    small_ledger(here)
    small_ledger(there)
    other = LedgerKey(CHAIN_ID, b"\7" * 20)
    synchroniser(store, here, ledger).catch_up()
    before = dump_of(store, ledger)
    synchroniser(store, there, other).catch_up()
    there.reorg(4)
    there.mine(12)
    synchroniser(store, there, other).catch_up()
    assert dump_of(store, ledger) == before


def test_catch_up_on_much_lets_the_database_count_its_rows(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    subjects = [number.to_bytes(32, "big") for number in range(100)]
    for _ in range(MANY_ADDED // 100):
        simulator.record(1, PartyClass.AUDITOR, *subjects, schema=b"s" * 32)
    simulator.mine()
    synchroniser(store, simulator, ledger).catch_up()
    counted = {
        "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'index_record'",
        "postgresql": "SELECT count(*) FROM pg_stats WHERE tablename = 'index_record'",
    }
    with store.reading() as session:
        assert session.execute(text(counted[session.get_bind().dialect.name])).scalar_one() > 0


def test_step_at_the_head_moves_the_marks_of_finality(store: Store, ledger: LedgerKey) -> None:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    indexer = synchroniser(store, simulator, ledger)
    indexer.catch_up()
    with store.unit_of_work() as work:
        work.session.execute(text("UPDATE index_cursor SET safe_block = 0, ready = 0"))
    assert indexer.step().step is Step.AT_HEAD
    cursor = cursor_of(store, ledger)
    assert (cursor.safe_block, cursor.ready) == (7, True)
