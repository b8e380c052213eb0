"""What the settings mean for the indexer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labour_ledger.config import Settings
    from labour_ledger.indexer.steps import SyncLimits


def sync_limits(settings: Settings) -> SyncLimits:
    """Return how much is read at once."""
    from labour_ledger.indexer.steps import SyncLimits

    return SyncLimits(
        most_blocks=settings.index_range_blocks,
        header_window_blocks=settings.header_window_blocks,
        requests_per_s=settings.rpc_requests_per_s,
    )
