"""Followers as an operator runs them: several processes on one store, news of blocks, a writer that is killed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.indexer.condition import FOLLOW_FILE, STANDBY_FILE, Condition, read_condition_file

PATIENCE_S = 25.0
"""Shorter than the interval of looks below, so that who waits for a look fails."""
RARELY_S = 600.0


@contextmanager
def follower(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `labour-ledger index follow` until the block ends."""
    command = [sys.executable, "-m", "labour_ledger.cli", "--home", str(home), "index", "follow"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(found: Callable[[], Condition | None], state: str, block: int = 0) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        condition = found()
        if condition is not None and condition.state == state and (condition.block_number or 0) >= block:
            return
        assert time.monotonic() < give_up_at, f"not {state} at block {block} but {condition}"
        time.sleep(0.02)


def head_of(world: LedgerWorld) -> int:
    head = world.client.block("latest")
    assert head is not None
    return head.number


def test_second_follower_stands_by_and_takes_over_when_the_first_is_killed(desk: Desk, world: LedgerWorld) -> None:
    (desk.home / "config.toml").write_text(f'rpc_url = "{world.chain.url}"\npoll_interval_s = 0.1\n')
    with follower(desk.home) as first:
        until(lambda: read_condition_file(desk.home / FOLLOW_FILE), "following", head_of(world))
        with follower(desk.home):
            until(lambda: read_condition_file(desk.home / STANDBY_FILE), "standing-by", head_of(world))
            until(lambda: read_condition_file(desk.home / FOLLOW_FILE), "following")
            assert desk.json("index", "sync")["records"] == 0
            first.kill()
            first.wait()
            world.record("auditor", world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=1))
            until(lambda: read_condition_file(desk.home / FOLLOW_FILE), "following", head_of(world))
            assert not (desk.home / STANDBY_FILE).exists()


def test_follower_with_news_of_blocks_does_not_wait_for_its_next_look(desk: Desk, world: LedgerWorld) -> None:
    news = world.chain.url.replace("http://", "ws://")
    (desk.home / "config.toml").write_text(
        f'rpc_url = "{world.chain.url}"\nrpc_ws_url = "{news}"\npoll_interval_s = {RARELY_S}\n'
    )
    with follower(desk.home):
        until(lambda: read_condition_file(desk.home / FOLLOW_FILE), "following", head_of(world))
        for outcome in (1, 2):
            world.record("auditor", world.attestation("auditor", world.sites[0], "ilo/c029@1930", outcome=outcome))
            until(lambda: read_condition_file(desk.home / FOLLOW_FILE), "following", head_of(world))
