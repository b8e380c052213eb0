"""Statuses from memory, whatever the database: read on the event loop where that is local, else by one thread.

Reading is done in rounds, each for all questions that came meanwhile, from one state of the store. Where the state
cannot be told without asking the database, it counts as known for `LOOKS_EVERY_S` at most.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from labour_ledger.diligence.status_memory import StatusMemory, StatusQuestion
from labour_ledger.diligence.status_memory.reading import Findings
from labour_ledger.errors import LabourLedgerError
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

LOOKS_EVERY_S: Final = 0.05
"""A third of the time within which a block must show."""

_MOST_AT_ONCE: Final = 32
"""A round answers so many questions; the loop hears nobody while it judges them."""

_Waiting = tuple[StatusQuestion | None, "asyncio.Future[PromptAnswer | None]"]


class PromptAnswer(NamedTuple):
    """An answer as JSON, and of which state of the store it is."""

    body: bytes
    version: Hashable | None


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

    async def version(self) -> Hashable | None:
        """Return something that differs once anything in the store was changed, or None if that cannot be said."""
        if self._reader.is_local:
            return self._reader.version()
        if not self._is_fresh():
            await self._in_next_round(None)
        return self._memory.version if self._is_fresh() else None

    async def answer(self, question: StatusQuestion, version: Hashable | None) -> PromptAnswer | None:
        """Return the answer, or None where the route has to answer, be it to say what is wrong.

        Args:
            question: What is asked.
            version: What `version` returned for this request.
        """
        known = version is not None and version == self._memory.version
        if known and self._memory.has(question):
            return self._answer(question)
        return await self._in_next_round(question)

    def close(self) -> None:
        """Wait for a round that is under way, and close the connection."""
        self._thread.shutdown()
        self._reader.close()

    def _is_fresh(self) -> bool:
        # what this process itself has written must show in its next answer
        return self._commits_seen == self._store.commits and self._clock() - self._looked_at < self._looks_every_s

    def _answer(self, question: StatusQuestion) -> PromptAnswer | None:
        body = self._memory.answer(question)
        return None if body is None else PromptAnswer(body, self._memory.version)

    async def _in_next_round(self, question: StatusQuestion | None) -> PromptAnswer | None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append((question, waiting))
        if not self._is_reading:
            self._begin_round()
        found: PromptAnswer | None = await waiting
        return found

    def _begin_round(self) -> None:
        self._is_reading = True
        loop = asyncio.get_running_loop()
        if self._reader.is_local:
            # once whoever else was heard in this turn of the loop has asked, too: reading for many costs each half
            loop.call_soon(self._read_here)
            return
        asked, questions = self._next_asked()
        commits, started = self._store.commits, self._clock()

        def end(done: asyncio.Future[Findings]) -> None:
            error = done.exception()
            if error is None:
                self._commits_seen, self._looked_at = commits, started
            self._end_round(asked, done.result() if error is None else error)

        loop.run_in_executor(self._thread, self._memory.read, questions).add_done_callback(end)

    def _read_here(self) -> None:
        asked, questions = self._next_asked()
        outcome: Findings | BaseException
        try:
            outcome = self._memory.read(questions)
        except Exception as error:  # whoever waits is told, whatever it is
            outcome = error
        self._end_round(asked, outcome)

    def _next_asked(self) -> tuple[list[_Waiting], list[StatusQuestion]]:
        asked, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
        return asked, [question for question, _ in asked if question is not None]

    def _end_round(self, asked: list[_Waiting], outcome: Findings | BaseException) -> None:
        self._is_reading = False
        if isinstance(outcome, Findings):
            self._memory.take(outcome)
        for question, waiting in asked:
            if not waiting.done():
                self._tell(waiting, question, outcome)
        if self._waiting:
            self._begin_round()

    def _tell(
        self,
        waiting: asyncio.Future[PromptAnswer | None],
        question: StatusQuestion | None,
        outcome: Findings | BaseException,
    ) -> None:
        if isinstance(outcome, BaseException) and not isinstance(outcome, LabourLedgerError):
            waiting.set_exception(outcome)
            return
        try:
            waiting.set_result(self._answer(question) if question and isinstance(outcome, Findings) else None)
        except Exception as error:  # one question must not spoil the others of its round
            waiting.set_exception(error)
