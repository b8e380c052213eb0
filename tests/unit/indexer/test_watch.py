from pathlib import Path

import pytest
from prometheus_client import generate_latest

from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.indexer.condition import AUDIT_FILE, AuditNote, read_condition, write_note
from labour_ledger.indexer.steps import Step, StepReport
from labour_ledger.indexer.watch import Watch


def value(watch: Watch, name: str, **labels: str) -> float | None:
    return watch.registry.get_sample_value(f"labour_ledger_{name}", labels)


def test_watch_counts_steps_and_tells_the_place(tmp_path: Path) -> None:
    watch = Watch(tmp_path, lambda: 1000.5)
    watch.step(StepReport(Step.APPLIED, 5, 9, records=3, entries=2))
    watch.step(StepReport(Step.ROLLED_BACK, 8, 9, records=1, taken_back=4))
    watch.step(StepReport(Step.AT_HEAD, 9, 9, safe_block=7, finalized_block=4))
    assert (value(watch, "records_total"), value(watch, "entries_total")) == (4, 2)
    assert value(watch, "steps_total", step="applied") == 1
    assert value(watch, "reorganisation_depth_blocks_count") == 1
    assert value(watch, "reorganisation_depth_blocks_sum") == 4
    assert [value(watch, name) for name in ("index_block", "head_block", "lag_blocks")] == [9, 9, 0]
    assert [value(watch, name) for name in ("safe_block", "finalized_block")] == [7, 4]
    assert value(watch, "state", state="following") == 1
    assert value(watch, "state", state="backfilling") is None


def test_watch_leaves_its_condition_for_others_until_it_ends(tmp_path: Path) -> None:
    watch = Watch(tmp_path, lambda: 1000.5)
    assert read_condition(tmp_path) == watch.condition
    watch.trouble(NodeUnavailable("no answer"))
    found = read_condition(tmp_path)
    assert found is not None
    assert (found.state, found.since) == ("node-unavailable", 1000)
    assert value(watch, "troubles_total", code="node-unavailable") == 1
    assert value(watch, "state", state="node-unavailable") == 1
    watch.close()
    assert read_condition(tmp_path) is None


def test_watch_goes_on_where_its_condition_cannot_be_written(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "nowhere", lambda: 1.0)
    watch.step(StepReport(Step.AT_HEAD, 9, 9))
    assert value(watch, "index_block") == 9
    watch.close()


def test_watch_shows_the_last_audit(tmp_path: Path) -> None:
    watch = Watch(tmp_path, lambda: 1.0)
    write_note(AuditNote(50, 9, 12, 4, 2, 1, proven=False), tmp_path / AUDIT_FILE)
    watch.step(StepReport(Step.AT_HEAD, 9, 9))
    assert [value(watch, f"audit_{name}") for name in ("at_seconds", "block", "histories")] == [50, 9, 12]
    assert [value(watch, f"audit_{name}") for name in ("differences", "problems")] == [2, 1]


@pytest.mark.parametrize("failed", [False, True])
def test_watch_times_the_node(tmp_path: Path, failed: bool) -> None:
    watch = Watch(tmp_path, lambda: 1.0)
    watch.rpc.observe("eth_getLogs", 0.2, failed)
    assert value(watch, "rpc_seconds_count", method="eth_getLogs") == 1
    assert value(watch, "rpc_errors_total", method="eth_getLogs") == (1 if failed else None)
    watch.rpc.working({"http://a:1": True, "http://b:2": not failed})
    assert value(watch, "node_working", node="http://b:2") == int(not failed)
    assert b"labour_ledger_rpc_seconds_bucket" in generate_latest(watch.registry)


def test_watch_of_a_follower_that_stands_by_leaves_what_the_writer_says(tmp_path: Path) -> None:
    writer = Watch(tmp_path, lambda: 1000.0)
    writer.role(True)
    writer.step(StepReport(Step.AT_HEAD, 9, 9))
    reserve = Watch(tmp_path, lambda: 1001.0)
    reserve.role(False)
    reserve.step(StepReport(Step.STANDING_BY, 9, 9))
    assert read_condition(tmp_path) == writer.condition
    assert value(reserve, "state", state="standing-by") == 1
    writer.close()
    assert read_condition(tmp_path) == reserve.condition
    reserve.role(True)
    reserve.step(StepReport(Step.AT_HEAD, 9, 9))
    assert read_condition(tmp_path) == reserve.condition
    assert [file.name for file in tmp_path.iterdir()] == ["index-follow.json"]
    reserve.close()
    assert read_condition(tmp_path) is None


def test_watch_after_a_writer_that_was_killed_long_ago_takes_its_place(tmp_path: Path) -> None:
    Watch(tmp_path, lambda: 1000.0)
    later = Watch(tmp_path, lambda: 2000.0)
    assert read_condition(tmp_path) == later.condition


def test_watch_times_blocks_from_their_news_until_they_are_held(tmp_path: Path) -> None:
    watch = Watch(tmp_path, lambda: 1.0)
    watch.heads.connection(True)
    for number in (8, 9, 9, 11):
        watch.heads.heard(number)
    watch.step(StepReport(Step.AT_HEAD, 9, 9))
    assert (value(watch, "subscribed"), value(watch, "heads_total")) == (1, 4)
    assert value(watch, "head_lag_seconds_count") == 2
    watch.step(StepReport(Step.AT_HEAD, 11, 11))
    assert value(watch, "head_lag_seconds_count") == 3
