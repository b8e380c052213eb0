"""Times questions through all tiers, in memory, beside graph libraries and a recursive query, in the same run.

Run from the root of the repository: `make bench-graph`. The peers find only who is upstream; the snapshot also says the
status of everyone, tier by tier. Every peer must find as many subjects, or the run fails.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from tests.bench.graph_store import LEDGER, SCHEMAS, add_block, fill_store, replace_links
from tests.bench.graph_world import NOW, GraphWorld, make_world
from tests.bench.process_memory import memory_watched

from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.snapshot.snapshot import Snapshot
from labour_ledger.diligence.tiers import TierQuestion
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.store.session import Store, open_store

ROOTS = {100: 200, 10_000: 100, 200_000: 60}
LOOK_UPS = 300
SITES_LOOKED_UP = 1000
BUILDINGS = 3
NEW_BLOCKS = 30
GOALS_MS = {10_000: 5, 200_000: 50}
PEERS = ("igraph", "networkx", "postgresql")


def main() -> None:
    """Measure and print: `bench_graph PEERS_FOLDER SCALE [peer …]`."""
    peers_folder, scale, *peers = sys.argv[1:]
    say(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, scale {scale}, ", end="")
    say(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="labour-ledger-graph-") as directory:
        path = Path(directory) / "store.db"
        ids: list[bytes] = []
        for hubs in (False, True):
            say(f"\n{'With shared commodity hubs' if hubs else 'Closed sectors'}")
            with doing("making the graph"):
                world = make_world(float(scale), hubs=hubs)
            say(f"  {world.sites:,} sites, {len(world.links):,} links, {len(world.assessments):,} assessments")
            with doing("writing its links into the store" if hubs else "writing it into a store"):
                if hubs:
                    replace_links(path, world, ids)
                else:
                    ids = fill_store(path, world)
            measure(path, ids, world, peers_folder, peers or PEERS, hubs=hubs)
    say(f"\nload of the machine after: {os.getloadavg()[0]:.1f}")


def measure(
    path: Path, ids: Sequence[bytes], world: GraphWorld, peers_folder: str, peers: Sequence[str], *, hubs: bool
) -> None:
    """Measure one graph."""
    store = open_store(f"sqlite:///{path}")
    keeper = SnapshotKeeper(store, LEDGER)
    snapshot = show_building(keeper)
    roots = {reach: world.roots(reach, most) for reach, most in ROOTS.items() if world.roots(reach, 1)}
    sizes = show_closures(snapshot, ids, roots)
    show_look_ups(snapshot, ids)
    if not hubs:
        show_stored(store, ids, roots)
    show_peers(path.parent / ("hubs" if hubs else "sectors"), world, peers_folder, peers, roots, sizes)
    if hubs:
        # last, as it writes blocks that the peers do not have
        show_delta(keeper, store, ids)
    store.close()


def show_building(keeper: SnapshotKeeper) -> Snapshot:
    """Build the snapshot some times; memory is looked at the first time only, as looking takes time."""
    with memory_watched() as peak_mb:
        keeper.refresh()
    walls, cpus = [], []
    for _ in range(BUILDINGS):
        keeper.forget()
        started, used = time.perf_counter(), os.times()
        snapshot = keeper.refresh()
        walls.append(time.perf_counter() - started)
        cpus.append(sum(os.times()[:4]) - sum(used[:4]))
    report = keeper.report
    assert report is not None
    say(f"  full building, {BUILDINGS} times: {', '.join(f'{wall:.2f}' for wall in walls)} s, goal 7 s; ", end="")
    say(f"{max(cpus):.1f} s of all processors together")
    say(f"  arrays {report.nbytes / 1e6:.0f} MB, goal 400 MB; while building at most {peak_mb():,.0f} MB more ", end="")
    say(f"than before, in all processes; {report.ruled:,} subjects read by the rule itself")
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
    """Time the status of many sites under all standards, and which records it rests on."""
    chance = np.random.default_rng(3)
    chosen = [[ids[place] for place in chance.integers(0, len(ids), SITES_LOOKED_UP)] for _ in range(LOOK_UPS)]
    view = snapshot.view(NOW, NOW)
    words = [view.words(schema) for schema in SCHEMAS]

    def look_up(subjects: list[bytes]) -> None:
        numbers = snapshot.numbers(subjects)
        for column in words:
            column[numbers]

    dates = {"valid_at": NOW, "known_at": NOW}
    forms: dict[str, Callable[[list[bytes]], object]] = {
        f"{SITES_LOOKED_UP} sites x {len(SCHEMAS)} standards as numbers": look_up,
        f"{SITES_LOOKED_UP} sites x {len(SCHEMAS)} standards as objects": lambda some: snapshot.statuses(
            some, SCHEMAS, **dates
        ),
        f"{SITES_LOOKED_UP} sites, the records that decide": lambda some: snapshot.deciding(some, SCHEMAS[0], **dates),
    }
    for what, work in forms.items():
        times = [timed(work, subjects) for subjects in chosen]
        say(f"  snapshot, {what}: {spread(times)}{', goal 0.5 ms' if 'standards' in what else ''}")


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
    keeper.refresh()
    times: dict[bool, list[float]] = {False: [], True: []}
    for number in range(1, NEW_BLOCKS + 1):
        thoroughly = number % 10 == 0
        add_block(store, ids, number)
        started = time.perf_counter()
        keeper.refresh(thoroughly=thoroughly)
        times[thoroughly].append((time.perf_counter() - started) * 1000)
        assert keeper.report is not None
        assert not keeper.report.was_built
    say(f"  brought forward by a block of 100 records and 100 links: {spread(times[False])}")
    say(f"  the same where documents of old links are looked for too: {spread(times[True])}")


def show_peers(
    directory: Path,
    world: GraphWorld,
    peers_folder: str,
    peers: Sequence[str],
    roots: dict[int, list[int]],
    sizes: dict[int, list[int]],
) -> None:
    """Run each peer in a process of its own, on the pairs that are in force now."""
    directory.mkdir()
    links = world.links[(world.links[:, 2] <= NOW) & (world.links[:, 3] > NOW)]
    np.save(directory / "pairs.npy", links[:, :2].astype(np.int32))
    for peer in peers:
        question = {"peer": peer, "roots": roots, "sizes": sizes, "subjects": world.brands + world.sites}
        (directory / "question.json").write_text(json.dumps(question))
        command = [sys.executable, "-m", "tests.bench.graph_peers", str(directory), peers_folder]
        with doing(peer):
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        answer = json.loads(done.stdout.splitlines()[-1])
        say(f"  {peer}: made in {answer['made_s']:.1f} s, whole process {answer['memory_mb']:,.0f} MB")
        for reach, found in answer["answers"].items():
            size, times = np.median(sizes[int(reach)]), found["times_ms"]
            stopped = f"; STOPPED: it answered {len(times)} of {found['wanted']} in the time it was given"
            say(f"  {peer}, {size:>9,.0f} sites, {answer['what']}: {spread(times)}", end="")
            say(stopped if len(times) < found["wanted"] else "")


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say what is done, and afterwards how long it took."""
    say(f"  … {what}", end="")
    started = time.perf_counter()
    yield
    say(f": {time.perf_counter() - started:.0f} s")


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
    if not times_ms:
        return "no answer"
    return f"p50 {np.percentile(times_ms, 50):.2f} ms, p99 {np.percentile(times_ms, 99):.2f} ms (n={len(times_ms)})"


if __name__ == "__main__":
    main()
