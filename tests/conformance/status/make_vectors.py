"""Writes the vectors of the status rule, one file for each rule: `python -m tests.conformance.status.make_vectors`.

With `--check` it writes nothing and ends 1 if a file would change. It does not import the verifier, and what is
expected is written by hand in the case tables.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .cases_acts import CASES as ACTS
from .cases_records import CASES as RECORDS

HERE = Path(__file__).parent
ORIGIN = "written for docs/status-rule.md; all parties and records are generated and fictitious"


def render() -> dict[str, str]:
    """Return the content of every vector file by its name."""
    by_rule: dict[str, list[object]] = {}
    for case in (*RECORDS, *ACTS):
        by_rule.setdefault(case.rule, []).append(case.to_json())
    return {
        f"{rule}.json": json.dumps({"origin": ORIGIN, "rule": rule, "vectors": vectors}, indent=1) + "\n"
        for rule, vectors in by_rule.items()
    }


def find_drift() -> list[str]:
    """Return the names of the files that differ from what the case tables give, are missing, or belong to no rule."""
    wanted = render()
    found = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob("R*.json")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main(arguments: Sequence[str]) -> int:
    """Write the files, or only tell which would change."""
    drift = find_drift()
    if "--check" in arguments:
        sys.stdout.write(("\n".join(drift) or "status vectors are up to date") + "\n")
        return 1 if drift else 0
    for name, text in render().items():
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
