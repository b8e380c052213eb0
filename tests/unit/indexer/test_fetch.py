import pytest
from tests.support.ledger_simulator import LedgerSimulator, small_ledger

from labour_ledger.chain.errors import NodeUnavailable, TooManyLogs
from labour_ledger.indexer.errors import ChainMoved
from labour_ledger.indexer.fetch import ATTEMPTS, RangeFetcher


def filled() -> LedgerSimulator:
    simulator = LedgerSimulator()
    small_ledger(simulator)
    return simulator


def event_questions(simulator: LedgerSimulator) -> list[str]:
    return [question for question in simulator.questions if question.startswith("events")]


def test_fetch_gives_events_and_the_headers_wanted() -> None:
    simulator = filled()
    fetched = RangeFetcher(simulator, 100).fetch(1, 9, headers_from=8)
    assert list(fetched.events) == simulator.events(1, 9)
    assert [block.number for block in fetched.blocks] == [1, 2, 3, 6, 7, 8, 9]
    assert fetched.first_parent == simulator.blocks_mined[0].block.hash
    assert fetched.last == simulator.head


def test_fetch_of_too_many_logs_halves_and_grows_again() -> None:
    simulator = filled()
    simulator.most_events = 12
    fetcher = RangeFetcher(simulator, 8)
    first = fetcher.fetch(1, 9, headers_from=9)
    second = fetcher.fetch(first.last.number + 1, 9, headers_from=9)
    assert event_questions(simulator) == ["events 1 8", "events 1 4", "events 1 2", "events 3 6"]
    assert (first.last.number, second.last.number) == (2, 6)


def test_fetch_of_one_block_with_too_many_logs_is_refused() -> None:
    simulator = filled()
    simulator.most_events = 1
    with pytest.raises(TooManyLogs):
        RangeFetcher(simulator, 8).fetch(2, 9, headers_from=9)


def test_fetch_from_a_failing_node_asks_for_less_before_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = filled()
    asked: list[tuple[int, int]] = []

    def failing(first: int, last: int) -> list[object]:
        asked.append((first, last))
        raise NodeUnavailable("timed out")

    monkeypatch.setattr(simulator, "events", failing)
    with pytest.raises(NodeUnavailable):
        RangeFetcher(simulator, 8).fetch(1, 9, headers_from=9)
    assert asked == [(1, 8), (1, 4), (1, 2)]
    assert len(asked) == ATTEMPTS


@pytest.mark.parametrize("depth", [1, 5, 9])
def test_fetch_while_the_chain_is_reorganised_is_refused(depth: int) -> None:
    simulator = filled()

    def reorganise() -> None:
        simulator.on_events = None
        simulator.reorg(depth)
        simulator.register_schema("ilo/c105@1957")
        simulator.mine(depth)

    simulator.on_events = reorganise
    with pytest.raises(ChainMoved):
        RangeFetcher(simulator, 100).fetch(1, 9, headers_from=1)


def test_fetch_beyond_the_head_is_refused() -> None:
    with pytest.raises(ChainMoved, match="no longer"):
        RangeFetcher(filled(), 100).fetch(1, 50, headers_from=1)


def test_fetch_of_events_of_another_block_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    simulator, other = filled(), LedgerSimulator(genesis=b"another chain")
    small_ledger(other)
    monkeypatch.setattr(simulator, "events", other.events)
    with pytest.raises(ChainMoved, match="another block"):
        RangeFetcher(simulator, 100).fetch(1, 9, headers_from=9)


def test_fetch_of_headers_that_do_not_follow_each_other_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    simulator, other = filled(), LedgerSimulator(genesis=b"another chain")
    other.mine(9)
    mixed = [*simulator.blocks(0, 3), *other.blocks(4, 5), *simulator.blocks(6, 9)]
    monkeypatch.setattr(simulator, "blocks", lambda first, last: mixed[first : last + 1])
    with pytest.raises(ChainMoved, match="does not follow"):
        RangeFetcher(simulator, 100).fetch(1, 9, headers_from=1)


def test_fetch_of_events_far_apart_asks_for_headers_in_runs() -> None:
    simulator = LedgerSimulator()
    for distance in (1, 40, 10, 60):
        simulator.mine(distance - 1)
        simulator.register_schema(f"ilo/c{distance}@1930")
        simulator.mine()
    fetched = RangeFetcher(simulator, 1000).fetch(1, 111, headers_from=111)
    assert [block.number for block in fetched.blocks] == [1, 41, 51, 111]
    asked = [question for question in simulator.questions if question.startswith("blocks")]
    assert asked == ["blocks 1 1", "blocks 41 51", "blocks 111 111"]
