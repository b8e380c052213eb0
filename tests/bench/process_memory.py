"""The memory of a process and all it started, sampled while it runs."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def watch_memory(process: subprocess.Popen[Any]) -> Callable[[], float]:
    """Sample the memory of a process and its children; what they share counts once (PSS of proc(5))."""
    return _watch(process.pid, lambda: process.poll() is None)


@contextmanager
def memory_watched() -> Iterator[Callable[[], float]]:
    """Sample this process and what it starts; give what tells afterwards how many MB more than before it had."""
    before = memory_mb(os.getpid())
    left = threading.Event()
    peak = _watch(os.getpid(), lambda: not left.is_set())
    try:
        yield lambda: peak() - before
    finally:
        left.set()


def memory_mb(pid: int) -> float:
    """Return the memory of a process and its children; what they share counts once."""
    return sum(_memory_kb(one) for one in _family(pid)) / 1024


def _watch(pid: int, goes_on: Callable[[], bool]) -> Callable[[], float]:
    seen = [0.0]

    def watch() -> None:
        while goes_on():
            seen[0] = max(seen[0], memory_mb(pid))
            time.sleep(0.1)

    thread = threading.Thread(target=watch)
    thread.start()

    def peak() -> float:
        thread.join()
        return seen[0]

    return peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _children(task: Path) -> list[int]:
    try:
        return [int(text) for text in (task / "children").read_text().split()]
    except OSError:
        return []


def _memory_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
