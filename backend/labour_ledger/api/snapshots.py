"""The snapshot of the supply graph and of every status, kept as new as the index by a thread beside the routes.

Where there is none yet, or the index has moved on, routes answer from the store, more slowly and alike.
"""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Final

from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.errors import UnavailableError
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

LOOKS_EVERY_S: Final = 1.0
"""A look at an index that did not move costs a few small queries."""
_THOROUGH_EVERY: Final = 30
"""Every so many looks it is also looked whether documents of old links came or went, which counts them all."""
_LOGGER: Final = logging.getLogger(__name__)


class Snapshots:
    """Keeps a snapshot while it is entered.

    It must be left before its store is closed.
    """

    def __init__(self, store: Store, ledger: LedgerKey, *, looks_every_s: float = LOOKS_EVERY_S) -> None:
        """Make one that does nothing yet.

        Args:
            store: An open store.
            ledger: Whose snapshot is kept.
            looks_every_s: How often the index is looked at, seconds.
        """
        self._keeper = SnapshotKeeper(store, ledger)
        self._looks_every_s = looks_every_s
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="snapshot", daemon=True)

    @property
    def current(self) -> TierSource | None:
        """The newest snapshot; None before there is one."""
        return self._keeper.current

    def __enter__(self) -> Snapshots:
        """Begin to keep it."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, once a look that is under way is done."""
        self._leaving.set()
        self._thread.join()

    def _keep(self) -> None:
        failed = ""
        looks = 0
        while not self._leaving.is_set():
            try:
                self._keeper.refresh(thoroughly=looks % _THOROUGH_EVERY == 0)
                looks += 1
                failed = ""
            except UnavailableError as error:
                # said once: an index that is being built, or a store that restarts, is no news each second
                if failed != error.code:
                    _LOGGER.info("no new snapshot: %s", error.message)
                failed = error.code
            self._leaving.wait(self._looks_every_s)
