"""Arrays through a pipe between two processes: a line that says what comes, then their bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Message = tuple[str, Sequence[NDArray[Any]]]


def send_arrays(pipe: IO[bytes], what: str, arrays: Sequence[NDArray[Any]] = ()) -> None:
    """Write a message.

    Args:
        pipe: Where the other process reads.
        what: The message in words.
        arrays: One-dimensional, of numbers or of bytes of one width.
    """
    shapes = [[array.dtype.str, len(array)] for array in arrays]
    pipe.write(json.dumps([what, shapes]).encode() + b"\n")
    for array in arrays:
        pipe.write(np.ascontiguousarray(array).view(np.uint8).data)
    pipe.flush()


def receive_arrays(pipe: IO[bytes]) -> Message | None:
    """Return the next message; None at the end, or if the other process ended in the middle of one."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        return None
    what, shapes = json.loads(line)
    arrays = []
    for kind, length in shapes:
        array = np.empty(length, np.dtype(kind))
        left = array.view(np.uint8).data
        while len(left):
            count = pipe.readinto(left)  # type: ignore[attr-defined]
            if not count:
                return None
            left = left[count:]
        arrays.append(array)
    return what, arrays
