"""Reading all links and records of a ledger: in this process if they are few, else in several, each a part.

The others read in transactions of their own. What they saw is used only if all saw the same block; a document that came
in between can at worst be there already.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from sqlmodel import Session

from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.snapshot_columns import (
    ALL_BUYERS,
    has_many_rows,
    link_rows,
    record_blocks,
    record_rows,
    revoked_links,
    subject_rows,
    url_of,
)
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import open_store

from .links import LinkColumns, ReadLinks, link_columns, read_links
from .numbering import Numbering, number_subjects
from .reading import ReadRecords, joined, read_records

MANY_ROWS: Final = 200_000
"""From so many links or records on it pays to start processes, which takes about a second."""
_MOST_PROCESSES: Final = 4
_PARTS: Final = 6
"""Of links and of records: more than processes, as they are not all as large."""


@dataclass(frozen=True)
class Gathered:
    """Everything that a snapshot is made from but what the rule itself reads."""

    numbering: Numbering
    links: LinkColumns
    records: ReadRecords


@dataclass(frozen=True)
class _Task:
    """A part of the links or of the records, for a process that is told where the numbers lie."""

    url: str
    ledger: LedgerKey
    folder: Path
    cursor: Cursor
    buyers: range | None
    blocks: range | None


def gather(session: Session, ledger: LedgerKey, cursor: Cursor, *, many_rows: int = MANY_ROWS) -> Gathered:
    """Read all links and records.

    Args:
        session: A reading session.
        ledger: The ledger.
        cursor: The block that the session sees.
        many_rows: From so many links or records on several processes read.
    """
    if has_many_rows(session, ledger, many_rows):
        gathered = _gather_by_many(session, ledger, cursor)
        if gathered is not None:
            return gathered
    numbering = number_subjects(subject_rows(session, ledger))
    links, numbering = _linked(session, ledger, [read_links(link_rows(session, ledger), numbering)], numbering)
    read = [
        read_records(record_rows(session, ledger, blocks), numbering) for blocks in record_blocks(session, ledger, 1)
    ]
    return Gathered(numbering, links, joined(read or [read_records((), numbering)]))


def _linked(
    session: Session, ledger: LedgerKey, reads: Sequence[ReadLinks], numbering: Numbering
) -> tuple[LinkColumns, Numbering]:
    links, numbering = link_columns(reads, numbering)
    return links.with_revocations(revoked_links(session, ledger), numbering), numbering


def _gather_by_many(session: Session, ledger: LedgerKey, cursor: Cursor) -> Gathered | None:
    """Read in several processes; None if one of them saw another block."""
    workers = min(_MOST_PROCESSES, os.cpu_count() or 1)
    # not forked: the threads of a service may hold locks
    spawning = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="labour-ledger-") as name, ProcessPoolExecutor(workers, spawning) as pool:
        started = [pool.submit(_start) for _ in range(workers)]
        numbering = number_subjects(subject_rows(session, ledger))
        folder = Path(name)
        _save(numbering, folder)
        width = len(ALL_BUYERS) // _PARTS + 1
        buyers = [range(first, min(first + width, ALL_BUYERS.stop)) for first in range(0, ALL_BUYERS.stop, width)]
        blocks = record_blocks(session, ledger, _PARTS)
        place = (url_of(session), ledger, folder, cursor)
        of_links = [pool.submit(_read_links, _Task(*place, part, None)) for part in buyers]
        of_records = [pool.submit(_read_records, _Task(*place, None, part)) for part in blocks]
        seen_links = [read for read in (task.result() for task in of_links) if read is not None]
        if len(seen_links) < len(of_links):
            return None
        # put in order while the others still read records
        links, numbering = _linked(session, ledger, seen_links, numbering)
        seen_records = [read for read in (task.result() for task in of_records) if read is not None]
        del started
    if len(seen_records) < len(of_records):
        return None
    return Gathered(numbering, links, joined(seen_records or [read_records((), numbering)]))


def _start() -> None:
    """Do nothing: the process is there, and has loaded what it needs, when the first work comes."""


def _read_links(task: _Task) -> ReadLinks | None:
    with _reading(task) as session:
        if session is None or task.buyers is None:
            return None
        return read_links(link_rows(session, task.ledger, buyers=task.buyers), _load(task.folder))


def _read_records(task: _Task) -> ReadRecords | None:
    with _reading(task) as session:
        if session is None or task.blocks is None:
            return None
        return read_records(record_rows(session, task.ledger, task.blocks), _load(task.folder))


@contextmanager
def _reading(task: _Task) -> Iterator[Session | None]:
    store = open_store(task.url)
    try:
        with store.reading() as session:
            cursor = get_cursor(session, task.ledger)
            same = cursor is not None and cursor.block_hash == task.cursor.block_hash
            yield session if same else None
    finally:
        store.close()


def _save(numbering: Numbering, folder: Path) -> None:
    for name in ("ids", "registered_at", "keys", "order"):
        np.save(folder / name, getattr(numbering, name))
    np.save(folder / "begin_alike", np.array(numbering.begin_alike))


def _load(folder: Path) -> Numbering:
    ids, registered_at, keys, order = (
        np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("ids", "registered_at", "keys", "order")
    )
    return Numbering(ids, registered_at, keys, order, bool(np.load(folder / "begin_alike.npy")))
