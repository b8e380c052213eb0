"""The page about the contract names every error and every slot there is, none besides, and its gas."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
ARTIFACT = ROOT / "backend" / "labour_ledger" / "chain" / "artifacts" / "LabourLedger.json"


def rows_of(section: str) -> list[list[str]]:
    """Return the cells of the table rows of a section, without heading and rule."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_contracts_page_names_every_error_of_the_abi_once() -> None:
    named = [name for row in rows_of("Errors") for name in re.findall(r"`(\w+)`", row[0])]
    abi = json.loads(ARTIFACT.read_text(encoding="utf-8"))["abi"]
    declared = [entry["name"] for entry in abi if entry["type"] == "error"]
    assert sorted(named) == sorted(declared)


def test_contracts_page_gives_every_variable_its_slot() -> None:
    layout = json.loads((ROOT / "docs" / "storage-layout.json").read_text(encoding="utf-8"))
    expected = [(str(entry["slot"]), f"`{entry['name']}`") for entry in layout]
    assert [(row[0], row[1]) for row in rows_of("Storage")] == expected


def test_contracts_page_names_tests_that_exist() -> None:
    section = PAGE.split("\n## How it is checked\n")[1].split("\n## ")[0]
    named = set(re.findall(r"`((?:[\w/]+/)?test_\w+\.py)`", section))
    assert len(named) > 5
    for name in named:
        path = Path(name) if "/" in name else Path("tests/contracts/LabourLedger") / name
        assert (ROOT / path).is_file(), name


def test_contracts_page_gives_the_gas_of_the_snapshot() -> None:
    snapshot = (ROOT / "tests" / "contracts" / "gas.json").read_text(encoding="utf-8")
    for name, items in (
        ("on as many sites", 100),
        ("on one site", 100),
        ("first of its issuer, subject and nonce word", 1),
    ):
        [gas] = re.findall(rf'{name}": (\d+)', snapshot)
        assert f"{round(int(gas) / items):,}" in PAGE
