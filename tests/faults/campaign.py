"""The campaign of kills: `python -m tests.faults.campaign sqlite 300`. Exit 0 when every blow was survived.

The seed is fixed, so a blow that counts calls falls in the same place in every run.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.faults.killing import choose_blow, kill_during, measure
from tests.faults.phases import Phase, check_as_it_lies, check_in_the_end, phases
from tests.faults.places import Places, opened
from tests.faults.real_chain import phases_with_workers
from tests.support.stores import KINDS

SEED = 20_250_101


def strike(kind: str, phase: Phase, blows: int, dice: random.Random, directory: Path) -> int:
    """Kill a phase again and again, on a fresh copy of its store each time; return how many blows met it."""
    places = Places(kind, directory, phase.prepare)
    with places.copy() as url:
        length = measure(lambda: phase.act(url))
    met = 0
    for number in range(blows):
        blow = choose_blow(length, dice)
        with places.copy() as url:
            met += kill_during(lambda url=url: phase.act(url), blow)  # type: ignore[misc]
            try:
                with opened(url) as store:
                    check_as_it_lies(store, phase)
                    check_in_the_end(store, phase)
            except AssertionError as error:
                raise AssertionError(f"{kind}, {phase.name}, blow {number}, {blow}: {error}") from error
    return met


def main() -> int:
    """Run the campaign for one kind of store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("blows", type=int, help="How many in all; they are shared among the phases.")
    arguments = parser.parse_args()
    dice = random.Random(f"{SEED} {arguments.kind}")
    met = 0
    with tempfile.TemporaryDirectory(prefix="labour-ledger-faults-") as directory, phases_with_workers() as others:
        chosen = [*phases(SEED), *others]
        for place, phase in enumerate(chosen):
            blows = arguments.blows // len(chosen) + (place < arguments.blows % len(chosen))
            hit = strike(arguments.kind, phase, blows, dice, Path(directory))
            sys.stdout.write(f"{arguments.kind} {phase.name}: {blows} blows, {hit} met it, all survived\n")
            sys.stdout.flush()
            met += hit
    sys.stdout.write(f"{arguments.kind}: {arguments.blows} blows, {met} met it, all survived\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
