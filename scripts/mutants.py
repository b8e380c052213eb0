"""Make mistakes in the contracts, one at a time, and see whether a test notices each.

Owns the campaign: it compiles each mutant of `mutants_rules` in a copy (`mutants_places`), runs the forge tests on it
and, where they pass, the brownie tests. A mutant that both let through has survived; `docs/mutants.md` must say why it
is no mistake, else the campaign fails. Mutants are compiled without the optimiser: the mistakes are the same.

Results stay in `.cache/mutants`, so a campaign that was stopped goes on where it was. A mutant that survived is tried
again once tests have changed, unless it is explained.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Queue

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scripts.export_artifacts import ROOT
from scripts.mutants_places import WORK, CampaignFailed, Place, compile_sources
from scripts.mutants_rules import Mutant, by_hand, mutants_of

RESULTS = WORK / "results.jsonl"
BY_HAND = ROOT / "scripts" / "mutants.json"
EXPLANATIONS = ROOT / "docs" / "mutants.md"
EXPLANATION = re.compile(r"^\| `` (.+?) `` \| (.+?) \|$", re.MULTILINE)
COUNCIL_TESTS = "Council(Rules|Suspensions)?(Test|Invariants)"
NOT_COMPILED, KILLED, SURVIVED = "not compiled", "noticed", "survived"


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, the files that make it up, and the tests of it: options for forge, a folder for brownie."""

    main: str
    folder: str
    files: tuple[str, ...]
    forge_tests: tuple[str, str]
    brownie_tests: str


CONTRACTS = (
    Contract(
        "contracts/LabourLedger.sol",
        "contracts/ledger",
        (
            "Records",
            "Histories",
            "Accreditations",
            "Signatures",
            "Suspensions",
            "Keys",
            "Subjects",
            "Schemas",
            "Parties",
        ),
        ("--no-match-contract", COUNCIL_TESTS),
        "tests/contracts/LabourLedger",
    ),
    Contract(
        "contracts/governance/Council.sol",
        "contracts/governance",
        ("CouncilMembers", "CouncilProposals", "CouncilSuspensions"),
        ("--match-contract", COUNCIL_TESTS),
        "tests/contracts/Council",
    ),
)


@dataclass(frozen=True, slots=True)
class Task:
    """A mutant to judge: of which contract, and the source that it changes."""

    contract: Contract
    mutant: Mutant
    source: bytes

    @property
    def digest(self) -> str:
        """Of the changed source: a verdict holds as long as it stays."""
        return hashlib.sha256(self.mutant.applied_to(self.source)).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant. `by` is the test that noticed it, `tests` the digest of those that did not."""

    name: str
    digest: str
    outcome: str
    by: str
    tests: str


def all_tasks(chosen: list[str]) -> list[Task]:
    """Return every mutant of the chosen files (names as `Records`), of all where none is chosen."""
    listed = json.loads(BY_HAND.read_text(encoding="utf-8"))
    tasks = []
    for contract in CONTRACTS:
        stems = {f"{contract.folder}/{name}.sol": name for name in contract.files} | {
            contract.main: Path(contract.main).stem
        }
        paths = [path for path, name in stems.items() if not chosen or name in chosen]
        trees = compile_sources(ROOT, contract.main, {"*": {"": ["ast"]}})["sources"] if paths else {}
        for path in paths:
            source = (ROOT / path).read_bytes()
            mutants = [*mutants_of(path, source, trees[path]["ast"]), *by_hand(path, source, listed)]
            tasks += [Task(contract, mutant, source) for mutant in mutants]
    return tasks


def judge(place: Place, task: Task, tests: str, with_brownie: bool) -> Verdict:
    """Compile one mutant and run the tests on it, the fast ones first."""
    main, mutant = task.contract.main, task.mutant
    try:
        if not place.deploy(main, mutant.path, mutant.applied_to(task.source)):
            return Verdict(mutant.name, task.digest, NOT_COMPILED, "", tests)
        by = place.forge(task.contract.forge_tests)
        if not by and with_brownie:
            by = place.brownie(task.contract.brownie_tests)
    finally:
        place.restore(main, mutant.path, task.source)
    return Verdict(mutant.name, task.digest, KILLED if by else SURVIVED, by, tests)


def judge_all(
    tasks: list[Task], tests: str, reasons: dict[str, str], options: argparse.Namespace, console: Console
) -> dict[str, Verdict]:
    """Judge mutants side by side, and note each verdict at once; explained ones do not meet the slow tests.

    Raises:
        CampaignFailed: The tests fail before there is any mistake.
    """
    if not tasks:
        return {}
    places: Queue[Place] = Queue()
    for number in range(options.processes):
        places.put(Place(number))
    untouched = places.get()
    if failing := untouched.forge(()):
        raise CampaignFailed(f"{failing} fails before there is any mistake in the contracts")
    places.put(untouched)

    def judge_somewhere(task: Task) -> Verdict:
        place = places.get()
        try:
            with_brownie = not options.forge_only and task.mutant.name not in reasons
            return judge(place, task, tests, with_brownie)
        finally:
            places.put(place)

    verdicts: dict[str, Verdict] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        RESULTS.open("a", encoding="utf-8") as results,
        ThreadPoolExecutor(options.processes) as pool,
        Progress(*columns, console=console) as progress,
    ):
        bar = progress.add_task("mutants", total=len(tasks))
        for future in as_completed([pool.submit(judge_somewhere, task) for task in tasks]):
            verdict = future.result()
            verdicts[verdict.name] = verdict
            results.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")
            results.flush()
            if verdict.outcome == SURVIVED:
                progress.console.print(f"survived: {verdict.name}", highlight=False, markup=False)
            progress.advance(bar)
    return verdicts


def earlier_verdicts(tasks: list[Task]) -> dict[str, Verdict]:
    """Return what earlier campaigns found of mutants that are the same now."""
    if not RESULTS.exists():
        return {}
    current = {task.mutant.name: task.digest for task in tasks}
    noted = (Verdict(**json.loads(line)) for line in RESULTS.read_text(encoding="utf-8").splitlines())
    return {verdict.name: verdict for verdict in noted if current.get(verdict.name) == verdict.digest}


def is_to_be_tried_again(verdict: Verdict | None, tests: str) -> bool:
    """Return whether the mutant survived other tests than these."""
    return verdict is not None and verdict.outcome == SURVIVED and verdict.tests != tests


def digest_of_tests(forge_only: bool) -> str:
    """Return a digest of every test that a mutant meets."""
    folders = [ROOT / "tests" / "forge", *([] if forge_only else [ROOT / "tests" / "contracts"])]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".sol", ".py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def explained(path: Path) -> dict[str, str]:
    """Return the names of mutants that a table of the page explains, with the reasons."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return {name.replace("\\|", "|"): reason for name, reason in EXPLANATION.findall(text)}


def report(verdicts: dict[str, Verdict], reasons: dict[str, str], console: Console) -> int:
    """Print what became of the mutants, by file.

    Returns:
        Exit code: 0 where every survivor is explained, else 1.
    """
    counts: dict[str, Counter[str]] = {}
    unexplained = []
    for name, verdict in sorted(verdicts.items()):
        outcome = verdict.outcome
        if outcome == SURVIVED:
            outcome = "survived and explained" if name in reasons else "survived"
            unexplained += [] if name in reasons else [name]
        for row in (name.split()[0], "total"):
            counts.setdefault(row, Counter())[outcome] += 1
    for row in (*sorted(row for row in counts if row != "total"), *(["total"] if counts else [])):
        console.print(f"{row:24}" + ", ".join(f"{count} {kind}" for kind, count in sorted(counts[row].items())))
    for name in unexplained:
        console.print(f"unexplained: {name}", highlight=False, markup=False, soft_wrap=True)
    for name in sorted(reasons.keys() & {name for name, verdict in verdicts.items() if verdict.outcome == KILLED}):
        console.print(f"noticed by {verdicts[name].by}, so no longer to be explained: {name}", markup=False)
    return 1 if unexplained else 0


def main(arguments: list[str]) -> int:
    """Run the campaign.

    Returns:
        Exit code: 0 every mutant was noticed or is explained, 1 some were not, 2 the campaign could not run.
    """
    parser = argparse.ArgumentParser(description="Make mistakes in the contracts and see whether a test notices.")
    parser.add_argument("files", nargs="*", help="names of contract files, as Records; all if none is given")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget what earlier campaigns found")
    parser.add_argument(
        "--forge-only", action="store_true", help="leave out the brownie tests, a minute for each mutant"
    )
    options = parser.parse_args(arguments)
    console = Console()
    WORK.mkdir(parents=True, exist_ok=True)
    if options.fresh:
        RESULTS.unlink(missing_ok=True)
    tests = digest_of_tests(options.forge_only)
    reasons = explained(EXPLANATIONS)
    try:
        tasks = all_tasks(options.files)
        verdicts = earlier_verdicts(tasks)
        fresh = [task for task in tasks if task.mutant.name not in verdicts]
        unexplained = [task for task in tasks if task.mutant.name not in reasons]
        again = [task for task in unexplained if is_to_be_tried_again(verdicts.get(task.mutant.name), tests)]
        verdicts |= judge_all([*fresh, *again], tests, reasons, options, console)
    except CampaignFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return report(verdicts, reasons, console)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
