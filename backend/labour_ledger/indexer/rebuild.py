"""Building an index anew beside the one in use, which then gives way to it; the operator's own tables stay.

Until the one transaction in which they change places, readers have the old index and a follower may go on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from labour_ledger.chain.reader import ChainReader
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.progress import delete_index, held_blocks, lock_cursor, put_in_place
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

from .errors import ChainMoved
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
    """Read the index of a ledger anew up to the node's head, then put it in the place of the one there is.

    The node is asked before anything is written. What an earlier rebuild that did not end has left is dropped first:
    it may come from a node that is not trusted any more.

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
        ChainMoved: The node fell behind the index in use, whose blocks it otherwise has; nothing was replaced.
        LabourLedgerError: As `Synchroniser.step`.
    """
    synchroniser = Synchroniser(store, reader, ledger.beside, start_block=start_block, limits=limits)
    synchroniser.check_node()
    with store.unit_of_work() as work:
        delete_index(work.session, ledger.beside)
    while True:
        report = synchroniser.catch_up(on_step)
        with store.reading() as session:
            in_use = get_cursor(session, ledger)
            newest = held_blocks(session, ledger, report.block_number)[-1:]
        if in_use is not None and in_use.block_number > report.block_number and _has_all(reader, newest):
            # readers must not see the index go back; a node that has none of its newer blocks lags
            if reader.block(in_use.block_number) is None:
                raise ChainMoved(
                    f"the node is at block {report.head_number}, the index in use at {in_use.block_number}",
                    hint="Wait until the node has caught up, then rebuild again.",
                )
            if _has_all(reader, [(in_use.block_number, in_use.block_hash)]):
                continue
        with store.unit_of_work() as work:
            if lock_cursor(work.session, ledger) == in_use:
                put_in_place(work.session, ledger)
                return report


def _has_all(reader: ChainReader, blocks: Sequence[tuple[int, bytes]]) -> bool:
    for number, block_hash in blocks:
        block = reader.block(number)
        if block is None or block.hash != block_hash:
            return False
    return True
