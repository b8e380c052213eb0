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

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int32]
Closure = Callable[[int], int]

MOST_ROOTS = {100: 50, 10_000: 20, 200_000: 4}
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
    return lambda root: len(graph.subcomponent(root, mode="out")) - 1


def networkx(pairs: Pairs, subjects: int, _directory: Path) -> Closure:
    """networkx, in Python."""
    import networkx as library

    graph = library.DiGraph()
    graph.add_nodes_from(range(subjects))
    graph.add_edges_from(pairs.tolist())
    return lambda root: len(library.descendants(graph, root))


def postgresql(pairs: Pairs, subjects: int, directory: Path) -> Closure:
    """A recursive query over numbers, with the index it wants and the memory it wants."""
    import psycopg
    from tests.bench.bench_server import BenchServer

    (directory / "server").mkdir(exist_ok=True)
    server = BenchServer(directory / "server")
    connection = psycopg.connect(server.create_database(), autocommit=True)
    connection.execute("CREATE TABLE link (buyer int, seller int)")
    connection.execute("CREATE TABLE status (subject int PRIMARY KEY, code int)")
    with connection.cursor() as cursor:
        for table, rows in (("link", pairs), ("status", [(subject, subject % 14) for subject in range(subjects)])):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows.tolist() if isinstance(rows, np.ndarray) else rows:
                    copy.write_row(row)
    connection.execute("ALTER TABLE link ADD PRIMARY KEY (buyer, seller)")
    connection.execute("VACUUM ANALYZE")
    connection.execute("SET work_mem = '256MB'")
    return lambda root: sum(count for _, count in connection.execute(_CLOSURE, {"root": root}).fetchall())


def peak_memory_mb() -> float:
    """Return the most memory that this process had; what its parent had before does not count."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


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
    times: dict[str, list[float]] = {}
    for reach, roots in question["roots"].items():
        most = MOST_ROOTS[200_000 if max(question["sizes"][reach]) > 100_000 else int(reach)]
        for root, size in zip(roots[:most], question["sizes"][reach], strict=False):
            started = time.perf_counter()
            found = closure(root)
            times.setdefault(reach, []).append((time.perf_counter() - started) * 1000)
            # a walk that comes back to its root counts it or not, as each library likes
            if abs(found - size) > 1:
                raise SystemExit(f"{question['peer']} finds {found} subjects above {root}, the snapshot {size}")
    answer = {
        "what": "counted by status" if question["peer"] == "postgresql" else "who they are",
        "made_s": made_s,
        "memory_mb": peak_memory_mb(),
        "times_ms": times,
    }
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()
    # a graph of Python objects takes seconds to take apart
    if question["peer"] == "networkx":
        os._exit(0)


if __name__ == "__main__":
    main()
