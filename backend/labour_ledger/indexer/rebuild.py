"""Building an index anew: everything that came from the chain is dropped and read again, the operator's own stays."""

from __future__ import annotations

from collections.abc import Callable

from labour_ledger.chain.reader import ChainReader
from labour_ledger.store.queries.progress import delete_index
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

from .steps import StepReport, SyncLimits
from .sync import Synchroniser


def rebuild(
    store: Store,
    reader: ChainReader,
    ledger: LedgerKey,
    *,
    start_block: int,
    limits: SyncLimits | None = None,
    on_step: Callable[[StepReport], None] | None = None,
) -> StepReport:
    """Drop the index of a ledger and read it again up to the node's head.

    The node is asked before anything is dropped, so a node that is down or of another chain leaves the index as it is.

    Args:
        store: An open store.
        reader: The node.
        ledger: The ledger.
        start_block: Block of the contract's deployment.
        limits: How much is read at once.
        on_step: Told of every step.

    Returns:
        The last step.

    Raises:
        LabourLedgerError: As `Synchroniser.step`.
    """
    synchroniser = Synchroniser(store, reader, ledger, start_block=start_block, limits=limits)
    synchroniser.check_node()
    with store.unit_of_work() as work:
        delete_index(work.session, ledger)
    return synchroniser.catch_up(on_step)
