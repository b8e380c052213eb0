import io
import json
import os
import runpy
import subprocess
import sys

import pytest
from tests.unit.verify.samples import (
    DOMAIN,
    ISSUER,
    as_bytes,
    make_batch,
    make_document,
    make_signed,
    trust_json,
)

from labour_ledger_verify import __version__
from labour_ledger_verify.cli import check, command, files, main, many
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.reporting.signed_file import LIMITS

LEDGER = to_checksum_address(DOMAIN.verifying_contract)
SIGNER = to_checksum_address(ISSUER)
HEAVY = {
    "aiohttp",
    "brownie",
    "click",
    "eth_account",
    "fastapi",
    "labour_ledger",
    "pydantic",
    "requests",
    "rich",
    "socket",
    "sqlalchemy",
    "sqlmodel",
    "ssl",
    "typer",
    "urllib.request",
    "web3",
}


class Input:
    def __init__(self, data):
        self.buffer = io.BytesIO(data)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "trust.json").write_text(json.dumps(trust_json({"address": SIGNER, "name": "Bureau Ä"})))
    (tmp_path / "good.json").write_bytes(as_bytes(make_signed(make_document())))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "batch.json").write_bytes(as_bytes(make_batch([None, None])))
    (tmp_path / "inner" / "notes.txt").write_text("not a signed file")
    return tmp_path


@pytest.fixture
def trusted(folder):
    return ["--trust", str(folder / "trust.json")]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_main_in_a_locale_that_lacks_characters_shows_them_escaped(folder, trusted, encoding):
    (folder / "trust.json").write_text(json.dumps(trust_json({"address": SIGNER, "name": "工場"})), encoding="utf-8")
    for arguments, code in (([str(folder / "good.json"), *trusted], 0), (["--help"], 0)):
        done = subprocess.run(
            [sys.executable, "-m", "labour_ledger_verify", *arguments],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, b"")
        assert rb"\u" in done.stdout


def test_main_folder_reads_all_signed_files_below_it_and_not_the_trust_file(folder, trusted, capsys):
    assert main([str(folder), *trusted]) == 0
    output = capsys.readouterr()
    assert output.out.count("SOUND  ") == 2
    assert output.out.endswith("2 files: 2 sound.\n")
    assert output.err == ""


def test_main_folder_reads_the_trust_file_when_it_is_not_the_one_in_use(folder, capsys):
    assert main([str(folder), "--domain", f"31337:{LEDGER}", "--signer", SIGNER]) == 2
    assert "trust.json" in capsys.readouterr().out


def test_main_empty_folder_is_bad_input(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "holds no file named" in capsys.readouterr().out


def test_main_missing_file_is_bad_input(folder, trusted, capsys):
    assert main([str(folder / "absent.json"), *trusted]) == 2
    assert "absent.json: cannot be read: No such file" in capsys.readouterr().out


def test_main_several_files_end_with_the_worst(folder, trusted, capsys):
    (folder / "bad.json").write_text("{")
    (folder / "false.json").write_bytes(as_bytes(make_signed()).replace(b'"outcome": 2', b'"outcome": 1'))
    assert main([str(folder / "good.json"), str(folder / "false.json"), *trusted]) == 1
    assert main([str(folder), *trusted]) == 2
    assert capsys.readouterr().out.endswith("4 files: 2 sound, 1 proven false, 1 bad input.\n")


def test_main_standard_input_is_read(folder, trusted, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Input((folder / "good.json").read_bytes()))
    assert main(["-", *trusted]) == 0
    assert capsys.readouterr().out.startswith("SOUND  standard input\n")


def test_main_json_lines_reports_each_line(folder, trusted, capsys):
    line = as_bytes(make_signed())
    (folder / "many.jsonl").write_bytes(line + b"\n\n" + line.replace(b'"outcome": 2', b'"outcome": 1') + b"\n")
    assert main([str(folder / "many.jsonl"), *trusted, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(file["line"], file["exit"]) for file in report["files"]] == [(1, 0), (3, 1)]
    assert main([str(folder / "many.jsonl"), *trusted]) == 1
    assert "PROVEN FALSE  " in (text := capsys.readouterr().out)
    assert "many.jsonl, line 3\n" in text


def test_main_json_is_one_versioned_report(folder, trusted, capsys):
    assert main([str(folder / "good.json"), *trusted, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["format"] == "labour-ledger/verification-report@1"
    assert (report["verifier"], report["exit"], len(report["files"])) == (__version__, 0, 1)
    assert report["files"][0]["line"] is None
    assert report["files"][0]["limits"] == LIMITS


def test_main_quiet_prints_nothing(folder, trusted, capsys):
    assert main([str(folder), *trusted, "--quiet"]) == 0
    assert main([str(folder / "good.json"), "--quiet"]) == 4
    assert capsys.readouterr() == ("", "")


def test_main_ledger_and_signer_instead_of_a_trust_file_is_enough(folder, capsys):
    arguments = [str(folder / "good.json"), "--domain", f"31337:{LEDGER}"]
    assert main([*arguments, "--signer", SIGNER]) == 0
    assert main([*arguments, "--signer", LEDGER, "--signer", SIGNER]) == 0
    assert main(arguments) == 4
    assert "COULD NOT CHECK" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "arguments are required: FILE|DIR|-"),
        (["a.json", "--unknown"], "unrecognized arguments: --unknown"),
        (["a.json", "--json", "--quiet"], "not allowed with"),
        (["a.json", "--trust", "absent.json"], "trust file absent.json: cannot be read"),
        (["a.json", "--domain", "31337"], "--domain: must be a chain id and the ledger's address"),
        (["a.json", "--domain", f"0:{LEDGER}"], "--domain: must be"),
        (["a.json", "--domain", f"x:{LEDGER}"], "--domain: must be"),
        (["a.json", "--domain", f"9007199254740992:{LEDGER}"], "--domain: must be"),
        (["a.json", "--domain", f"{'9' * 5000}:{LEDGER}"], "--domain: must be"),
        (["a.json", "--domain", "1:0x00"], "--domain: must be an address"),
        (["a.json", "--signer", "me"], "--signer: must be an address"),
        (["a.json", "--signer", SIGNER.swapcase().replace("0X", "0x")], "--signer: the checksum"),
    ],
)
def test_main_wrong_command_line_is_a_configuration_error(arguments, message, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 5
    output = capsys.readouterr()
    assert output.out == ""
    assert message in output.err
    assert "\nHint: " in output.err


def test_main_trust_file_and_domain_together_are_a_configuration_error(folder, trusted, capsys):
    assert main([str(folder), *trusted, "--domain", f"31337:{LEDGER}"]) == 5
    assert "exclude each other" in capsys.readouterr().err


def test_main_broken_trust_file_is_a_configuration_error(folder, trusted, capsys):
    (folder / "trust.json").write_text("{")
    assert main([str(folder / "good.json"), *trusted]) == 5
    assert "trust file: JSON: not JSON" in capsys.readouterr().err


def test_main_file_beyond_the_size_limit_is_bad_input(folder, trusted, monkeypatch, capsys):
    for module in (check, files):
        monkeypatch.setattr(module, "LARGEST_FILE_BYTES", 100)
    assert main([str(folder / "good.json"), *trusted]) == 2
    assert "file: larger than" in capsys.readouterr().out


def test_main_help_and_version_end_well(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"labour-ledger-verify {__version__}\n"
    assert main(["--help"], prog="labour-ledger verify") == 0
    text = capsys.readouterr().out
    assert text.startswith("usage: labour-ledger verify ")
    assert "4  could not check" in text


def test_main_output_that_cannot_encode_a_letter_still_ends_well(folder, trusted, monkeypatch):
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", plain)
    assert main([str(folder / "good.json"), *trusted]) == 0
    assert b"Bureau \\xc4" in plain.buffer.getvalue()


def test_main_bug_is_shown_and_is_not_an_answer(folder, monkeypatch, capsys):
    def break_down(*_arguments, **_options):
        raise RuntimeError("a bug")

    monkeypatch.setattr(command, "check", break_down)
    assert main([str(folder / "good.json")]) == 70
    assert "RuntimeError: a bug" in capsys.readouterr().err


def test_main_interrupted_ends_as_shells_expect(folder, monkeypatch):
    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "check", interrupt)
    assert main([str(folder / "good.json")]) == 130


def test_main_reader_that_goes_away_is_no_answer_and_no_traceback(folder, trusted, monkeypatch, capsys):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        assert main([str(folder / "good.json"), *trusted]) == 4
    assert capsys.readouterr().err == ""


def test_main_loads_nothing_heavy_and_nothing_that_reaches_a_network(folder, trusted):
    program = (
        "import sys; from labour_ledger_verify.cli import main; code = main(sys.argv[1:]);"
        "print(code, *sys.modules, file=sys.stderr)"
    )
    arguments = [sys.executable, "-c", program, str(folder), *trusted]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    code, *modules = done.stderr.split()
    assert code == "0"
    assert "coincurve" in modules
    assert HEAVY.isdisjoint(modules)


def test_module_is_the_command(folder, trusted, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["labour-ledger-verify", str(folder / "good.json"), *trusted, "--quiet"])
    with pytest.raises(SystemExit) as raised:
        runpy.run_module("labour_ledger_verify", run_name="__main__")
    assert raised.value.code == 0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_main_long_run_counts_on_a_terminal(folder, trusted, monkeypatch, capsys):
    monkeypatch.setattr(command, "SILENT_FOR_S", -1.0)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main([str(folder), *trusted]) == 0
    # the second file comes before the counter is due again
    assert terminal.getvalue() == "\rchecked: 1\r          \r"
    assert main([str(folder), *trusted, "--quiet"]) == 0
    assert len(terminal.getvalue()) == 23
    capsys.readouterr()


def test_main_many_files_are_shared_and_answered_in_order(folder, trusted, monkeypatch, capsys):
    monkeypatch.setattr(many, "TEXTS_WORTH_SHARING", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    line = as_bytes(make_signed())
    (folder / "many.jsonl").write_bytes(b"\n".join([line, line, b"{", line]))
    assert main([str(folder / "many.jsonl"), *trusted, "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert [(file["line"], file["exit"]) for file in report["files"]] == [(1, 0), (2, 0), (3, 2), (4, 0)]
