"""Where a mutant is compiled and tested: a copy of the sources, the tests and what forge has compiled of them.

Owns the copies below `.cache/mutants` and the tools that run in them; knows nothing of rules or verdicts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from scripts.export_artifacts import ROOT, SETTINGS

WORK = ROOT / ".cache" / "mutants"
ARTIFACTS = "backend/labour_ledger/chain/artifacts"
COPIED = ("contracts", "tests/forge", "tests/contracts", "scripts", "docs", ARTIFACTS, "build/forge-tests")
COPIED_FILES = ("foundry.toml", "brownie-config.yaml", ".cache/forge-tests/solidity-files-cache.json")
FORGE_TEST = ("test", "--fail-fast", "--threads", "1")
# Without shrinking, as it is enough that a mutant is noticed; and half as long as the short form.
FORGE_SETTINGS = {
    "FOUNDRY_PROFILE": "tests",
    "FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT": "0",
    "FOUNDRY_INVARIANT_RUNS": "24",
}
FAILED_FORGE_TEST = re.compile(r"\[FAIL.*\] (\w+)\(|^ (\w+)\(\) \(runs", re.MULTILINE)
FAILED_BROWNIE_TEST = re.compile(r"^FAILED \S+::(\w+)", re.MULTILINE)
LONGEST_TEST_S = 900


class CampaignFailed(Exception):
    """A tool is missing, or the contracts fail their tests before there is any mistake in them."""


class Place:
    """A copy in which one mutant at a time is compiled and tested."""

    def __init__(self, number: int) -> None:
        """Make the copy."""
        self.folder = WORK / f"place-{number}"
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in COPIED:
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in COPIED_FILES:
            if (ROOT / name).exists():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.folder / name)
        (self.folder / "node_modules").symlink_to(ROOT / "node_modules")

    def deploy(self, main: str, path: str, source: bytes) -> bool:
        """Put the contract of the file `main`, compiled with `path` changed, in the place of its artifact.

        Returns:
            Whether it compiles.
        """
        (self.folder / path).write_bytes(source)
        name = Path(main).stem
        output = compile_sources(self.folder, main, {main: {name: ["evm.bytecode.object"]}})
        contract = output.get("contracts", {}).get(main, {}).get(name)
        if contract is None:
            return False
        artifact = {"bytecode": f"0x{contract['evm']['bytecode']['object']}"}
        (self.folder / ARTIFACTS / f"{name}.json").write_text(json.dumps(artifact), encoding="utf-8")
        return True

    def restore(self, main: str, path: str, source: bytes) -> None:
        """Put file and artifact back as they are without mistake."""
        (self.folder / path).write_bytes(source)
        name = f"{Path(main).stem}.json"
        shutil.copy2(ROOT / ARTIFACTS / name, self.folder / ARTIFACTS / name)

    def forge(self, options: tuple[str, ...]) -> str:
        """Return the name of a forge test that fails, or nothing; `options` choose the tests, none of them all."""
        command = (str(self.folder / "scripts" / "forge"), *FORGE_TEST, *options)
        return _first_failing(self._run(command, FORGE_SETTINGS), FAILED_FORGE_TEST)

    def brownie(self, tests: str) -> str:
        """Return the name of a brownie test below the folder `tests` that fails, or nothing."""
        command = (str(self.folder / "scripts" / "brownie"), "test", tests, "-x", "-q")
        return _first_failing(
            self._run(command, {"CONTRACTS_VENV": str(ROOT / ".venv-contracts")}), FAILED_BROWNIE_TEST
        )

    def _run(self, command: tuple[str, ...], settings: dict[str, str]) -> subprocess.CompletedProcess[str] | None:
        variables = os.environ | settings | {"PATH": f"{ROOT}/node_modules/.bin{os.pathsep}{os.environ['PATH']}"}
        try:
            return subprocess.run(
                command, cwd=self.folder, env=variables, capture_output=True, text=True, timeout=LONGEST_TEST_S
            )
        except subprocess.TimeoutExpired:
            return None


def _first_failing(done: subprocess.CompletedProcess[str] | None, pattern: re.Pattern[str]) -> str:
    if done is None:
        return "(no end within the time)"
    if done.returncode == 0:
        return ""
    found = pattern.search(done.stdout)
    return next((name for name in found.groups() if name), "") if found else "(no test ran)"


def compile_sources(folder: Path, main: str, wanted: object) -> dict[str, Any]:
    """Compile the file `main` below `folder`, without the optimiser.

    Args:
        folder: Root of the sources.
        main: Path of the file that brings all others.
        wanted: The `outputSelection` of standard JSON.

    Returns:
        The compiler's output; without contracts where the sources are wrong.

    Raises:
        CampaignFailed: The compiler is missing or stopped.
    """
    settings = {"remappings": SETTINGS["remappings"], "evmVersion": SETTINGS["evmVersion"], "outputSelection": wanted}
    request = {"language": "Solidity", "sources": {main: {"urls": [main]}}, "settings": settings}
    compiler = folder / "scripts" / "solc" / "solc-v0.8.37"
    done = subprocess.run(
        [compiler, "--standard-json"], input=json.dumps(request), cwd=folder, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise CampaignFailed(f"the compiler stopped; was `make setup` run?\n{done.stderr}")
    output: dict[str, Any] = json.loads(done.stdout)
    return output
