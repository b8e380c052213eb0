from __future__ import annotations

from labour_ledger.cli.sync_totals import SyncTotals
from labour_ledger.indexer.steps import Step, StepReport


def test_add_shows_blocks_read_since_the_first_step_and_the_rate() -> None:
    now = 10.0
    shown: list[tuple[int, int, str]] = []
    totals = SyncTotals(lambda *told: shown.append(told), lambda: now)
    for block in (100, 150, 300):
        now += 1
        totals.add(StepReport(Step.APPLIED, block, 300, records=4000, entries=10))
    assert (totals.records, totals.entries) == (12_000, 30)
    assert shown == [
        (0, 200, "4,000 records/s"),
        (50, 200, "4,000 records/s"),
        (200, 200, "4,000 records/s"),
    ]


def test_add_in_no_time_shows_no_rate() -> None:
    shown: list[tuple[int, int, str]] = []
    SyncTotals(lambda *told: shown.append(told), lambda: 0.0).add(StepReport(Step.AT_HEAD, 5, 5))
    assert shown == [(0, 0, "")]
