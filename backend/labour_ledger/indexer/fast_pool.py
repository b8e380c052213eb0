"""The worker processes of a backfill, and the messages to and from them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

import msgspec

from labour_ledger.chain.lean_rpc import RequestObserver

from .fast_range import RangeAsked, RangeRead, ReaderAnswer, ReaderSetup
from .fast_reader import receive, send

_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""NumPy would start a thread for each processor, for arithmetic that is not done here."""
_STOPPED_WITHIN_S: Final = 5.0

_Worker = subprocess.Popen[bytes]


class ReaderPool:
    """Some worker processes; a context manager, which ends them."""

    def __init__(self, setup: ReaderSetup, workers: int, observer: RequestObserver) -> None:
        """Start the processes.

        Args:
            setup: What each is told; its rate is of all together.
            workers: How many.
            observer: Is told of every exchange with a node, by threads of its own.
        """
        self._observer = observer
        rate = None if setup.requests_per_s is None else setup.requests_per_s / workers
        told = msgspec.structs.replace(setup, requests_per_s=rate)
        self._processes: list[_Worker] = [_start(told) for _ in range(workers)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="backfill")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.terminate()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            _end(process)

    @property
    def process_ids(self) -> Sequence[int]:
        """Of the workers."""
        return [process.pid for process in self._processes]

    def read(self, asked: RangeAsked) -> Future[RangeRead | None]:
        """Have a range read; the result is None where the worker died or something was not in order."""
        return self._threads.submit(self._ask, asked)

    def _ask(self, asked: RangeAsked) -> RangeRead | None:
        worker = self._idle.get()
        try:
            if worker.stdin is None or worker.stdout is None:
                return None
            send(worker.stdin, asked)
            answer = receive(worker.stdout)
        except BrokenPipeError:
            return None
        finally:
            self._idle.put(worker)
        if answer is None:
            return None
        read = msgspec.msgpack.decode(answer, type=ReaderAnswer)
        for made in read.requests:
            self._observer(made.method, made.seconds, made.failed)
        return read.found


def _start(setup: ReaderSetup) -> _Worker:
    worker = subprocess.Popen(  # noqa: S603 - this very interpreter with a module of this package
        [sys.executable, "-m", f"{__package__}.fast_reader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | _ONE_THREAD,
        start_new_session=True,
    )
    if worker.stdin is not None:
        send(worker.stdin, setup)
    return worker


def _end(process: _Worker) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # it died with a message unread
                pipe.close()
    try:
        process.wait(_STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
