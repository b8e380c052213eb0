"""One peer of the graph bench in a process of its own: who is upstream of some roots, without any status.

PostgreSQL also counts the statuses of the sites found, from a table that holds the code of each, as it could not say
less than "how many of each".
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int32]
Closure = Callable[[int, float], int | None]
"""Given the root and the seconds that are left, returns the number of subjects; None if that is not enough."""

MOST_ROOTS = {100: 50, 10_000: 20, 200_000: 4}
ROWS_AT_ONCE = 100_000
ANSWERS_WITHIN_S = 60.0
"""For all questions to one peer, once its graph is made; what it did not answer then is said."""
_CLOSURE = """
    WITH RECURSIVE upstream(subject) AS (
        SELECT %(root)s::int UNION SELECT link.seller FROM upstream JOIN link ON link.buyer = upstream.subject
    )
    SELECT found.code, count(*) FROM upstream
    CROSS JOIN LATERAL (SELECT code FROM status WHERE status.subject = upstream.subject LIMIT 1) AS found
    WHERE upstream.subject <> %(root)s GROUP BY found.code
"""


def igraph(pairs: Pairs, subjects: int, _directory: Path) -> Closure:
    """igraph's breadth-first search in C."""
    import igraph as library

    graph = library.Graph(n=subjects, edges=pairs, directed=True)
    return lambda root, _left_s: len(graph.subcomponent(root, mode="out")) - 1


def networkx(pairs: Pairs, subjects: int, _directory: Path) -> Closure:
    """networkx, in Python."""
    import networkx as library

    graph = library.DiGraph()
    graph.add_nodes_from(range(subjects))
    graph.add_edges_from(pairs.tolist())
    return lambda root, _left_s: len(library.descendants(graph, root))


def postgresql(pairs: Pairs, subjects: int, directory: Path) -> Closure:
    """A recursive query over numbers, with the index it wants and the memory it wants."""
    import psycopg
    from tests.bench.bench_server import BenchServer

    (directory / "server").mkdir(mode=0o700)
    server = BenchServer(directory / "server")
    connection = psycopg.connect(server.create_database(), autocommit=True)
    connection.execute("CREATE TABLE link (buyer int, seller int)")
    connection.execute("CREATE TABLE status (subject int PRIMARY KEY, code int)")
    statuses = np.column_stack([np.arange(subjects), np.arange(subjects) % 14])
    with connection.cursor() as cursor:
        for table, rows in (("link", pairs), ("status", statuses)):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for part in np.array_split(rows, max(1, len(rows) // ROWS_AT_ONCE)):
                    copy.write("".join(f"{one}\t{other}\n" for one, other in part.tolist()))
    connection.execute("ALTER TABLE link ADD PRIMARY KEY (buyer, seller)")
    connection.execute("VACUUM ANALYZE")
    connection.execute("SET work_mem = '256MB'")

    def closure(root: int, left_s: float) -> int | None:
        connection.execute(f"SET statement_timeout = {int(left_s * 1000) + 1}")
        try:
            counts = connection.execute(_CLOSURE, {"root": root}).fetchall()
        except psycopg.errors.QueryCanceled:
            return None
        return sum(int(count) for _, count in counts)

    return closure


def peak_memory_mb() -> float:
    """Return the most memory that this process had; what its parent had before does not count."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def ask(question: dict[str, Any], closure: Closure, reach: str) -> dict[str, Any]:
    """Ask for some closures of a size; return the times, and how many were wanted."""
    sizes = question["sizes"][reach]
    most = MOST_ROOTS[200_000 if max(sizes) > 100_000 else int(reach)]
    wanted = list(zip(question["roots"][reach], sizes, strict=False))[:most]
    ends = time.perf_counter() + ANSWERS_WITHIN_S / len(question["roots"])
    times: list[float] = []
    for root, size in wanted:
        started = time.perf_counter()
        found = None if started >= ends else closure(root, ends - started)
        if found is None:
            break
        times.append((time.perf_counter() - started) * 1000)
        # a walk that comes back to its root counts it or not, as each library likes
        if abs(found - size) > 1:
            raise SystemExit(f"{question['peer']} finds {found} subjects above {root}, the snapshot {size}")
    return {"times_ms": times, "wanted": len(wanted)}


def main() -> None:
    """Measure one peer, hold its answers against the snapshot's, and print JSON."""
    directory, peers_folder = Path(sys.argv[1]), sys.argv[2]
    sys.path.append(peers_folder)
    question = json.loads((directory / "question.json").read_text())
    pairs = np.load(directory / "pairs.npy")
    make = {"igraph": igraph, "networkx": networkx, "postgresql": postgresql}[question["peer"]]
    started = time.perf_counter()
    closure = make(pairs, question["subjects"], directory)
    made_s = time.perf_counter() - started
    answer = {
        "what": "counted by status" if question["peer"] == "postgresql" else "who they are",
        "made_s": made_s,
        "answers": {reach: ask(question, closure, reach) for reach in question["roots"]},
        "memory_mb": peak_memory_mb(),
    }
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()
    # a graph of Python objects takes seconds to take apart
    if question["peer"] == "networkx":
        os._exit(0)


if __name__ == "__main__":
    main()
