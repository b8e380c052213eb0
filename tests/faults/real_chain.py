"""Backfill and rebuild by worker processes on a real node: killed, they must leave none that goes on writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults.phases import LIMITS, Known, Phase
from tests.faults.places import opened
from tests.support.ledger_world import LedgerWorld, start_world

from labour_ledger.chain.client import LedgerClient
from labour_ledger.indexer import backfill
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

BLOCKS = 25
LOGS_IN_A_COMMIT = 15
BY_WORKERS = SyncLimits(most_blocks=2, header_window_blocks=LIMITS.header_window_blocks, readers=2, backfill_blocks=5)


@contextmanager
def phases_with_workers() -> Iterator[tuple[Phase, ...]]:
    """Give the phases, as long as their chain runs."""
    world = start_world()
    try:
        for number in range(BLOCKS):
            site = world.sites[number % len(world.sites)]
            world.record("auditor", world.attestation("auditor", site, "ilo/c029@1930", outcome=1))
        ledger = LedgerKey(world.deployment.chain_id, world.deployment.contract)
        known = Known(world.client, ledger, world.deployment.block_number)
        yield (
            Phase(
                "backfill by workers", lambda _: None, lambda url: _backfill(url, world, known), (known,), fresh=True
            ),
            Phase("rebuild by workers", _indexed(known), lambda url: _rebuild(url, world, known), (known,), whole=True),
        )
    finally:
        world.close()


def _indexed(known: Known) -> Callable[[Store], None]:
    return lambda store: (known.indexer(store).catch_up(), None)[1]


def _rebuild(url: str, world: LedgerWorld, known: Known) -> None:
    backfill.COMMIT_LOGS = LOGS_IN_A_COMMIT  # type: ignore[misc]
    with opened(url) as store, LedgerClient(world.chain.url, known.ledger.contract) as client:
        rebuild(store, client, known.ledger, start_block=known.start_block, limits=BY_WORKERS)


def _backfill(url: str, world: LedgerWorld, known: Known) -> None:
    backfill.COMMIT_LOGS = LOGS_IN_A_COMMIT  # type: ignore[misc]
    with opened(url) as store, LedgerClient(world.chain.url, known.ledger.contract) as client:
        known.seen_through(client).indexer(store, BY_WORKERS).catch_up()
