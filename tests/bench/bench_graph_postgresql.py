"""Times the building of a snapshot from a store on PostgreSQL, and bringing it forward by blocks.

Run from the root of the repository: `make bench-graph-postgresql`. The graph is that of `bench_graph`.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from tests.bench.bench_graph import doing, say, show_building, show_look_ups
from tests.bench.bench_server import BenchServer
from tests.bench.graph_store import LAST_BLOCK, LEDGER, RowIterator, introduce, rows_of, subject_ids
from tests.bench.graph_world import make_world

from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.store.session import open_store
from labour_ledger.store.tables import METADATA


def main() -> None:
    """Measure and print: `bench_graph_postgresql SCALE`."""
    scale = float(sys.argv[1])
    say(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, scale {scale}, ", end="")
    say(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with doing("making the graph"):
        world = make_world(scale, hubs=False)
    say(f"  {world.sites:,} sites, {len(world.links):,} links, {len(world.assessments):,} assessments")
    with tempfile.TemporaryDirectory(prefix="labour-ledger-graph-") as directory:
        server = BenchServer(Path(directory))
        try:
            url = server.create_database()
            store = open_store(url, create=True)
            ids = subject_ids(world)
            with doing("writing it into a store"):
                issuers = introduce(store)
                with psycopg.connect(url, autocommit=True) as connection:
                    for table, rows in rows_of(world, ids, issuers):
                        _copy(connection, table, rows)
                    connection.execute(sql.SQL("UPDATE index_cursor SET {}").format(sql.SQL(LAST_BLOCK)))
                    connection.execute("VACUUM ANALYZE")
            show_look_ups(show_building(SnapshotKeeper(store, LEDGER)), ids)
            store.close()
        finally:
            server.stop()


def _copy(connection: psycopg.Connection, table: str, rows: RowIterator) -> None:
    """Write rows into a table, and make its indexes afterwards."""
    names = {str(index.name) for index in METADATA.tables[table].indexes}
    indexes = connection.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", (table,)).fetchall()
    for name in names:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    types = "SELECT data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
    with connection.cursor() as cursor:
        columns = [name for (name,) in cursor.execute(types, (table,))]
        with cursor.copy(statement) as copy:
            copy.set_types(columns)
            for row in rows:
                copy.write_row(row)
    for name, definition in indexes:
        if name in names:
            connection.execute(definition)


if __name__ == "__main__":
    main()
