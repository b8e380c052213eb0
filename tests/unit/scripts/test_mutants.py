from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from rich.console import Console
from scripts.export_artifacts import ROOT
from scripts.mutants import EXPLANATIONS, SURVIVED, Verdict, all_tasks, explained, report
from scripts.mutants_places import compile_sources
from scripts.mutants_rules import by_hand, mutants_of

SOURCE = """// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

contract Example {
    uint256 private constant MOST = 7;
    uint256 private _count;
    event Counted(uint256 from, uint256 to);

    modifier onlyFew() {
        if (_count > MOST) revert();
        _;
    }

    function count(uint256 from, uint256 to) external onlyFew returns (bool far) {
        far = from != 0 && to - from >= 2;
        _count += far ? to : from;
        emit Counted(from, to);
        assembly ("memory-safe") {
            if iszero(to) {
                revert(0, 0)
            }
        }
    }
}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("sources")
    for name in ("scripts", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "Example.sol").write_text(SOURCE, encoding="utf-8")
    return compile_sources(folder, "Example.sol", {"*": {"": ["ast"]}})["sources"]["Example.sol"]["ast"]


@pytest.mark.parametrize(
    ("place", "mistake"),
    [
        ("MOST", "7 → (7 + 1)"),
        ("onlyFew", "_count > MOST → _count >= MOST"),
        ("onlyFew", "_count > MOST → _count < MOST"),
        ("onlyFew", "_count > MOST → false"),
        ("count", "onlyFew → nothing"),
        ("count", "from != 0 → from == 0"),
        ("count", "from != 0 && to - from >= 2 → from != 0 || to - from >= 2"),
        ("count", "to - from → to + from"),
        ("count", "_count += far ? to : from; → {}"),
        ("count", "_count += far ? to : from → _count = far ? to : from"),
        ("count", "far ? to : from → to"),
        ("count", "emit Counted(from, to); → {}"),
        ("count", "from, to → to, from"),
        ("count", "iszero(to) → to"),
        ("count", "iszero(to) → 0"),
        ("count", "revert(0, 0) → nothing"),
    ],
)
def test_mutants_of_source_makes_mistake(tree: Any, place: str, mistake: str) -> None:
    names = [mutant.name for mutant in mutants_of("Example.sol", SOURCE.encode(), tree)]
    assert f"Example.sol {place}: {mistake}" in names


def test_mutants_of_source_change_it_each_in_another_way(tree: Any) -> None:
    mutants = mutants_of("Example.sol", SOURCE.encode(), tree)
    sources = {mutant.applied_to(SOURCE.encode()) for mutant in mutants}
    assert SOURCE.encode() not in sources
    assert len({mutant.name for mutant in mutants}) == len(mutants)


def test_mutants_of_source_leave_events_and_errors_alone(tree: Any) -> None:
    assert not [mutant for mutant in mutants_of("Example.sol", SOURCE.encode(), tree) if "Counted:" in mutant.name]


def test_compile_sources_of_wrong_source_gives_no_contract(tmp_path: Any) -> None:
    for name in ("scripts", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "Wrong.sol").write_text("contract {", encoding="utf-8")
    assert not compile_sources(tmp_path, "Wrong.sol", {"*": {"": ["ast"]}}).get("contracts")


def test_forge_command_that_fails_hands_on_its_exit_code() -> None:
    done = subprocess.run([ROOT / "scripts" / "forge", "test", "--no-such-option"], capture_output=True, check=False)
    assert done.returncode != 0


CHANGE = {"name": "Example.sol by hand: more", "path": "Example.sol", "old": "MOST = 7", "new": "MOST = 70"}


def test_by_hand_listed_text_is_changed() -> None:
    [mutant] = by_hand("Example.sol", SOURCE.encode(), [CHANGE, CHANGE | {"path": "Other.sol"}])
    assert b"MOST = 70;" in mutant.applied_to(SOURCE.encode())


def test_by_hand_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="stands 0 times"):
        by_hand("Example.sol", SOURCE.encode(), [CHANGE | {"old": "LEAST"}])


def test_by_hand_mutants_of_the_contracts_are_still_there() -> None:
    listed = json.loads((ROOT / "scripts" / "mutants.json").read_text(encoding="utf-8"))
    for path in {change["path"] for change in listed}:
        assert by_hand(path, (ROOT / path).read_bytes(), listed)


def test_mutants_page_explains_only_mutants_that_there_are() -> None:
    explanations = explained(EXPLANATIONS)
    assert explanations
    assert not explanations.keys() - {task.mutant.name for task in all_tasks([])}


def test_report_of_unexplained_survivor_fails() -> None:
    survivor = Verdict("Example.sol count: a → b", "", SURVIVED, "", "")
    silent = Console(quiet=True)
    assert report({survivor.name: survivor}, {}, silent) == 1
    assert report({survivor.name: survivor}, {survivor.name: "why"}, silent) == 0
