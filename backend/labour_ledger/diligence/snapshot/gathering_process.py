"""The process that reads a whole ledger: several threads read and sort, and every array goes back through a pipe.

It is started as a module of its own and loads little, as reading takes but seconds. First it writes what bears on the
records of others, so that its effect can be worked out meanwhile. Where it cannot go on, it says why and ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import IO, Any, Final, TypeVar

import numpy as np

from labour_ledger.store.column_reading import ColumnReader
from labour_ledger.store.column_rows import (
    LINKS,
    RECORDS,
    SUBJECTS,
    ColumnsUnreadable,
    RowKind,
    Rows,
)

from .gathering_task import ACTS, DONE, FAILED, LINKS_READ, MOVED, NUMBERING, RECORDS_OF, Task
from .link_reading import ReadLinks, link_columns, links_of_parts, read_links
from .numbering import Numbering, as_ids, number_subjects, with_ends
from .piping import send_arrays
from .record_reading import ReadRecords, joined, read_records, record_columns

_PARTS: Final = 32
"""Of links and of records: many more than threads, as they are not all as large."""
_Read = TypeVar("_Read")


class _Readers:
    """Connections that all see the same block, and threads that read through them."""

    def __init__(self, readers: Sequence[ColumnReader], threads: ThreadPoolExecutor) -> None:
        self.threads = threads
        self._idle: SimpleQueue[ColumnReader] = SimpleQueue()
        for reader in readers:
            self._idle.put(reader)

    def read(self, kind: RowKind, work: Callable[[Iterator[Rows]], _Read]) -> list[Future[_Read]]:
        """Read each part of a table beside the others."""

        def part(condition: str) -> _Read:
            reader = self._idle.get()
            try:
                return work(reader.rows(kind, condition))
            finally:
                self._idle.put(reader)

        reader = self._idle.get()
        conditions = reader.parts(kind, _PARTS)
        self._idle.put(reader)
        return [self.threads.submit(part, condition) for condition in conditions]


def serve(asking: IO[bytes], answering: IO[bytes]) -> None:
    """Read the ledger that a line asks for, and write what was found."""
    task = Task.of_json(asking.readline())
    try:
        with _opened(task) as readers:
            if readers is None:
                send_arrays(answering, MOVED)
            else:
                _gather(readers, answering)
                send_arrays(answering, DONE)
    except ColumnsUnreadable as error:
        send_arrays(answering, FAILED + error.message)


@contextmanager
def _opened(task: Task) -> Iterator[_Readers | None]:
    with ThreadPoolExecutor(task.threads) as threads, ExitStack() as stack:
        readers = [stack.enter_context(ColumnReader(task.address, task.ledger)) for _ in range(task.threads)]
        same = all(reader.block_hash() == task.block_hash for reader in readers)
        yield _Readers(readers, threads) if same else None


def _gather(readers: _Readers, answering: IO[bytes]) -> None:
    subjects = readers.read(SUBJECTS, list)
    numbering = number_subjects(rows for part in subjects for rows in part.result())
    of_records = readers.read(RECORDS, lambda rows: read_records(rows, numbering))
    of_links = readers.read(LINKS, lambda rows: read_links(rows, numbering))
    _send_records(_results(of_records), answering)
    _send_links(readers, numbering, _results(of_links), answering)


def _results(parts: list[Future[_Read]]) -> Iterator[_Read]:
    """Yield what was read of each part, and keep none of it."""
    while parts:
        yield parts.pop(0).result()


def _send_records(read: Iterator[ReadRecords], answering: IO[bytes]) -> None:
    records = joined(list(read))
    acted_on, revoking = as_ids(sorted(records.acted_on)), np.array(records.revoking, np.int64)
    send_arrays(answering, ACTS, (acted_on, revoking))
    left = dict(records.assessments)
    del records
    # sorted by this thread, while the others read links
    for schema in list(left):
        send_arrays(answering, RECORDS_OF + schema.hex(), record_columns(left.pop(schema)).columns)


def _send_links(readers: _Readers, numbering: Numbering, of_links: Iterator[ReadLinks], answering: IO[bytes]) -> None:
    read = list(of_links)
    numbering = with_ends(numbering, (ends for part in read for ends in part.ends()))
    sorting = [readers.threads.submit(link_columns, read.pop(0), numbering) for _ in range(len(read))]
    parts = list(_results(sorting))
    arrays: tuple[Any, ...] = (numbering.ids, numbering.registered_at, numbering.keys, numbering.order)
    send_arrays(answering, NUMBERING, (*arrays, numbering.buckets, np.array([numbering.begin_alike])))
    links = links_of_parts(parts, len(numbering), readers.threads)
    parts.clear()
    send_arrays(answering, LINKS_READ, links.columns)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
