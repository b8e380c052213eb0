"""Many checks, in order: one after the other where they are few, over all cores where they are many.

Knows nothing of what is checked. Processes are forked, so they start with everything loaded; where a system cannot
fork, the work is done in this process.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final, TypeVar

from .files import Found

TEXTS_WORTH_SHARING: Final = 256
BYTES_WORTH_SHARING: Final = 2**20
"""Below both, starting processes costs more than it saves."""
TEXTS_AT_ONCE: Final = 64
BYTES_AT_ONCE: Final = 2**18
WAITING_PER_CORE: Final = 3
"""How far reading may run ahead of checking, so that memory stays bounded."""

_Answer = TypeVar("_Answer")
_check: Callable[[Found], Any]


def check_many(
    found: Iterable[Found], check: Callable[[Found], _Answer], *, cores: int | None = None
) -> Iterator[tuple[Found, _Answer]]:
    """Yield every text with its answer, in the order of the texts.

    Args:
        found: Texts, read as they are needed.
        check: Makes the answer, which must be picklable.
        cores: How many processes to use; as many as there are cores when left out.
    """
    texts = iter(found)
    first = _take(texts, TEXTS_WORTH_SHARING, BYTES_WORTH_SHARING, fewest=2)
    is_much = len(first) >= TEXTS_WORTH_SHARING or _size(first) >= BYTES_WORTH_SHARING
    count = (os.cpu_count() or 1) if cores is None else cores
    if count > 1 and len(first) > 1 and is_much and hasattr(os, "fork"):
        yield from _share(chain(first, texts), check, count)
        return
    for text in chain(first, texts):
        yield text, check(text)


def _share(texts: Iterator[Found], check: Callable[[Found], _Answer], count: int) -> Iterator[tuple[Found, _Answer]]:
    # imported here: it costs a tenth of the whole start-up
    from multiprocessing import get_context

    with get_context("fork").Pool(count, _prepare, (check,)) as pool:
        waiting: deque[tuple[list[Found], Any]] = deque()
        while chunk := _take(texts, TEXTS_AT_ONCE, BYTES_AT_ONCE):
            waiting.append((chunk, pool.apply_async(_check_chunk, (chunk,))))
            if len(waiting) > count * WAITING_PER_CORE:
                yield from _answers(*waiting.popleft())
        while waiting:
            yield from _answers(*waiting.popleft())


def _answers(chunk: list[Found], pending: Any) -> Iterator[tuple[Found, Any]]:  # noqa: ANN401 - a pool's result
    yield from zip(chunk, pending.get(), strict=True)


def _prepare(check: Callable[[Found], object]) -> None:
    global _check
    _check = check
    # the parent ends its processes itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_chunk(chunk: list[Found]) -> list[object]:
    return [_check(text) for text in chunk]


def _take(texts: Iterator[Found], most: int, most_bytes: int, *, fewest: int = 1) -> list[Found]:
    taken: list[Found] = []
    while len(taken) < fewest or (len(taken) < most and _size(taken) < most_bytes):
        text = next(texts, None)
        if text is None:
            break
        taken.append(text)
    return taken


def _size(texts: list[Found]) -> int:
    return sum(len(text.content) for text in texts if isinstance(text.content, bytes))
