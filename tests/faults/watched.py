"""A follower under watch, looked at as an operator does: by its state, in the file that readiness shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.ledger_simulator import LedgerSimulator
from tests.support.store_dumps import dump_of, fresh_dump

from labour_ledger.indexer.condition import Condition, read_condition
from labour_ledger.indexer.follow import Listener, follow
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.indexer.watch import Watch
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

WINDOW = 6


@dataclass
class Follower:
    """Follows a chain, one look at a time."""

    store: Store
    simulator: LedgerSimulator
    ledger: LedgerKey
    home: Path

    def __post_init__(self) -> None:
        self.now = 1000
        self.watch = Watch(self.home, lambda: self.now)
        limits = SyncLimits(most_blocks=4, header_window_blocks=WINDOW)
        self._claim = self.store.writer_claim(self.ledger)
        self._indexer = Synchroniser(self.store, self.simulator, self.ledger, start_block=1, limits=limits)

    def look(self, times: int = 1) -> Condition:
        """Look at the chain so many times and return what readiness shows then."""
        left = [times]

        def wait(_seconds: float) -> bool:
            self.now += 1
            left[0] -= 1
            return left[0] == 0

        told = Listener(self.watch.step, self.watch.trouble, self.watch.role)
        follow(self._indexer, self._claim, wait, poll_interval_s=1.0, listener=told)
        condition = read_condition(self.home)
        assert condition is not None
        assert condition == self.watch.condition
        state = self.watch.registry.get_sample_value("labour_ledger_state", {"state": condition.state})
        assert state == 1, "figures and readiness differ"
        return condition

    def dump(self) -> bytes:
        """Return the dump of its index."""
        return dump_of(self.store, self.ledger)

    def is_as_the_chain(self) -> bool:
        """Return whether its index is that of who reads the chain from an honest node just now."""
        for mined in self.simulator.blocks_mined:
            mined.served = [*mined.events]
        return self.dump() == fresh_dump(self.simulator, self.ledger)

    def during(self, fault: Callable[[], None], cure: Callable[[], None]) -> Condition:
        """Let a fault come and go; return the condition while it lasted."""
        before = self.dump()
        fault()
        condition = self.look(2)
        assert self.dump() == before, "something was written in a state of trouble"
        cure()
        return condition
