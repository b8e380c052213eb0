"""A worker process of a backfill: reads ranges as it is told on standard input, and answers on standard output.

Messages are a length of 4 bytes and MessagePack. It ends when its input ends, so it never outlives who started it.
"""

from __future__ import annotations

import sys
from contextlib import closing
from typing import IO, Final

import msgspec

from labour_ledger.chain.fast_decode import Irregular
from labour_ledger.chain.lean_rpc import LeanRpc, NoAnswer

from .fast_range import RangeAsked, RangeRead, ReaderAnswer, ReaderSetup, RequestMade, read_range

_LENGTH_BYTES: Final = 4


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    pipe.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, None at the end or if the other side died in the middle of one."""
    head = pipe.read(_LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    data = pipe.read(length)
    return data if len(head) == _LENGTH_BYTES and len(data) == length else None


def serve(asking: IO[bytes], answering: IO[bytes]) -> None:
    """Answer every range asked for."""
    first = receive(asking)
    if first is None:
        return
    setup = msgspec.msgpack.decode(first, type=ReaderSetup)
    made: list[RequestMade] = []
    rpc = LeanRpc(
        setup.endpoints,
        timeout_s=setup.timeout_s,
        requests_per_s=setup.requests_per_s,
        observer=lambda method, seconds, failed: made.append(RequestMade(method, seconds, failed)),
    )
    with closing(rpc):
        while (message := receive(asking)) is not None:
            asked = msgspec.msgpack.decode(message, type=RangeAsked)
            found: RangeRead | None
            try:
                found = read_range(rpc, setup, asked)
            except (Irregular, NoAnswer):
                found = None
            send(answering, ReaderAnswer(found, tuple(made)))
            made.clear()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
