"""What the demonstration must show, each time it runs."""

from __future__ import annotations

import json

from labour_ledger.cli.main import main
from labour_ledger_verify.cli import main as verify


def test_perform_all_heads_equal_the_chain(performed):
    assert performed.report["generated"] is True
    assert performed.stage("index")["histories"] > 50


def test_perform_refuses_the_auditor_outside_its_accreditation(performed):
    refused = performed.stage("refused")
    assert refused["error"] == "AccreditationMissing"
    assert "ilo/c029@1930" in refused["message"]


def test_perform_answers_today_and_as_known_last_month(performed):
    answers = performed.stage("questions")["answers"]
    codes = [(answer["today"]["status"]["code"], answer["lastMonth"]["status"]["code"]) for answer in answers]
    assert codes == [
        ("disputed", "disputed"),
        ("remedied", "remedied"),
        ("expired", "expired"),
        ("revoked", "conforms"),
    ]


def test_perform_leaves_a_signed_file_that_verifies_and_a_changed_one_that_does_not(performed, capsys):
    trust = str(performed.home / "trust.json")
    assert verify([str(performed.home / "signed-audit.json"), "--trust", trust]) == 0
    assert verify([str(performed.home / "signed-audit-changed.json"), "--trust", trust]) == 1
    assert "not made by" in capsys.readouterr().out


def test_perform_again_in_its_own_folder_begins_anew(performed, capsys):
    assert main(["--home", str(performed.home), "--json", "demo"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert [stage["stage"] for stage in again["stages"]] == [stage["stage"] for stage in performed.report["stages"]]


def test_perform_in_a_folder_with_something_else_is_refused_and_touches_nothing(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("mine")
    assert main(["--home", str(tmp_path), "demo"]) == 5
    assert "holds something else than a demonstration" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_perform_without_the_lists_is_refused_by_name(tmp_path, capsys):
    assert main(["--home", str(tmp_path / "home"), "demo", "--data", str(tmp_path / "nothing")]) == 2
    assert "palm/uml_mills.csv" in capsys.readouterr().err


def test_perform_asks_about_fictitious_sites_only(performed):
    for answer in performed.stage("questions")["answers"]:
        assert answer["today"]["subject"]["name"].endswith("(fictitious)")
