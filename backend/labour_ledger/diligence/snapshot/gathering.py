"""Reading all links and records of a ledger: in this process if they are few, else in one of its own, by many threads.

The other process reads in transactions of its own. What it saw is used only if it saw the same block; a document that
came in between can at worst be there already.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any, Final, Generic, TypeVar

from numpy.typing import NDArray
from sqlmodel import Session

from labour_ledger.store.column_rows import ColumnsUnreadable
from labour_ledger.store.queries.snapshot_columns import (
    address_of,
    has_many_rows,
    link_rows,
    record_rows,
    subject_rows,
)
from labour_ledger.store.results import Cursor, LedgerKey

from .gathering_task import DONE, FAILED, LINKS_READ, MOVED, NUMBERING, RECORDS_OF, Task
from .link_reading import link_columns, read_links
from .links import LinkColumns
from .numbering import Numbering, number_subjects, with_ends
from .piping import Message, receive_arrays
from .record_reading import read_records, record_columns
from .records import RecordColumns

MANY_ROWS: Final = 200_000
"""From so many links or records on it pays to start a process, which takes about half a second."""
_MOST_THREADS: Final = 4
_STOPPED_WITHIN_S: Final = 5.0
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""NumPy would start a thread for each processor, for arithmetic that is not done here."""

Acts = TypeVar("Acts")
FindActs = Callable[[Collection[bytes], Sequence[int]], Acts]
"""Given the subjects that a record acts on, and the places of revocations, returns what it finds about them."""


@dataclass(frozen=True)
class Gathered(Generic[Acts]):
    """Everything that a snapshot is made from.

    Attributes:
        numbering: Subjects as numbers.
        links: All links.
        records: Assessments by schema, 32 bytes; none of them revoked yet.
        acts: What was found about subjects that records act on.
    """

    numbering: Numbering
    links: LinkColumns
    records: dict[bytes, RecordColumns]
    acts: Acts


def gather(
    session: Session, ledger: LedgerKey, cursor: Cursor, find_acts: FindActs[Acts], *, many_rows: int = MANY_ROWS
) -> Gathered[Acts] | None:
    """Read all links and records; None if another process was to read and saw another block.

    Args:
        session: A reading session.
        ledger: The ledger.
        cursor: The block that the session sees.
        find_acts: Reads what else is needed, in this process, while the other one reads on.
        many_rows: From so many links or records on another process reads.

    Raises:
        ColumnsUnreadable: The other process could not read the store, or ended.
    """
    if has_many_rows(session, ledger, many_rows):
        threads = min(_MOST_THREADS, os.cpu_count() or 1)
        return _gather_beside(Task(address_of(session), ledger, cursor.block_hash, threads), find_acts)
    return gather_alone(session, ledger, find_acts)


def gather_alone(session: Session, ledger: LedgerKey, find_acts: FindActs[Acts]) -> Gathered[Acts]:
    """Read all links and records in this process.

    Args:
        session: A reading session.
        ledger: The ledger.
        find_acts: Reads what else is needed.
    """
    numbering = number_subjects(subject_rows(session, ledger))
    read = read_links(link_rows(session, ledger), numbering)
    numbering = with_ends(numbering, read.ends())
    records = read_records(record_rows(session, ledger), numbering)
    return Gathered(
        numbering,
        link_columns(read, numbering),
        {schema: record_columns(columns) for schema, columns in records.assessments.items()},
        find_acts(records.acted_on, records.revoking),
    )


def _gather_beside(task: Task, find_acts: FindActs[Acts]) -> Gathered[Acts] | None:
    """Read in another process; None if it saw another block, which it tells before it reads."""
    with _reading(task) as pipe:
        what, arrays = _next(pipe)
        if what == MOVED:
            return None
        acted_on, revoking = arrays
        with ThreadPoolExecutor(1) as receiving:
            rest = receiving.submit(_rest, pipe)
            acts = find_acts(acted_on.tolist(), revoking.tolist())
            found = rest.result()
    ids, registered_at, keys, order, buckets, begin_alike = found.pop(NUMBERING)
    numbering = Numbering(ids, registered_at, keys, order, buckets, bool(begin_alike[0]))
    links = LinkColumns(*found.pop(LINKS_READ))
    records = {bytes.fromhex(what.removeprefix(RECORDS_OF)): RecordColumns(*columns) for what, columns in found.items()}
    return Gathered(numbering, links, records, acts)


def _rest(pipe: IO[bytes]) -> dict[str, Sequence[NDArray[Any]]]:
    """Return all messages up to the last one by what they are."""
    found: dict[str, Sequence[NDArray[Any]]] = {}
    while (message := _next(pipe))[0] != DONE:
        found[message[0]] = message[1]
    return found


def _next(pipe: IO[bytes]) -> Message:
    message = receive_arrays(pipe)
    if message is None or message[0].startswith(FAILED):
        text = "the process that reads it ended" if message is None else message[0].removeprefix(FAILED)
        raise ColumnsUnreadable(
            f"the index could not be read as a whole: {text}",
            hint="Check that the store can be read and that there is memory left, then try again.",
        )
    return message


@contextmanager
def _reading(task: Task) -> Iterator[IO[bytes]]:
    """Start the other process and give what it writes; it is ended when this is left."""
    with subprocess.Popen(  # noqa: S603 - this very interpreter with a module of this package
        [sys.executable, "-m", f"{__package__}.gathering_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | _ONE_THREAD,
    ) as process:
        asking, answering = process.stdin, process.stdout
        assert asking is not None  # noqa: S101 - both are pipes
        assert answering is not None  # noqa: S101
        try:
            with suppress(BrokenPipeError), asking:  # one that ended already says so by what it does not answer
                # the address may hold a password, and arguments are seen by everyone on the machine
                asking.write(task.to_json())
            yield answering
        finally:
            process.kill()
