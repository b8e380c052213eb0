from __future__ import annotations

from concurrent.futures import Future
from itertools import pairwise
from typing import Any, cast

from labour_ledger.indexer.fast_pool import ReaderPool
from labour_ledger.indexer.fast_range import Header, RangeAsked, RangeRead
from labour_ledger.indexer.read_ahead import FIRST_SPAN, LOGS_IN_ANSWER, PATIENCE, RangeSizes, ReadAhead


class FakePool:
    """Answers at once; ranges longer than the ceiling are not in order."""

    def __init__(self, ceiling: int, logs_in_block: int) -> None:
        self.ceiling = ceiling
        self.logs_in_block = logs_in_block
        self.asked: list[RangeAsked] = []
        self.most_waiting = 0
        self.handed_out = 0

    def read(self, asked: RangeAsked) -> Future[RangeRead | None]:
        self.asked.append(asked)
        self.most_waiting = max(self.most_waiting, len(self.asked) - self.handed_out)
        future: Future[RangeRead | None] = Future()
        blocks = asked.last - asked.first + 1
        header = Header(asked.last, b"", b"", 0, False)
        found = RangeRead(asked.first, header, b"", (), b"", b"", (), blocks * self.logs_in_block)
        future.set_result(found if blocks <= self.ceiling else None)
        return future


class IdlePool:
    """Begins to read a range when it is waited for, as a single busy worker does; blocks grow dense at some point."""

    def __init__(self, dense_from: int, logs_in_dense_block: int) -> None:
        self.dense_from = dense_from
        self.logs_in_dense_block = logs_in_dense_block

    def read(self, asked: RangeAsked) -> Future[RangeRead | None]:
        dense = max(0, asked.last + 1 - max(asked.first, self.dense_from))
        header = Header(asked.last, b"", b"", 0, False)
        found = RangeRead(asked.first, header, b"", (), b"", b"", (), dense * self.logs_in_dense_block)

        class Waiting(Future[RangeRead | None]):
            def result(self, timeout: float | None = None) -> RangeRead | None:
                self.set_result(found)
                return super().result(timeout)

        return Waiting()


def read_all(pool: FakePool | IdlePool, last: int, **options: Any) -> list[tuple[int, int]]:
    settings = {"headers_from": 0, "most_blocks": 1000, "in_flight": 4, **options}
    ahead = ReadAhead(cast(ReaderPool, pool), 1, last, **settings)
    ranges = []
    for asked, _ in ahead.outcomes():
        if isinstance(pool, FakePool):
            pool.handed_out += 1
        ranges.append((asked.first, asked.last))
    return ranges


def test_outcomes_cover_every_block_once_and_in_order() -> None:
    ranges = read_all(FakePool(ceiling=50, logs_in_block=3), 5000)
    assert ranges[0][0] == 1
    assert ranges[-1][1] == 5000
    assert all(after[0] == before[1] + 1 for before, after in pairwise(ranges))


def test_outcomes_keep_no_more_ranges_waiting_than_allowed() -> None:
    pool = FakePool(ceiling=1000, logs_in_block=1)
    read_all(pool, 5000, in_flight=3)
    assert pool.most_waiting <= 4  # one more while a finished one is handed out


def test_outcomes_where_the_chain_grows_denser_ask_anew_for_what_waits_in_ranges_too_large() -> None:
    ranges = read_all(IdlePool(dense_from=2000, logs_in_dense_block=500), 4000, in_flight=8)
    too_large = [(first, last) for first, last in ranges if last >= 2000 and last - first + 1 > LOGS_IN_ANSWER // 500]
    assert len(too_large) <= 2  # the one that reaches into it, and one by the average of that one
    assert ranges[0][0] == 1
    assert ranges[-1][1] == 4000
    assert all(after[0] == before[1] + 1 for before, after in pairwise(ranges))


def test_sizes_grow_to_the_number_of_logs_that_is_read_fastest() -> None:
    sizes = RangeSizes(10_000)
    assert sizes.span == FIRST_SPAN
    for _ in range(12):
        sizes.succeeded(sizes.span, sizes.span * 10)
    assert sizes.span == LOGS_IN_ANSWER // 10


def test_sizes_never_pass_the_largest_range() -> None:
    sizes = RangeSizes(20)
    for _ in range(5):
        sizes.succeeded(sizes.span, 0)
    assert sizes.span == 20


def test_sizes_halve_at_trouble_and_try_the_ceiling_again_after_a_while() -> None:
    sizes = RangeSizes(64)
    for _ in range(4):
        sizes.succeeded(sizes.span, 0)
    sizes.failed(64)
    assert sizes.span == 32
    spans = []
    for _ in range(2 * PATIENCE + 4):
        sizes.succeeded(sizes.span, 0)
        spans.append(sizes.span)
    assert spans == [32] * (2 * PATIENCE - 1) + [64] * 5


def test_outcomes_of_a_provider_with_a_ceiling_try_it_ever_more_rarely() -> None:
    pool = FakePool(ceiling=40, logs_in_block=0)
    ranges = read_all(pool, 40_000, in_flight=1)
    refused = [place for place, (first, last) in enumerate(ranges) if last - first + 1 > 40]
    waits = [after - before for before, after in pairwise(refused)]
    assert waits == sorted(waits)
    assert waits[-1] > 8 * PATIENCE


def test_sizes_of_one_block_stay_one_block() -> None:
    sizes = RangeSizes(64)
    sizes.failed(1)
    assert sizes.span == 1
