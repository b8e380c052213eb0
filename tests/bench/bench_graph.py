"""Times questions through all tiers, in memory, beside graph libraries and a recursive query, in the same run.

Run from the root of the repository: `make bench-graph`. The peers find only who is upstream; the snapshot also says the
status of everyone, tier by tier. Every peer must find as many subjects, or the run fails.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tests.bench.graph_store import LEDGER, SCHEMAS, add_block, fill_store
from tests.bench.graph_world import NOW, GraphWorld, make_world

from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.snapshot.snapshot import Snapshot
from labour_ledger.diligence.tiers import TierQuestion
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.store.session import Store

ROOTS = {100: 200, 10_000: 100, 200_000: 60}
LOOK_UPS = 300
SITES_LOOKED_UP = 1000
GOALS_MS = {10_000: 5, 200_000: 50}
PEERS = ("igraph", "networkx", "postgresql")


def main() -> None:
    """Measure and print: `bench_graph PEERS_FOLDER SCALE [peer …]`."""
    peers_folder, scale, *peers = sys.argv[1:]
    say(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, scale {scale}")
    for hubs in (False, True):
        with tempfile.TemporaryDirectory(prefix="labour-ledger-graph-") as directory:
            measure(Path(directory), float(scale), peers_folder, peers or PEERS, hubs=hubs)


def measure(directory: Path, scale: float, peers_folder: str, peers: Sequence[str], *, hubs: bool) -> None:
    """Measure one graph."""
    world = make_world(scale, hubs=hubs)
    say(f"\n{'with shared commodity hubs' if hubs else 'closed sectors'}: {world.sites:,} sites, ", end="")
    say(f"{len(world.links):,} links, {len(world.assessments):,} assessments")
    store, ids = fill_store(directory / "store.db", world)
    keeper = SnapshotKeeper(store, LEDGER)
    snapshot = show_building(keeper)
    roots = {reach: world.roots(reach, most) for reach, most in ROOTS.items() if world.roots(reach, 1)}
    sizes = show_closures(snapshot, ids, roots)
    show_look_ups(snapshot, ids)
    if not hubs:
        show_stored(store, ids, roots)
        show_delta(keeper, store, ids)
    show_peers(directory, world, peers_folder, peers, roots, sizes)
    store.close()


def show_building(keeper: SnapshotKeeper) -> Snapshot:
    """Build the snapshot twice, and print the worse time."""
    rows = []
    for _ in range(2):
        keeper.forget()
        started, used = time.perf_counter(), time.process_time()
        snapshot = keeper.refresh()
        rows.append((time.perf_counter() - started, time.process_time() - used))
    wall, cpu = max(rows)
    report = keeper.report
    assert report is not None
    say(f"  full building {wall:.2f} s (this process {cpu:.2f} s of CPU), goal 7 s", end="")
    say(f"; arrays {report.nbytes / 1e6:.0f} MB, goal 400 MB; {report.ruled:,} subjects read by the rule itself")
    return snapshot


def show_closures(snapshot: Snapshot, ids: Sequence[bytes], roots: dict[int, list[int]]) -> dict[int, list[int]]:
    """Time closures with the status of everyone; return their sizes."""
    sizes: dict[int, list[int]] = {}
    for reach, brands in roots.items():
        found: list[int] = []

        def ask(brand: int, found: list[int] = found) -> None:
            answer = snapshot.upstream(TierQuestion(ids[brand], SCHEMAS[0], NOW, NOW))
            found.append(answer.total.sites + answer.total.dangling)

        times = [timed(ask, brand) for brand in brands for _ in range(1 if reach > 10_000 else 2)][len(brands) :]
        times = times or [timed(ask, brand) for brand in brands]
        sizes[reach] = found[: len(brands)] if reach > 10_000 else found[: 2 * len(brands) : 2]
        goal = f", goal p99 {GOALS_MS[reach]} ms" if reach in GOALS_MS and np.median(found) < 2 * reach else ""
        say(f"  snapshot, {np.median(found):>9,.0f} sites with status: {spread(times)}{goal}")
    return sizes


def show_look_ups(snapshot: Snapshot, ids: Sequence[bytes]) -> None:
    """Time the status of many sites under all standards."""
    chance = np.random.default_rng(3)
    chosen = [[ids[place] for place in chance.integers(0, len(ids), SITES_LOOKED_UP)] for _ in range(LOOK_UPS)]
    view = snapshot.view(NOW, NOW)
    words = [view.words(schema) for schema in SCHEMAS]

    def look_up(subjects: list[bytes]) -> None:
        numbers = snapshot.numbers(subjects)
        for column in words:
            column[numbers]

    say(f"  snapshot, {SITES_LOOKED_UP} sites x {len(SCHEMAS)} standards: ", end="")
    say(f"{spread([timed(look_up, subjects) for subjects in chosen])}, goal 0.5 ms; as objects ", end="")
    ask = {"valid_at": NOW, "known_at": NOW}
    say(spread([timed(lambda some: snapshot.statuses(some, SCHEMAS, **ask), some) for some in chosen[:30]]))


def show_stored(store: Store, ids: Sequence[bytes], roots: dict[int, list[int]]) -> None:
    """Time the same question from the store, where the rule reads every site: a few small ones."""
    with store.reading() as session:
        stored = StoredTiers(session, LEDGER)

        def ask(brand: int) -> None:
            stored.upstream(TierQuestion(ids[brand], SCHEMAS[0], NOW, NOW))

        times = [timed(ask, brand) for brand in roots[100][:10]]
    say(f"  store, some 100 sites with status: {spread(times)}")


def show_delta(keeper: SnapshotKeeper, store: Store, ids: Sequence[bytes]) -> None:
    """Time bringing the snapshot forward by a block."""
    times = []
    for number in range(1, 6):
        add_block(store, ids, number)
        started = time.perf_counter()
        keeper.refresh()
        times.append((time.perf_counter() - started) * 1000)
        assert keeper.report is not None
        assert not keeper.report.was_built
    say(f"  brought forward by a block of 100 records and 100 links: {spread(times)}")


def show_peers(
    directory: Path,
    world: GraphWorld,
    peers_folder: str,
    peers: Sequence[str],
    roots: dict[int, list[int]],
    sizes: dict[int, list[int]],
) -> None:
    """Run each peer in a process of its own, on the pairs that are in force now."""
    links = world.links[(world.links[:, 2] <= NOW) & (world.links[:, 3] > NOW)]
    np.save(directory / "pairs.npy", links[:, :2].astype(np.int32))
    for peer in peers:
        question = {"peer": peer, "roots": roots, "sizes": sizes, "subjects": world.brands + world.sites}
        (directory / "question.json").write_text(json.dumps(question))
        command = [sys.executable, "-m", "tests.bench.graph_peers", str(directory), peers_folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        answer = json.loads(done.stdout.splitlines()[-1])
        say(f"  {peer}: made in {answer['made_s']:.1f} s, whole process {answer['memory_mb']:,.0f} MB")
        for reach, times in answer["times_ms"].items():
            size = np.median(sizes[int(reach)])
            say(f"  {peer}, {size:>9,.0f} sites, {answer['what']}: {spread(times)}")


def say(text: str, end: str = "\n") -> None:
    """Print at once: a run takes minutes."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def timed(work: Callable[[Any], object], given: object) -> float:
    """Return how long something took, ms."""
    started = time.perf_counter()
    work(given)
    return (time.perf_counter() - started) * 1000


def spread(times_ms: Sequence[float]) -> str:
    """Return median and 99th percentile in words."""
    return f"p50 {np.percentile(times_ms, 50):.2f} ms, p99 {np.percentile(times_ms, 99):.2f} ms (n={len(times_ms)})"


if __name__ == "__main__":
    main()
