"""The page about the contract names every error, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_contracts_page_names_every_error_of_the_interface_and_no_other() -> None:
    interface = (ROOT / "contracts" / "interfaces" / "ILabourLedger.sol").read_text(encoding="utf-8")
    declared = set(re.findall(r"^    error (\w+)\(", interface, re.MULTILINE))
    page = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    table = page.split("## Errors")[1].split("## Cost")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", "".join(rows))) == declared


def test_contracts_page_gives_the_gas_of_the_snapshot() -> None:
    snapshot = (ROOT / "tests" / "contracts" / "gas.json").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    for name, items in (
        ("on as many sites", 100),
        ("on one site", 100),
        ("first of its issuer, subject and nonce word", 1),
    ):
        [gas] = re.findall(rf'{name}": (\d+)', snapshot)
        assert f"{round(int(gas) / items):,}" in page
