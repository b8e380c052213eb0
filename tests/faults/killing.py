"""Kills a process with SIGKILL at a chosen point of what it does: after so many calls, or after so many seconds.

The first can be run again and hits between any two calls, the second also hits inside the database. It forks, so who
uses it must have one thread; `campaign` is a program of its own for that reason.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType


@dataclass(frozen=True)
class Length:
    """How long something takes when nobody kills it."""

    calls: int
    seconds: float


@dataclass(frozen=True)
class Blow:
    """Where a process is to be killed; one of the two."""

    calls: int | None = None
    seconds: float | None = None


def measure(act: Callable[[], None]) -> Length:
    """Do something in a process of its own and return how long it took."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        started, count = time.monotonic(), _counting(None)
        _run(act)
        sys.setprofile(None)
        os.write(writing, f"{count[0]} {time.monotonic() - started}".encode())
        os._exit(0)
    os.close(writing)
    answer = os.read(reading, 100).decode().split()
    os.close(reading)
    status = os.waitpid(pid, 0)[1]
    if status != 0 or len(answer) != 2:
        raise RuntimeError("what should be killed fails by itself")
    return Length(int(answer[0]), float(answer[1]))


def choose_blow(length: Length, dice: random.Random) -> Blow:
    """Return a point within something, evenly chosen."""
    if dice.random() < 0.5:
        return Blow(calls=dice.randrange(1, length.calls + 1))
    return Blow(seconds=dice.uniform(0, length.seconds))


def kill_during(act: Callable[[], None], blow: Blow) -> bool:
    """Do something in a process of its own and kill it; return whether the blow met it before it was done."""
    pid = os.fork()
    if pid == 0:
        if blow.calls is not None:
            _counting(blow.calls)
        _run(act)
        os._exit(0)
    if blow.seconds is not None:
        time.sleep(blow.seconds)
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise RuntimeError("what should be killed failed by itself")
    return os.WIFSIGNALED(status)


def _run(act: Callable[[], None]) -> None:
    # a child must never go on into what its parent has still to do
    try:
        act()
    except BaseException as error:
        sys.setprofile(None)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)


def _counting(last: int | None) -> list[int]:
    count = [0]

    def look(_frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            count[0] += 1
            if count[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)
    return count
