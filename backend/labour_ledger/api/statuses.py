"""Statuses from memory, whatever the database: on the event loop where reading is local, else by one thread in rounds.

A round answers all questions that came while the one before was under way, from one state of the store. Where the state
cannot be told without asking the database, it counts as known for `LOOKS_EVERY_S` at most.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from labour_ledger.diligence.status_memory import StatusMemory, StatusQuestion
from labour_ledger.diligence.status_memory.reading import Findings
from labour_ledger.errors import UnavailableError
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

LOOKS_EVERY_S: Final = 0.05
"""A third of the time within which a block must show."""

_Waiting = tuple[StatusQuestion | None, "asyncio.Future[bytes | None]"]


class Statuses:
    """The memory of one service. All methods but `close` are called on its event loop."""

    def __init__(
        self,
        store: Store,
        ledger: LedgerKey,
        *,
        looks_every_s: float = LOOKS_EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make one that knows nothing yet; it must be closed before its store.

        Args:
            store: An open store.
            ledger: The ledger.
            looks_every_s: For how long the state of a database that is not local counts as known, seconds.
            clock: Seconds that only grow.
        """
        self._store = store
        self._reader = store.status_reader()
        self._memory = StatusMemory(self._reader, ledger)
        self._looks_every_s = looks_every_s
        self._clock = clock
        self._looked_at = -looks_every_s
        self._commits_seen = -1
        self._thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="statuses")
        self._waiting: list[_Waiting] = []
        self._is_reading = False

    @property
    def nbytes(self) -> int:
        """Roughly the memory that is taken, bytes."""
        return self._memory.nbytes

    def version(self) -> Hashable | None:
        """Return something that differs once anything in the store was changed, or None if that is not known now."""
        if self._reader.is_local:
            return self._reader.version()
        return self._memory.version if self._is_fresh() else None

    async def refresh(self) -> None:
        """Look at the store if its state is not known."""
        if not self._reader.is_local and not self._is_fresh():
            await self._in_next_round(None)

    async def answer(self, question: StatusQuestion) -> bytes | None:
        """Return the answer as JSON, or None where the route has to answer, be it to say what is wrong."""
        if not self._reader.is_local:
            if self._is_fresh() and self._memory.has(question):
                return self._memory.answer(question)
            return await self._in_next_round(question)
        if self._reader.version() != self._memory.version or not self._memory.has(question):
            try:
                self._memory.take(self._memory.read([question]))
            except UnavailableError:
                return None
        return self._memory.answer(question)

    def close(self) -> None:
        """Wait for a round that is under way, and close the connection."""
        self._thread.shutdown()
        self._reader.close()

    def _is_fresh(self) -> bool:
        # what this process itself has written must show in its next answer
        return self._commits_seen == self._store.commits and self._clock() - self._looked_at < self._looks_every_s

    async def _in_next_round(self, question: StatusQuestion | None) -> bytes | None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append((question, waiting))
        if not self._is_reading:
            self._begin_round()
        found: bytes | None = await waiting
        return found

    def _begin_round(self) -> None:
        asked, self._waiting = self._waiting, []
        questions = [question for question, _ in asked if question is not None]
        self._is_reading = True
        commits, started = self._store.commits, self._clock()
        reading = asyncio.get_running_loop().run_in_executor(self._thread, self._memory.read, questions)

        def end(done: asyncio.Future[Findings]) -> None:
            self._is_reading = False
            self._end_round(asked, done, commits, started)
            if self._waiting:
                self._begin_round()

        reading.add_done_callback(end)

    def _end_round(self, asked: list[_Waiting], done: asyncio.Future[Findings], commits: int, started: float) -> None:
        error = done.exception()
        if error is None:
            self._memory.take(done.result())
            self._commits_seen, self._looked_at = commits, started
        for question, waiting in asked:
            if waiting.done():
                continue
            if error is not None and not isinstance(error, UnavailableError):
                waiting.set_exception(error)
            else:
                waiting.set_result(None if error is not None or question is None else self._memory.answer(question))
