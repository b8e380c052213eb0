"""The command against the case folders of bundles."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conformance.vectors import HERE

from labour_ledger_verify.cli import main
from labour_ledger_verify.errors import ConfigurationError
from labour_ledger_verify.reporting.bundle_text import BUNDLE_LIMITS

CASES = sorted(path.parent for path in (HERE / "vectors").glob("*/expected.json"))
STEPS = 8


def expected_of(case):
    return json.loads((case / "expected.json").read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_main_answers_with_exit_step_code_and_status_of_the_case(case, monkeypatch, capsys):
    expected = expected_of(case)
    monkeypatch.chdir(case)
    code = main([*expected["arguments"], "--json"])
    output = capsys.readouterr()
    if expected["exit"] == ConfigurationError.exit_code:
        assert (code, expected["code"], output.out) == (ConfigurationError.exit_code, ConfigurationError.code, "")
        assert output.err.startswith("labour-ledger-verify: ")
        return
    assert output.err == ""
    answer = json.loads(output.out)["files"][0]
    ended_badly = [step for step in answer["steps"] if step["result"] in ("failed", "unchecked")]
    found = (ended_badly[0]["step"], ended_badly[0]["code"]) if ended_badly else (None, None)
    assert (code, *found) == (expected["exit"], expected["step"], expected["code"])
    status = answer.get("status")
    assert (status["code"] if status else None) == expected["status"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_main_without_json_ends_the_same_and_says_complete_only_of_what_is(case, monkeypatch, capsys):
    expected = expected_of(case)
    monkeypatch.chdir(case)
    assert main(expected["arguments"]) == expected["exit"]
    text = capsys.readouterr().out
    is_proven = expected["exit"] == 0 or (expected["step"] or 0) > 5
    assert ("Complete up to block " in text) == is_proven
    parses = expected["exit"] != ConfigurationError.exit_code and expected["step"] != 1
    assert (BUNDLE_LIMITS in text) >= parses


@pytest.mark.parametrize(
    "name",
    [
        "sound-audited",
        "false-record-left-out",
        "bad-cut-short",
        "unchecked-block-unknown",
        "configuration-date-unknown",
    ],
)
def test_installed_command_ends_with_the_exit_code_of_the_case(name):
    command = shutil.which("labour-ledger-verify", path=str(Path(sys.executable).parent))
    assert command is not None
    case = HERE / "vectors" / name
    expected = expected_of(case)
    done = subprocess.run([command, *expected["arguments"], "--quiet"], cwd=case, capture_output=True, check=False)
    assert done.returncode == expected["exit"]
    assert done.stdout == b""


def test_cases_break_every_step_and_cover_every_exit_code():
    expected = [expected_of(case) for case in CASES]
    assert len(expected) >= 60
    assert sum(case["exit"] != 0 for case in expected) > len(expected) / 2
    assert {case["step"] for case in expected if case["step"]} == set(range(1, STEPS + 1))
    assert {case["exit"] for case in expected} == {0, 1, 2, 4, 5}
