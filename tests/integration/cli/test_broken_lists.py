"""A list of which almost a third is broken: every broken row is named, none of it is taken in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

HEADER = "name,country,address,latitude,longitude,identifiers,sector,parent,group\n"
BROKEN = {3: "Fictitious Mill 1,Atlantis,,,,,,,\n", 6: ",Brazil,,,,,,,\n", 9: "Fictitious Mill 7,Brazil,,91,10,,,,\n"}
"""Rows by number: no such country, no name, no such latitude."""


@pytest.fixture
def sites(tmp_path: Path, desk: Desk) -> Path:
    file = tmp_path / "sites.csv"
    rows = [BROKEN.get(number, f"Fictitious Mill {number - 2},Brazil,,,,,,,\n") for number in range(2, 12)]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def test_sites_import_of_a_list_with_thirty_percent_broken_rows_names_each_and_takes_the_others_when_told(
    desk: Desk, world: LedgerWorld, sites: Path
) -> None:
    command = ("sites", "import", sites, "--key", "registrar", *desk.password())
    before = world.latest_block()
    refused = desk.json(*command, code=2)
    assert refused["context"]["rows"] == sorted(BROKEN)
    assert world.latest_block() == before
    code, out, _ = desk.run(*command)
    named = [line.split()[0] for line in out.splitlines() if "refused" in line]
    assert (code, named) == (2, [str(number) for number in BROKEN])
    taken = desk.json(*command, "--accept-good-rows")
    assert {problem["row"] for problem in taken["problems"] if problem["severity"] == "refused"} == set(BROKEN)
    assert taken["counts"]["sites registered now"] == 10 - len(BROKEN)
    desk.run("index", "sync")
    answer = desk.json("ask", "grievance-channels", "--country", "BR")
    assert answer["summary"]["sites"] == 10 - len(BROKEN)
