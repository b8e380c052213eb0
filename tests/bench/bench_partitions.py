"""What partitions cost and give on PostgreSQL: `python -m tests.bench.bench_partitions 500000`.

Made-up rows in two stores, whole and in twenty partitions, in turns; CPU seconds of the server's process, milliseconds
of a question.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sqlalchemy import TextClause, text
from sqlmodel import Session
from tests.support.stores import empty_store_url

from labour_ledger.store.session import Store, open_store

BLOCKS = 10_000
PARTITIONS = 20
TURNS = 5
QUESTIONS = 200

_FILL = text(
    """
    INSERT INTO index_record
    SELECT 1, 'c', i * :blocks / :rows, i, sha256(('t' || i)::bytea), i, sha256(('u' || i)::bytea),
           sha256(('s' || i % (:rows / 20))::bytea), sha256(('k' || i % 200)::bytea), 'i', int8send(i), int8send(i),
           i % 6, int8send(i), int8send(i), sha256(('d' || i)::bytea), sha256(''), sha256(''), i % 500, 1, 1, NULL
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) i
    """
)
_BY_UID = text("SELECT * FROM index_record WHERE chain_id = 1 AND contract = 'c' AND uid = sha256(:name)")
_HISTORY = text(
    "SELECT * FROM index_record WHERE chain_id = 1 AND contract = 'c' AND subject = sha256(:name) "
    "ORDER BY block_number, log_index"
)
_CURSOR = text("INSERT INTO index_cursor VALUES (1, 'c', 1, :block, '', 0, NULL, NULL, 1, 1)")
_BACK = text("DELETE FROM index_record WHERE chain_id = 1 AND contract = 'c' AND block_number > :block")


def cpu_seconds(session: Session) -> float:
    """Return user and system time of the server's process behind a session."""
    pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fill(store: Store, rows: int, first: int, last: int) -> float:
    """Write rows and return the CPU seconds of it."""
    with store.unit_of_work() as work:
        before = cpu_seconds(work.session)
        work.session.execute(_FILL, {"blocks": BLOCKS, "rows": rows, "first": first, "last": last})
        return cpu_seconds(work.session) - before


def ask(store: Store, question: TextClause, name: Callable[[int], str]) -> float:
    """Ask many times and return the median in milliseconds."""
    taken = []
    with store.reading() as session:
        for number in range(QUESTIONS):
            started = time.perf_counter()
            session.execute(question, {"name": name(number * 37).encode()}).all()
            taken.append(1000 * (time.perf_counter() - started))
    return median(taken)


def take_back(store: Store) -> float:
    """Take two blocks back, as a reorganisation does, without committing it; return milliseconds."""
    with store.reading() as session:
        session.execute(text("SET TRANSACTION READ WRITE"))
        started = time.perf_counter()
        session.execute(_BACK, {"block": BLOCKS - 3})
        return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Measure and print a table."""
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        stores = {name: open_store(empty_store_url("postgresql", Path(directory))) for name in ("whole", "cut")}
        stores["cut"].partition(BLOCKS // PARTITIONS)
        stores["cut"].make_partitions(BLOCKS)
        figures: dict[str, list[float]] = {name: [] for name in stores}
        for turn in range(TURNS):
            first, last = rows * turn // TURNS, rows * (turn + 1) // TURNS - 1
            for name, store in stores.items():
                figures[name].append(fill(store, rows, first, last))
        for name, store in stores.items():
            store.refresh_statistics()
            sys.stdout.write(
                f"{name}: {rows / sum(figures[name]):,.0f} rows per CPU second, "
                f"by uid {ask(store, _BY_UID, lambda number: f'u{number}'):.2f} ms, "
                f"history of 20 {ask(store, _HISTORY, lambda number: f's{number}'):.2f} ms, "
                f"two blocks back {take_back(store):.1f} ms\n"
            )
        with stores["whole"].unit_of_work() as work:
            work.session.execute(_CURSOR, {"block": BLOCKS})
        began = time.perf_counter()
        stores["whole"].partition(BLOCKS // PARTITIONS)
        sys.stdout.write(f"cutting {rows:,} records: {time.perf_counter() - began:.1f} s\n")
        for store in stores.values():
            store.close()


if __name__ == "__main__":
    main()
