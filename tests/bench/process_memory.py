"""The memory of a process and all it started, sampled while it runs."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def watch_memory(process: subprocess.Popen[Any]) -> Callable[[], float]:
    """Sample the memory of a process and its children; what they share counts once (PSS of proc(5))."""
    seen = [0.0]

    def watch() -> None:
        while process.poll() is None:
            seen[0] = max(seen[0], sum(_memory_kb(pid) for pid in _family(process.pid)) / 1024)
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
