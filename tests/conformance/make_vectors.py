"""Writes the conformance vectors, or with --check tells whether they are what would be written.

Run from the root of the repository: `python -m tests.conformance.make_vectors [--check]`. The same input gives the same
bytes; the seed is in `sources/values.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.conformance.sources.bundles import bundles
from tests.conformance.sources.digests import identifiers, signatures, signed_types
from tests.conformance.sources.histories import basis, entries
from tests.conformance.sources.signed_files import signed_files
from tests.conformance.sources.texts import documents, handles

HERE = Path(__file__).parent
FOLDERS = (
    "signed-types",
    "identifiers",
    "signatures",
    "entries",
    "basis",
    "handles",
    "documents",
    "signed-files",
    "vectors",
)


def make() -> dict[Path, bytes]:
    """Return the content of every vector file by its path."""
    contents: dict[str, Any] = {}
    for source in (signed_types, identifiers, signatures, entries, basis, handles, documents, signed_files, bundles):
        contents |= source()
    return {
        HERE / name: content.encode() if isinstance(content, str) else json.dumps(content, indent=1).encode() + b"\n"
        for name, content in contents.items()
    }


def differences(made: dict[Path, bytes]) -> list[str]:
    """Return what is missing, left over or different on disk, one line each."""
    present = {path for folder in FOLDERS for path in (HERE / folder).rglob("*") if path.is_file()}
    lines = [f"missing: {path.relative_to(HERE)}" for path in sorted(made.keys() - present)]
    lines += [f"left over: {path.relative_to(HERE)}" for path in sorted(present - made.keys())]
    return lines + [
        f"different: {path.relative_to(HERE)}"
        for path in sorted(made.keys() & present)
        if path.read_bytes() != made[path]
    ]


def main() -> int:
    """Run the command; 1 means that the vectors have drifted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    check = parser.parse_args().check
    made = make()
    if check:
        lines = differences(made)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return 1 if lines else 0
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
