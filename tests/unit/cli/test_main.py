from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from labour_ledger.attesting.keys import new_key
from labour_ledger.cli import keys
from labour_ledger.cli.main import main

HEAVY = ("web3", "sqlmodel", "sqlalchemy", "fastapi", "uvicorn", "eth_account", "eth_abi", "jsonschema", "alembic")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["status", "--help"],
        ["attest", "import", "--help"],
        ["index", "--help"],
        ["nonsense"],
    ],
)
def test_main_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom labour_ledger.cli.main import main\n"
        f"main({arguments!r})\n"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_main_as_module_prints_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "labour_ledger.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("labour-ledger 0.")


COMMANDS = (
    "keys new", "keys list", "keys import", "sites import", "sites find", "sites show", "attest draft", "attest sign",
    "attest submit", "attest import", "revoke", "dispute", "status", "history", "verify", "serve", "run", "index sync",
    "index follow", "index migrate", "index rebuild", "index dump", "index audit", "chain up", "doctor", "demo",
    "council register", "council accredit", "council propose", "council approve", "council object", "council withdraw",
    "council cancel", "council execute", "council show", "council list", "council acts", "council suspend",
    "council lift",
)  # fmt: skip


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "verify"])
def test_main_every_command_teaches_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    assert f"labour-ledger {command}" in capsys.readouterr().out.split("Example:")[1]


def test_main_without_arguments_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    out = capsys.readouterr()
    for command in COMMANDS:
        assert command.split()[0] in out.out + out.err


def test_main_verify_is_the_auditors_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from labour_ledger_verify.cli import main as verify

    file = tmp_path / "signed.json"
    file.write_text("{}")
    expected = verify([str(file), "--json"])
    shown = capsys.readouterr().out
    assert main(["verify", str(file), "--json"]) == expected == 2
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["status"], ["keys", "new", "--mood", "good"], ["keys", "nonsense"]]
)
def test_main_wrong_use_is_exit_2_and_says_how(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "--help" in error
    assert "Traceback" not in error


def test_main_error_says_what_where_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--home", str(tmp_path), "status", "LL-7K3M-92QF", "--schema", "ilo/c029@1930"])
    error = capsys.readouterr().err
    assert code == 5
    assert "deployment.json" in error
    assert "what to do: " in error


def test_main_error_with_json_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--home", str(tmp_path), "--json", "status", "LL-7K3M-92QF", "--schema", "ilo/c029@1930"])
    out = capsys.readouterr()
    document = json.loads(out.err)
    assert (code, out.out) == (5, "")
    assert document["format"] == "labour-ledger/error@1"
    assert document["hint"]


def test_main_wrong_use_with_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json", "--mood", "good"]) == 2
    out = capsys.readouterr()
    document = json.loads(out.err)
    assert (out.out, document["format"], document["code"]) == ("", "labour-ledger/error@1", "usage")
    assert "--help" in document["hint"]


def run_program(
    *arguments: str, home: Path, encoding: str = "utf-8", **streams: Any
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "labour_ledger.cli", "--home", str(home), *arguments],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        stderr=subprocess.PIPE,
        check=False,
        **streams,
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_main_in_a_locale_that_lacks_characters_shows_them_escaped(tmp_path: Path, encoding: str) -> None:
    home = tmp_path / "工場"
    new_key(home / "keys", "a password", label="mill", work_factor=2)
    done = run_program("keys", "list", home=home, encoding=encoding, stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\\u5de5" in done.stdout.decode(encoding)
    helped = run_program("attest", "draft", "--help", home=tmp_path, encoding=encoding, stdout=subprocess.PIPE)
    assert (helped.returncode, helped.stderr) == (0, b"")


def test_main_json_is_utf_8_in_every_locale(tmp_path: Path) -> None:
    home = tmp_path / "工場"
    new_key(home / "keys", "a password", label="mill", work_factor=2)
    done = run_program("keys", "list", "--json", home=home, encoding="ascii", stdout=subprocess.PIPE)
    assert "/工場/" in json.loads(done.stdout.decode("utf-8"))["keys"][0]["file"]


@pytest.mark.parametrize("arguments", [["keys", "list"], ["keys", "list", "--json"], ["status", "--help"]])
def test_main_reader_of_stdout_gone_is_no_failure(tmp_path: Path, arguments: list[str]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = run_program(*arguments, home=tmp_path, stdout=write_end)
    finally:
        os.close(write_end)
    assert (done.returncode, done.stderr) == (0, b"")


def test_main_unknown_setting_is_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABOUR_LEDGER_MOOD", "good")
    assert main(["--home", str(tmp_path), "keys", "list"]) == 5
    assert "LABOUR_LEDGER_MOOD" in capsys.readouterr().err


def test_main_bug_is_a_traceback_and_exit_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(keys, "invocation_of", broken)
    assert main(["keys", "list"]) == 70
    error = capsys.readouterr().err
    assert "ZeroDivisionError: a bug" in error
    assert "please report" in error


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError, typer.Abort])
def test_main_interrupted_is_exit_130(stop: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise stop

    monkeypatch.setattr(keys, "invocation_of", interrupted)
    assert main(["keys", "list"]) == 130
