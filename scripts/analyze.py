"""Run slither over the contracts and hold its findings to the explained ones.

Owns the comparison only: `scripts/analysis.json` lists the detectors that run, by name, and each finding that stands
with the reason why it is none. A finding that is not explained fails, and so does an explanation that is not needed
any more. Left out are detectors of taste (names, assembly, blocks too complex) and `timestamp`: validity, deadlines
and accreditations are rules about time, and a block producer can shift it by seconds only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXPLANATIONS = ROOT / "scripts" / "analysis.json"
FORGE_OUTPUT = "build/forge"
FORGE_CACHE = ".cache/forge"
NOT_OURS = "node_modules|contracts/mocks"
LONGEST_RUNTIME_CODE = 24_576  # EIP-170


class AnalysisFailed(Exception):
    """forge or slither is missing or stopped."""


def findings(detectors: list[str], environment: Path) -> list[dict[str, Any]]:
    """Compile with forge, run slither, return what it found.

    Args:
        detectors: Names of the detectors that run.
        environment: Virtual environment that has slither.

    Raises:
        AnalysisFailed: A tool is missing or stopped.
    """
    path = f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    # slither reads every build that lies there, and trips over those of older sources.
    for generated in (FORGE_OUTPUT, FORGE_CACHE):
        shutil.rmtree(ROOT / generated, ignore_errors=True)
    _run([str(ROOT / "scripts" / "forge"), "build", "--build-info", "--skip", "test"], path)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "slither.json"
        command = [str(environment / "bin" / "slither"), ".", "--ignore-compile", "--fail-none"]
        command += ["--foundry-out-directory", FORGE_OUTPUT, "--filter-paths", NOT_OURS]
        _run([*command, "--detect", ",".join(detectors), "--json", str(report)], path)
        answer = json.loads(report.read_text(encoding="utf-8"))
    if not answer["success"]:
        raise AnalysisFailed(str(answer["error"]))
    found: list[dict[str, Any]] = answer["results"].get("detectors", [])
    return found


def compare(found: list[dict[str, Any]], explained: list[dict[str, str]]) -> list[str]:
    """Return a line for each finding without explanation and each explanation without finding."""
    lines = [
        f"unexplained: {finding['check']}: {finding['description'].strip()}"
        for finding in found
        if not any(_explains(reason, finding) for reason in explained)
    ]
    lines += [
        f"no longer found, so no longer to be explained: {reason['check']} in {reason['where']}"
        for reason in explained
        if not any(_explains(reason, finding) for finding in found)
    ]
    return lines


def _explains(reason: dict[str, str], finding: dict[str, Any]) -> bool:
    description: str = finding["description"]
    return reason["check"] == finding["check"] and description.startswith(reason["where"])


def _run(command: list[str], path: str) -> None:
    try:
        subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise AnalysisFailed(f"{command[0]} was not found; run `make analyze`, which installs it") from error
    except subprocess.CalledProcessError as error:
        raise AnalysisFailed(f"{command[0]} stopped:\n{error.stdout}{error.stderr}") from error


def runtime_code_size() -> int:
    """Return the length of the ledger's runtime code in bytes, as forge compiled it."""
    artifact = json.loads((ROOT / FORGE_OUTPUT / "LabourLedger.sol" / "LabourLedger.json").read_text(encoding="utf-8"))
    return (len(artifact["deployedBytecode"]["object"]) - 2) // 2


def main(environment: Path) -> int:
    """Analyse and print what is wrong.

    Returns:
        Exit code: 0 nothing unexplained, 1 something, 2 a tool failed.
    """
    given = json.loads(EXPLANATIONS.read_text(encoding="utf-8"))
    try:
        found = findings(given["detectors"], environment)
    except AnalysisFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    wrong = compare(found, given["explained"])
    size = runtime_code_size()
    if size > LONGEST_RUNTIME_CODE:
        wrong.append(f"the runtime code has {size} bytes, more than the {LONGEST_RUNTIME_CODE} of EIP-170")
    print("\n".join(wrong) or f"{len(given['detectors'])} detectors, {len(found)} findings, all explained")
    print(f"runtime code: {size:,} of {LONGEST_RUNTIME_CODE:,} bytes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(ROOT / sys.argv[1]))
