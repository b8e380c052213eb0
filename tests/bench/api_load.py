"""A bounded load on an HTTP service: so many connections, each asking again as soon as it was answered.

A process of its own: `api_load HOST PORT CONNECTIONS SECONDS PATHS_FILE`. Paths are asked in random order for so many
seconds, or, with 0 seconds, each once in the order given. It prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import uvloop

_WARM_UP_SHARE = 0.2


class Asker(asyncio.Protocol):
    """One connection; it checks that every answer is a 200 and reads all of it."""

    def __init__(self, host: str, paths: Iterator[str], until: float) -> None:
        self.times: list[tuple[float, float]] = []
        self.failed = 0
        self.done = asyncio.get_running_loop().create_future()
        self._host = host
        self._paths = paths
        self._until = until
        self._received = b""
        self._asked_at = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        # without a length the body comes in chunks, the last of which is empty
        is_whole = len(body) >= int(lengths[0].split(b":")[1]) if lengths else body.endswith(b"0\r\n\r\n")
        if not is_whole:
            return
        now = time.perf_counter()
        self.times.append((now, now - self._asked_at))
        self.failed += not head.startswith(b"HTTP/1.1 200")
        self._received = b""
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        assert self._transport is not None
        self._asked_at = time.perf_counter()
        path = next(self._paths, None) if self._asked_at <= self._until else None
        if path is None:
            self._transport.close()
            return
        self._transport.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())


async def load(host: str, port: int, connections: int, seconds: float, paths: list[str]) -> dict[str, float]:
    """Return rate and latencies; where time is given, its first part only warms up."""
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    order = iter(lambda: random.choice(paths), "") if seconds else iter(paths)
    until = started + seconds if seconds else float("inf")
    made = [await loop.create_connection(lambda: Asker(host, order, until), host, port) for _ in range(connections)]
    askers = [asker for _, asker in made]
    await asyncio.gather(*(asker.done for asker in askers))
    counted_from = started + seconds * _WARM_UP_SHARE
    taken = seconds * (1 - _WARM_UP_SHARE) if seconds else time.perf_counter() - started
    times = sorted(took for asker in askers for at, took in asker.times if at >= counted_from)
    return {
        "rate": len(times) / taken,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[len(times) * 99 // 100] * 1000,
        "asked": sum(len(asker.times) for asker in askers),
        "failed": sum(asker.failed for asker in askers),
    }


def main() -> None:
    """Put the load on, and print what came of it."""
    host, port, connections, seconds, file = sys.argv[1:]
    paths = Path(file).read_text(encoding="utf-8").splitlines()
    answer = uvloop.run(load(host, int(port), int(connections), float(seconds), paths))
    sys.stdout.write(f"{json.dumps(answer)}\n")


if __name__ == "__main__":
    main()
