"""Lists about countries and watch lists through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

GOODS = """good,country,child_labor,forced_labor,forced_child_labor,derived_labor_exploitation
Invented Fruit,Brazil,Yes,No,No,No
"""
WATCHED = """Entity Name,Effective Date
"Invented Cotton Co., Ltd.",June 2022
"""


@pytest.fixture
def site(desk: Desk, world: LedgerWorld, tmp_path: Path) -> str:
    file = tmp_path / "sites.csv"
    file.write_text("name,country,address\nInvented Cotton Limited,Brazil,Rua Dois 2\n", encoding="utf-8")
    desk.json("sites", "import", file, "--key", "registrar", *desk.password())
    return str(desk.json("sites", "find", "invented cotton")["items"][0]["handle"])


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_context_import_then_show_names_source_and_edition(desk: Desk, site: str, tmp_path: Path) -> None:
    report = desk.json("context", "import", written(tmp_path, GOODS), "--edition", "2023-08")
    assert [(one["list"], one["rows"]) for one in report["lists"]] == [("ilab-goods", 1)]
    shown = desk.json("context", "show", site, "--good", "invented fruit")
    assert [(item["topic"], item["value"], item["source"]["edition"]) for item in shown["items"]] == [
        ("child_labor", "Yes", "2023-08")
    ]
    code, out, _ = desk.run("context", "show", site)
    assert code == 0
    assert "Invented Fruit" in out
    assert "says nothing of this site" in out


def test_context_show_without_a_list_says_that_none_was_imported(desk: Desk, site: str) -> None:
    code, out, _ = desk.run("context", "show", site)
    assert code == 0
    assert "No list was imported" in out


def test_context_import_of_refused_rows_keeps_nothing_unless_told_to(desk: Desk, site: str, tmp_path: Path) -> None:
    file = written(tmp_path, GOODS + "Invented Fruit,Atlantis,Yes,No,No,No\n")
    refused = desk.json("context", "import", file, "--edition", "2023", code=2)
    assert refused["code"] == "list-rows-refused"
    assert "row 3" in refused["message"]
    assert desk.json("context", "show", site)["lists"] == []
    report = desk.json("context", "import", file, "--edition", "2023", "--accept-good-rows")
    assert report["lists"][0]["problems"][0]["code"] == "country-unknown"
    code, out, _ = desk.run("context", "import", file, "--edition", "2023", "--accept-good-rows")
    assert code == 0
    assert "1 rows kept" in out


def test_watchlist_import_screen_clear_and_list(desk: Desk, site: str, tmp_path: Path) -> None:
    desk.json("watchlist", "import", written(tmp_path, WATCHED), "--edition", "2026-10")
    (held,) = desk.json("watchlist", "list")["lists"]
    assert (held["list"], held["edition"], held["rows"]) == ("uflpa-entity-list", "2026-10", 1)
    (hit,) = desk.json("watchlist", "screen", site)["items"]
    assert (hit["handle"], hit["state"], hit["edition"], hit["sameCountry"]) == (site, "open", "2026-10", False)
    key = hit["entry"]["key"]
    cleared = desk.json("watchlist", "clear", site, key[:6], "--by", "desk", "--reason", "another country and owner")
    assert (cleared["state"], cleared["entry"]) == ("cleared", key)
    assert desk.json("watchlist", "screen", "--state", "open")["items"] == []
    (again,) = desk.json("watchlist", "screen", "--state", "cleared")["items"]
    assert again["decision"]["reason"] == "another country and owner"


def test_watchlist_in_words_shows_hits_with_score_and_edition(desk: Desk, site: str, tmp_path: Path) -> None:
    code, out, _ = desk.run("watchlist", "screen")
    assert code == 0
    assert "No watch list was imported" in out
    code, out, _ = desk.run("watchlist", "import", written(tmp_path, WATCHED), "--edition", "2026-10")
    assert code == 0
    assert "1 rows kept" in out
    code, out, _ = desk.run("watchlist", "screen")
    assert code == 0
    assert site in out
    assert "uflpa-entity-list 2026-10" in out
    assert "for a person to judge" in out
    code, out, _ = desk.run("watchlist", "list")
    assert "uflpa-entity-list" in out


def test_watchlist_screen_for_an_unknown_state_is_refused(desk: Desk, site: str) -> None:
    refused = desk.json("watchlist", "screen", "--state", "guilty", code=2)
    assert refused["code"] == "hit-state-unknown"
