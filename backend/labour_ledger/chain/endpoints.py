"""Several addresses of nodes of one chain: which one is asked, and for how long one that failed is left alone.

The first is preferred. One that fails rests, longer every time; meanwhile the next is asked, and when its rest is over
it is asked again. Where there are several, each is inspected before it is believed: chain, contract, newest block. One
whose newest block is behind that of another rests too; if there is no other it is taken as it is, and who reads must
wait for it: that a node lags says nothing about the chain.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from labour_ledger.errors import UnavailableError

from .endpoint import Endpoint
from .errors import NodeBusy, NodeUnavailable
from .lean_rpc import TokenBucket

ATTEMPTS: Final = 4
"""So often a question is put to endpoints that ask to wait."""
LONGEST_WAIT_S: Final = 30.0
FIRST_REST_S: Final = 1.0
LONGEST_REST_S: Final = 300.0
COMPARED_EVERY_S: Final = 30.0
LAG_BLOCKS: Final = 3
"""Nodes of one chain are a block or two apart; who is further back than that lags."""
_FIRST_WAIT_S: Final = 0.2
_MOST_DOUBLED: Final = 16
_LOST_TIMES: Final = 4
"""An endpoint rests at least so many times as long as its failure kept who asked waiting."""

Answer = TypeVar("Answer")

Inspection = Callable[[Endpoint], int]
"""Returns the newest block of an endpoint; raises when it serves another chain or lacks the contract."""


@dataclass(slots=True)
class _Seat:
    """An endpoint and how it fared; times are those of the clock."""

    endpoint: Endpoint
    failures: int = 0
    rests_until: float = 0.0
    busy_until: float = 0.0
    inspected: bool = False


class Endpoints:
    """Puts questions to the first endpoint that can answer; threads may share it."""

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        *,
        inspection: Inspection | None = None,
        requests_per_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        dice: Callable[[], float] = random.random,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            endpoints: At least one, the preferred one first.
            inspection: Asked about each endpoint where there are several; None believes all.
            requests_per_s: Rate that is kept to; None for no limit.
            clock: Seconds that only grow.
            sleep: Waits for so many seconds.
            dice: From 0 to 1; spreads the rests of many programs that one node failed.
        """
        self._seats = [_Seat(endpoint) for endpoint in endpoints]
        self._inspection = inspection if len(self._seats) > 1 else None
        self._bucket = None if requests_per_s is None else TokenBucket(requests_per_s, clock, sleep)
        self._taking = threading.Lock()
        self._clock = clock
        self._sleep = sleep
        self._dice = dice
        self._compared_at = clock()
        self._newest = 0

    @property
    def preferred(self) -> Endpoint:
        """The endpoint that is asked next."""
        return next(iter(self._order()), self._seats[0]).endpoint

    @property
    def urls(self) -> tuple[str, ...]:
        """All addresses, those that work first; they may hold secrets."""
        now = self._clock()
        return tuple(seat.endpoint.url for seat in sorted(self._seats, key=lambda seat: seat.rests_until > now))

    @property
    def working(self) -> dict[str, bool]:
        """Whether each endpoint, as it is shown to people, worked when it was last asked."""
        now = self._clock()
        return {seat.endpoint.shown_url: max(seat.rests_until, seat.busy_until) <= now for seat in self._seats}

    def close(self) -> None:
        """Close all connections."""
        for seat in self._seats:
            seat.endpoint.close()

    def exchange(self, ask: Callable[[Endpoint], Answer], *, requests: int = 1, once: bool = False) -> Answer:
        """Return the answer of the first endpoint that gives one.

        Args:
            ask: Puts the question to an endpoint.
            requests: How many requests it is, for the rate.
            once: Never put it to a second endpoint, because the first may have acted on it.

        Raises:
            NodeUnavailable: None gave one; the error is that of the last one asked.
            WrongChain: The only ones that answer are of another chain.
            NotDeployed: They do not have the contract.
        """
        self._compare()
        failure: UnavailableError | None = None
        for attempt in range(ATTEMPTS):
            laggard: _Seat | None = None
            for seat in self._order():
                try:
                    if self._lags(seat):
                        laggard = laggard or seat
                        continue
                    return self._through(seat, ask, requests)
                except UnavailableError as error:
                    if once:
                        raise
                    failure = error
            if laggard is not None:
                return self._through(laggard, ask, requests)
            if not self._wait(attempt):
                break
        raise failure or NodeUnavailable("no endpoint can be asked now", hint="Try again.")

    def _order(self) -> list[_Seat]:
        now = self._clock()
        asked = [seat for seat in self._seats if seat.busy_until <= now]
        # those that rest come last instead of never: when no other answers, one of them may be back
        return sorted(asked, key=lambda seat: max(0.0, seat.rests_until - now))

    def _through(self, seat: _Seat, ask: Callable[[Endpoint], Answer], requests: int) -> Answer:
        self._take(requests)
        started = self._clock()
        try:
            answer = ask(seat.endpoint)
        except UnavailableError as error:
            self._failed(seat, error, started)
            raise
        seat.failures, seat.rests_until = 0, 0.0
        return answer

    def _take(self, requests: int) -> None:
        if self._bucket is None:
            return
        for _ in range(requests):
            with self._taking:
                self._bucket.take()

    def _lags(self, seat: _Seat) -> bool:
        """Inspect an endpoint before it is believed; return whether it is behind what others were seen to have."""
        if self._inspection is None or seat.inspected:
            return False
        newest = self._inspected(seat, self._inspection)
        if newest < self._newest - LAG_BLOCKS:
            seat.rests_until = self._clock() + COMPARED_EVERY_S
            return True
        self._newest = max(self._newest, newest)
        seat.inspected = True
        return False

    def _compare(self) -> None:
        """Now and then look at all that work, so that one which no longer follows its chain is not asked for ever."""
        now = self._clock()
        if self._inspection is None or now - self._compared_at < COMPARED_EVERY_S:
            return
        self._compared_at = now
        found: list[tuple[int, _Seat]] = []
        for seat in self._seats:
            if seat.rests_until <= now and seat.busy_until <= now:
                with suppress(UnavailableError):
                    found.append((self._inspected(seat, self._inspection), seat))
        self._newest = max((newest for newest, _ in found), default=0)
        for newest, seat in found:
            seat.inspected = newest >= self._newest - LAG_BLOCKS
            seat.rests_until = 0.0 if seat.inspected else now + COMPARED_EVERY_S

    def _inspected(self, seat: _Seat, inspection: Inspection) -> int:
        started = self._clock()
        try:
            return inspection(seat.endpoint)
        except UnavailableError as error:
            self._failed(seat, error, started)
            raise

    def _failed(self, seat: _Seat, error: UnavailableError, started: float) -> None:
        now = self._clock()
        doubled = 2**seat.failures
        seat.failures = min(seat.failures + 1, _MOST_DOUBLED)
        if isinstance(error, NodeBusy):
            asked_s = error.retry_after_s
            wait_s = self._spread(_FIRST_WAIT_S * doubled) if asked_s is None else asked_s
            seat.busy_until = now + min(LONGEST_WAIT_S, wait_s)
            return
        rest_s = max(FIRST_REST_S * doubled, _LOST_TIMES * (now - started))
        seat.rests_until = now + self._spread(min(LONGEST_REST_S, rest_s))
        seat.inspected = False

    def _spread(self, seconds: float) -> float:
        return seconds * (0.5 + self._dice() / 2)

    def _wait(self, attempt: int) -> bool:
        """Wait for an endpoint that asked to; False where none did, or it was asked often enough."""
        now = self._clock()
        busy = [seat.busy_until - now for seat in self._seats if seat.busy_until > now]
        if not busy or attempt == ATTEMPTS - 1:
            return False
        self._sleep(min(busy))
        return True
