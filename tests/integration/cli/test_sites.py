from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

HEADER = "name,country,address,latitude,longitude,identifiers,sector,parent,group\n"


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    file = tmp_path / "sites.csv"
    file.write_text(
        HEADER
        + "Fictitious Mill One,Indonesia,Jalan Satu 1,-0.5,101.4,,palm oil,Fictitious Parent,Fictitious Group\n"
        + "Fictitious Mill Two,Brazil,Rua Dois 2,,,,palm oil,,\n"
    )
    return file


def run_import(desk: Desk, file: Path, *options: str, key: str = "registrar", code: int = 0) -> Any:
    return desk.json("sites", "import", file, "--key", key, *desk.password(), *options, code=code)


def test_sites_import_registers_and_finds_them_by_name_and_handle(desk: Desk, world: LedgerWorld, sites: Path) -> None:
    report = run_import(desk, sites)
    assert report["counts"]["sites registered now"] == 2
    assert report["counts"]["statements recorded now"] == 2
    (found,) = desk.json("sites", "find", "mill one")["items"]
    shown = desk.json("sites", "show", found["handle"])
    assert shown["profile"]["name"] == "Fictitious Mill One"
    assert shown["identity"]["checked"] is True
    code, out, _ = desk.run("sites", "show", found["handle"])
    assert code == 0
    assert "Jalan Satu 1" in out
    code, out, _ = desk.run("history", found["handle"])
    assert code == 0
    assert "Registered as a site" in out
    assert "ledger/site-relation@1" in out


def test_sites_import_again_changes_nothing(desk: Desk, world: LedgerWorld, sites: Path) -> None:
    run_import(desk, sites)
    before = world.latest_block()
    again = run_import(desk, sites)
    assert again["counts"]["sites registered now"] == 0
    assert again["counts"]["sites known before"] == 2
    assert again["counts"]["statements recorded now"] == 0
    assert again["counts"]["statements recorded before"] == 2
    assert world.latest_block() == before
    assert stat.S_IMODE((desk.home / "registrar-seed").stat().st_mode) == 0o600


def test_sites_import_broken_row_stops_all_and_is_named(desk: Desk, world: LedgerWorld, sites: Path) -> None:
    sites.write_text(sites.read_text() + "Fictitious Mill Three,Atlantis,,,,,,,\n")
    before = world.latest_block()
    error = run_import(desk, sites, code=2)
    assert error["context"]["rows"] == [4]
    assert world.latest_block() == before
    accepted = run_import(desk, sites, "--accept-good-rows")
    assert accepted["counts"]["sites registered now"] == 2
    assert accepted["counts"]["rows refused"] == 1
    assert accepted["problems"][0]["row"] == 4


def test_sites_import_text_names_every_refused_row_and_what_stood_there(
    desk: Desk, world: LedgerWorld, sites: Path
) -> None:
    bad = "Fictitious Mill Three,Atlantis,,,,,,,\n,ID,,,,,,,\n"
    sites.write_text(sites.read_text() + bad, encoding="utf-8")
    code, out, error = desk.run("sites", "import", sites, "--key", "registrar", *desk.password())
    assert code == 2
    assert "'Atlantis' [country-unknown]" in out
    assert "[value-missing]" in out
    assert [line.split()[0] for line in out.splitlines() if "refused" in line] == ["4", "5"]
    assert "2 rows cannot be registered" in error


def test_sites_find_without_a_site_says_so(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    assert "no site of this ledger fits" in desk.run("sites", "find", "nowhere")[1]


def test_sites_find_by_a_country_that_is_none_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    assert "Atlantis" in desk.json("sites", "find", "--country", "Atlantis", code=2)["message"]


def test_sites_import_by_a_party_that_is_no_registrar_is_refused(desk: Desk, world: LedgerWorld, sites: Path) -> None:
    before = world.latest_block()
    error = run_import(desk, sites, key="auditor", code=3)
    assert error["code"] == "rows-refused-by-ledger"
    assert {problem["code"] for problem in error["context"]["problems"]} == {"AccreditationMissing"}
    assert "accreditation" in error["hint"]
    assert world.latest_block() == before


def test_sites_import_by_an_unknown_key_is_refused(desk: Desk, world: LedgerWorld, sites: Path) -> None:
    from labour_ledger.attesting.keys import new_key

    new_key(desk.home / "keys", "secret", label="stranger", work_factor=2)
    assert run_import(desk, sites, key="stranger", code=2)["code"] == "key-not-registered"


@pytest.mark.parametrize("seed", ["", "zz", "00" * 31])
def test_sites_import_broken_seed_is_configuration(desk: Desk, world: LedgerWorld, sites: Path, seed: str) -> None:
    (desk.home / "registrar-seed").write_text(seed)
    before = world.latest_block()
    assert run_import(desk, sites, code=5)["code"] == "seed-unusable"
    assert world.latest_block() == before


def test_sites_import_contradiction_choice_misspelt_is_bad_input(desk: Desk, world: LedgerWorld, sites: Path) -> None:
    assert "country-name or country-code" in run_import(desk, sites, "--accept", "name", code=2)["message"]


def test_sites_show_ambiguous_and_mistyped_names_are_told(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    assert desk.json("sites", "show", "LL-7K3M-92QY", code=2)["code"] == "subject-name-unreadable"
    code, out, _ = desk.run("sites", "find", "--limit", "2")
    assert code == 0
    assert "there are more" in out
