"""Imports that compare rows with known sites: what is the same, what a person is asked, what follows a judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

HEADER = "name,country,address\n"
KNOWN = 'Fictitious Weaving Co. Ltd.,Viet Nam,"12 Duong So 5, Khu Cong Nghiep Tan Thuan, 75300"\n'
SAME = 'FICTITIOUS WEAVING COMPANY LIMITED,VN,"12 Duong So 5 Khu Cong Nghiep Tan Thuan 75300"\n'
DOUBTFUL = 'Fictitious Weaving Tan Binh,VN,"14 Duong So 5 Khu Cong Nghiep Tan Thuan"\n'
NEW = 'Invented Footwear,VN,"1 Duong Hoang, Bien Hoa"\n'


@pytest.fixture
def known(desk: Desk, world: LedgerWorld, tmp_path: Path) -> str:
    file = tmp_path / "known.csv"
    file.write_text(HEADER + KNOWN, encoding="utf-8")
    run_import(desk, file)
    return str(desk.json("sites", "find", "fictitious weaving")["items"][0]["handle"])


def run_import(desk: Desk, file: Path, *options: str, code: int = 0) -> Any:
    return desk.json("sites", "import", file, "--key", "registrar", *desk.password(), *options, code=code)


def listing(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "rows.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def test_import_with_match_sorts_rows_and_says_so(desk: Desk, known: str, tmp_path: Path) -> None:
    report = run_import(desk, listing(tmp_path, SAME, DOUBTFUL, NEW), "--match")
    assert report["counts"]["sites registered now"] == 1
    assert report["counts"]["rows found to be known sites"] == 1
    assert report["counts"]["rows held back for review"] == 1
    (same,) = report["matches"]["same"]
    assert (same["row"], same["handle"]) == (2, known)
    assert same["score"]["total"] >= 0.86
    (asked,) = report["matches"]["asked"]
    assert asked["row"] == 3
    assert asked["candidates"][0]["handle"] == known
    shown = desk.json("sites", "show", known)
    assert "FICTITIOUS WEAVING COMPANY LIMITED" in {alias["value"] for alias in shown["aliases"]}


def test_import_without_match_registers_every_spelling(desk: Desk, known: str, tmp_path: Path) -> None:
    report = run_import(desk, listing(tmp_path, SAME))
    assert report["counts"]["sites registered now"] == 1
    assert report["matches"] is None


def test_import_again_asks_nothing_new_and_registers_nothing(desk: Desk, known: str, tmp_path: Path) -> None:
    file = listing(tmp_path, SAME, DOUBTFUL, NEW)
    run_import(desk, file, "--match")
    again = run_import(desk, file, "--match")
    assert again["counts"]["sites registered now"] == 0
    assert again["counts"]["rows found to be known sites"] == 0
    assert len(desk.json("sites", "review", "list")["items"]) == 1


def test_decide_same_makes_aliases_and_the_next_import_follows(
    desk: Desk, world: LedgerWorld, known: str, tmp_path: Path
) -> None:
    file = listing(tmp_path, DOUBTFUL)
    run_import(desk, file, "--match")
    (review,) = desk.json("sites", "review", "list")["items"]
    before = world.latest_block()
    decided = desk.json(
        "sites", "review", "decide", review["review"], "same", "--by", "registry desk", "--reason", "one gate"
    )
    assert (decided["state"], decided["decidedBy"], decided["reason"]) == ("same", "registry desk", "one gate")
    assert world.latest_block() == before
    assert desk.json("sites", "review", "list")["items"] == []
    report = run_import(desk, file)
    assert report["counts"]["sites registered now"] == 0
    assert report["counts"]["sites known before"] == 1
    assert "Fictitious Weaving Tan Binh" in {alias["value"] for alias in desk.json("sites", "show", known)["aliases"]}


def test_decide_new_after_same_takes_the_aliases_back(desk: Desk, known: str, tmp_path: Path) -> None:
    file = listing(tmp_path, SAME)
    matched = run_import(desk, file, "--match")["matches"]["same"][0]["review"]
    desk.json("sites", "review", "decide", matched, "new", "--by", "registry desk", "--reason", "another owner")
    assert desk.json("sites", "show", known)["aliases"] == []
    assert run_import(desk, file, "--match")["counts"]["sites registered now"] == 1


def test_decide_without_a_reason_or_for_an_unknown_row_is_refused(desk: Desk, known: str, tmp_path: Path) -> None:
    run_import(desk, listing(tmp_path, DOUBTFUL), "--match")
    (review,) = desk.json("sites", "review", "list")["items"]
    refused = desk.json("sites", "review", "decide", review["review"], "new", "--by", "desk", "--reason", " ", code=2)
    assert refused["code"] == "review-decision-invalid"
    personal = desk.json(
        "sites", "review", "decide", review["review"], "new", "--by", "a@example.com", "--reason", "asked", code=2
    )
    assert personal["code"] == "personal-data-refused"
    unknown = desk.json("sites", "review", "decide", "nothing", "new", "--by", "desk", "--reason", "none", code=2)
    assert unknown["code"] == "review-unknown"


def test_review_in_words_shows_the_row_beside_its_candidates(desk: Desk, known: str, tmp_path: Path) -> None:
    run_import(desk, listing(tmp_path, DOUBTFUL), "--match")
    code, out, _ = desk.run("sites", "review", "list")
    assert code == 0
    assert known in out
    review = desk.json("sites", "review", "list")["items"][0]["review"]
    code, out, _ = desk.run("sites", "review", "show", review)
    assert code == 0
    assert "Fictitious Weaving Co. Ltd." in out
    code, out, _ = desk.run("sites", "review", "decide", review, "same", "--by", "desk", "--reason", "one gate")
    assert code == 0
    assert "ledger/same-as@1" in out


def test_import_of_another_shape_by_a_map(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    file = tmp_path / "shape.csv"
    file.write_text("Factory,Nation,Phone\nInvented Mill,Brazil,none\n", encoding="utf-8")
    report = run_import(desk, file, "--map", "name=Factory,country=Nation")
    assert report["counts"]["sites registered now"] == 1
    assert [(problem["field"], problem["code"]) for problem in report["problems"]] == [("Phone", "column-unread")]
    wrong = run_import(desk, file, "--map", "name=Fabric,country=Nation", code=2)
    assert wrong["code"] == "column-map-invalid"
    assert "Did you mean" not in wrong["hint"] or "Factory" in wrong["hint"]
    map_file = tmp_path / "map.toml"
    map_file.write_text('name = "Factory"\ncountry = "Nation"\n')
    assert run_import(desk, file, "--map", str(map_file))["counts"]["sites known before"] == 1


def test_import_of_a_list_with_a_third_of_broken_rows_names_each(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    rows = [f"Invented Mill {number},Brazil,Rua {number}\n" for number in range(14)]
    rows += [f"Invented Mill {number},Atlantis,Rua {number}\n" for number in range(3)]
    rows += ["Invented,Brazil\n", ",Brazil,Rua 1\n", "Invented Mill 0,Brazil,Rua 0\n"]
    file = listing(tmp_path, *rows)
    refused = run_import(desk, file, "--match", code=2)
    assert len(refused["context"]["rows"]) == 5
    report = run_import(desk, file, "--match", "--accept-good-rows")
    assert report["counts"]["rows refused"] == 5
    assert {problem["row"] for problem in report["problems"] if problem["severity"] == "refused"} == set(range(16, 21))


def test_alias_given_by_hand_finds_the_site_until_it_is_taken_back(desk: Desk, known: str) -> None:
    said = ("--by", "registry desk", "--reason", "code in our list")
    given = desk.json("sites", "alias", known, "acme:V-1187", *said)
    assert (given["handle"], given["kind"], given["removed"]) == (known, "identifier", False)
    assert desk.json("sites", "show", "acme:V-1187")["handle"] == known
    code, out, _ = desk.run("sites", "alias", known, "acme:V-1187", "--remove", *said)
    assert (code, out) == (0, f"{known} is no longer known as acme:V-1187\n")
    assert desk.json("sites", "show", "acme:V-1187", code=2)["code"] == "subject-not-found"
