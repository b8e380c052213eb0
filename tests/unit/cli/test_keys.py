from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path

import pytest
from eth_account import Account

from labour_ledger.attesting import keys as stored_keys
from labour_ledger.cli.main import main


@pytest.fixture(autouse=True)
def quick_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    encrypt = Account.encrypt
    monkeypatch.setattr(
        Account, "encrypt", lambda key, password, kdf, iterations: encrypt(key, password, kdf=kdf, iterations=2)
    )


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text("secret\nnot this\n")
    return str(file)


def test_keys_new_and_list_show_label_and_address(
    tmp_path: Path, password_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = str(tmp_path / "home")
    assert main(["--home", home, "keys", "new", "mill", "--password-file", password_file, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["key"]
    assert main(["--home", home, "keys", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["keys"] == [made]
    assert main(["--home", home, "keys", "list"]) == 0
    assert made["address"] in capsys.readouterr().out
    (key,) = stored_keys.list_keys(tmp_path / "home" / "keys")
    assert len(stored_keys.unlock(key, "secret")) == 32


def test_keys_list_without_keys_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path), "keys", "list"]) == 0
    assert "keys new" in capsys.readouterr().out


def test_keys_new_same_label_again_is_bad_input(
    tmp_path: Path, password_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--home", str(tmp_path), "keys", "new", "mill", "--password-file", password_file]
    assert main(arguments) == 0
    assert main(arguments) == 2
    assert "[key-exists]" in capsys.readouterr().err


def test_keys_import_takes_a_keystore_of_another_wallet(
    tmp_path: Path, password_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "wallet.json"
    foreign.write_text(json.dumps(Account.encrypt(b"\x07" * 32, "secret", kdf="scrypt", iterations=2)))
    home = str(tmp_path / "home")
    assert main(["--home", home, "keys", "import", str(foreign), "mill", "--password-file", password_file]) == 0
    assert "taken in" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "", "\n", b"\xff"])
def test_keys_new_password_file_without_a_password_is_bad_input(
    tmp_path: Path, content: str | bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(["--home", str(tmp_path), "keys", "new", "mill", "--password-file", str(file)]) == 2
    assert "[password-missing]" in capsys.readouterr().err
    assert not (tmp_path / "keys").exists()


def test_keys_new_without_a_terminal_asks_for_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert main(["--home", str(tmp_path), "keys", "new", "mill"]) == 2
    assert "--password-file" in capsys.readouterr().err


@pytest.mark.parametrize(("answers", "code"), [(["secret", "secret"], 0), (["secret", "secrte"], 2)])
def test_keys_new_asks_twice_on_a_terminal(
    tmp_path: Path, answers: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = list(answers)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: left.pop(0))
    assert main(["--home", str(tmp_path), "keys", "new", "mill"]) == code
    assert left == []
