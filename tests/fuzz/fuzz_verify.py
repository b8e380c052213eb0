"""Feeds the verifier with changed bundles, led by coverage (atheris), for some minutes.

Run from the root of the repository: `make fuzz-verify MINUTES=5`. What breaks it is left in `.cache/fuzz-verify`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["labour_ledger_verify"]):
    from tests.fuzz.inputs import feed, seeds

FOLDER = Path(".cache/fuzz-verify")
MOST_MEMORY_MIB = 512
LONGEST_INPUT_S = 5


def main() -> None:
    """Run until the time is over or an input breaks the verifier; the process ends in here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    minutes = parser.parse_args().minutes
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(seeds()):
        (corpus / f"seed-{place}").write_bytes(seed)
    options = [
        f"-max_total_time={int(minutes * 60)}",
        f"-rss_limit_mb={MOST_MEMORY_MIB}",
        f"-timeout={LONGEST_INPUT_S}",
        "-max_len=65536",
        f"-artifact_prefix={FOLDER}/",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
