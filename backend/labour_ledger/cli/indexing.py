"""The indexer as commands use it: with the limits of the settings, and beside whoever else writes the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger.config import Settings
    from labour_ledger.indexer.steps import StepReport, SyncLimits
    from labour_ledger.indexer.sync import Synchroniser

    from .connections import Ledger


def sync_limits(settings: Settings) -> SyncLimits:
    """Return how much is read at once."""
    from labour_ledger.indexer.steps import SyncLimits

    return SyncLimits(
        most_blocks=settings.index_range_blocks,
        header_window_blocks=settings.header_window_blocks,
        requests_per_s=settings.rpc_requests_per_s,
    )


def indexer_of(settings: Settings, ledger: Ledger, client: LedgerClient) -> Synchroniser:
    """Return the indexer of a ledger; nothing is read yet."""
    from labour_ledger.indexer.sync import Synchroniser

    return Synchroniser(
        ledger.store, client, ledger.key, start_block=ledger.deployment.block_number, limits=sync_limits(settings)
    )


def bring_up_to_date(
    settings: Settings, ledger: Ledger, client: LedgerClient, on_step: Callable[[StepReport], None] | None = None
) -> StepReport:
    """Bring the index to the node's head; where another indexer writes it, wait until that one has.

    Args:
        settings: Say how much is read at once.
        ledger: The ledger and its store.
        client: The node.
        on_step: Told of every step.

    Returns:
        The last step.

    Raises:
        LabourLedgerError: What is in the way.
    """
    import time

    from labour_ledger.indexer.follow import catch_up_once

    indexer = indexer_of(settings, ledger, client)
    indexer.check_node()
    claim = ledger.store.writer_claim(ledger.key)
    return catch_up_once(indexer, claim, time.sleep, poll_interval_s=settings.poll_interval_s, on_step=on_step)


@contextmanager
def alone_beside(ledger: Ledger) -> Iterator[None]:
    """Be the only one that builds an index beside the one in use.

    Raises:
        StoreLocked: Another one does.
    """
    from labour_ledger.store.errors import StoreLocked

    claim = ledger.store.writer_claim(ledger.key.beside)
    if not claim.is_held():
        raise StoreLocked(
            f"another rebuild of this index is under way in {ledger.store.place}", hint="Wait for it, or stop it."
        )
    try:
        yield
    finally:
        claim.release()
