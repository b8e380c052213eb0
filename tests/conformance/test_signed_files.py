"""The command against the case folders of signed files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conformance.vectors import HERE

from labour_ledger_verify.cli import main
from labour_ledger_verify.errors import ConfigurationError
from labour_ledger_verify.reporting.signed_file import LIMITS

CASES = sorted(path.parent for path in (HERE / "signed-files").glob("*/expected.json"))


def expected_of(case):
    return json.loads((case / "expected.json").read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_main_answers_with_exit_step_and_code_of_the_case(case, monkeypatch, capsys):
    expected = expected_of(case)
    monkeypatch.chdir(case)
    assert main([*expected["arguments"], "--json"]) == expected["exit"]
    output = capsys.readouterr()
    if expected["exit"] == ConfigurationError.exit_code:
        assert expected["code"] == ConfigurationError.code
        assert output.out == ""
        assert output.err.startswith("labour-ledger-verify: ")
        return
    report = json.loads(output.out)
    assert report["exit"] == expected["exit"]
    answer = next(file for file in report["files"] if file["exit"] == expected["exit"])
    ended_badly = [step for step in answer["steps"] if step["result"] in ("failed", "unchecked")]
    found = (ended_badly[0]["step"], ended_badly[0]["code"]) if ended_badly else (None, None)
    assert found == (expected["step"], expected["code"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_main_without_json_ends_the_same_and_says_what_it_does_not_show(case, monkeypatch, capsys):
    expected = expected_of(case)
    monkeypatch.chdir(case)
    assert main(expected["arguments"]) == expected["exit"]
    assert (LIMITS in capsys.readouterr().out) == (expected["exit"] != ConfigurationError.exit_code)


@pytest.mark.parametrize(
    "name",
    [
        "sound-signer-named",
        "false-field-outcome",
        "bad-not-json",
        "unchecked-nothing-trusted",
        "configuration-trust-format",
    ],
)
def test_installed_command_ends_with_the_exit_code_of_the_case(name):
    command = shutil.which("labour-ledger-verify", path=str(Path(sys.executable).parent))
    assert command is not None
    case = HERE / "signed-files" / name
    expected = expected_of(case)
    done = subprocess.run([command, *expected["arguments"], "--quiet"], cwd=case, capture_output=True, check=False)
    assert done.returncode == expected["exit"]
    assert done.stdout == b""


def test_cases_cover_every_exit_code():
    assert {expected_of(case)["exit"] for case in CASES} == {0, 1, 2, 4, 5}
