from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from eth_account import Account

from labour_ledger.attesting import keys, keystore_files
from labour_ledger.errors import InputError

FAST = 2
PRIVATE_KEY = bytes.fromhex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
ADDRESS = bytes.fromhex("2c7536e3605d9c16a7a3d7b1898e529396a65c23")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def stored(directory: Path, label: str = "mill", password: str = "secret") -> keys.StoredKey:
    return keys.import_private_key(directory, PRIVATE_KEY, password, label=label, work_factor=FAST)


def test_new_key_made_is_readable_by_the_owner_alone(directory: Path) -> None:
    key = keys.new_key(directory, "secret", label="mill", work_factor=FAST)
    assert stat.S_IMODE(key.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert list(directory.iterdir()) == [key.file]


def test_new_key_made_twice_gives_different_keys(directory: Path) -> None:
    first = keys.new_key(directory, "secret", label="one", work_factor=FAST)
    second = keys.new_key(directory, "secret", label="two", work_factor=FAST)
    assert first.address != second.address


def test_new_key_by_default_costs_what_wallets_ask(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def encrypt(private_key: bytes, password: str, kdf: str, iterations: int) -> dict[str, object]:
        asked.append((kdf, iterations))
        return {"version": 3, "crypto": {}, "address": Account.from_key(private_key).address[2:].lower()}

    monkeypatch.setattr(Account, "encrypt", encrypt)
    keys.new_key(directory, "secret", label="mill")
    assert asked == [("scrypt", 2**18)]


def test_import_private_key_known_key_has_its_address(directory: Path) -> None:
    assert stored(directory).address == ADDRESS


@pytest.mark.parametrize("private_key", [b"", bytes(32), b"\xff" * 32, PRIVATE_KEY[:31]])
def test_import_private_key_not_on_the_curve_is_refused(directory: Path, private_key: bytes) -> None:
    with pytest.raises(keystore_files.KeystoreInvalid):
        keys.import_private_key(directory, private_key, "secret", label="mill", work_factor=FAST)
    assert not directory.exists()


@pytest.mark.parametrize("label", ["", "Mill", "a b", "../up", "-mill", "m" * 41])
def test_import_private_key_label_of_another_form_is_refused(directory: Path, label: str) -> None:
    with pytest.raises(InputError, match="label"):
        stored(directory, label)


def test_import_private_key_empty_password_is_refused(directory: Path) -> None:
    with pytest.raises(InputError, match="empty"):
        stored(directory, password="")


def test_import_private_key_same_key_again_is_refused(directory: Path) -> None:
    stored(directory)
    with pytest.raises(keys.KeyExists, match="mill"):
        stored(directory, "other")


def test_new_key_label_taken_is_refused(directory: Path) -> None:
    stored(directory)
    with pytest.raises(keys.KeyExists, match="mill"):
        keys.new_key(directory, "secret", label="mill", work_factor=FAST)


def test_unlock_right_password_gives_the_private_key(directory: Path) -> None:
    assert keys.unlock(stored(directory), "secret") == PRIVATE_KEY


def test_unlock_wrong_password_is_told_apart_from_a_broken_file(directory: Path) -> None:
    key = stored(directory)
    with pytest.raises(keystore_files.PasswordWrong):
        keys.unlock(key, "guess")
    broken = json.loads(key.file.read_text())
    del broken["crypto"]["kdfparams"]
    key.file.write_text(json.dumps(broken))
    with pytest.raises(keystore_files.KeystoreInvalid, match="broken"):
        keys.unlock(key, "secret")


def test_unlock_file_that_claims_another_address_is_refused(directory: Path) -> None:
    key = stored(directory)
    other = keys.StoredKey(bytes(20), "mill", key.file)
    with pytest.raises(keystore_files.KeystoreInvalid, match="another address"):
        keys.unlock(other, "secret")


def test_import_keystore_of_another_wallet_opens_with_its_password(directory: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "UTC--2026-01-31.json"
    foreign.write_text(json.dumps(Account.encrypt(PRIVATE_KEY, "theirs", kdf="pbkdf2", iterations=FAST)))
    key = keys.import_keystore(directory, foreign, "theirs", label="certifier")
    assert keys.list_keys(directory) == [key]
    assert keys.unlock(key, "theirs") == PRIVATE_KEY


def test_import_keystore_wrong_password_stores_nothing(directory: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps(Account.encrypt(PRIVATE_KEY, "theirs", kdf="pbkdf2", iterations=FAST)))
    with pytest.raises(keystore_files.PasswordWrong):
        keys.import_keystore(directory, foreign, "mine", label="certifier")
    assert keys.list_keys(directory) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"version": 4, "crypto": {}}', b'{"version": 3}', b"\xff\xfe", b" " * 70_000 + b"{}", b"[" * 60_000],
)
def test_import_keystore_other_file_is_refused(directory: Path, tmp_path: Path, content: bytes) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_bytes(content)
    with pytest.raises(keystore_files.KeystoreInvalid, match="version 3"):
        keys.import_keystore(directory, foreign, "secret", label="certifier")


def test_import_keystore_with_an_address_not_its_own_is_refused(directory: Path, tmp_path: Path) -> None:
    keystore = Account.encrypt(PRIVATE_KEY, "theirs", kdf="pbkdf2", iterations=FAST)
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps({**keystore, "address": "00" * 20}))
    with pytest.raises(keystore_files.KeystoreInvalid, match="another address"):
        keys.import_keystore(directory, foreign, "theirs", label="certifier")


def test_import_keystore_missing_file_is_a_configuration_error(directory: Path, tmp_path: Path) -> None:
    with pytest.raises(keystore_files.KeyDirectoryUnusable, match=r"nowhere\.json"):
        keys.import_keystore(directory, tmp_path / "nowhere.json", "secret", label="certifier")


def test_list_keys_without_a_directory_is_empty(directory: Path) -> None:
    assert keys.list_keys(directory) == []


def test_list_keys_file_without_a_label_is_named_by_its_address(directory: Path) -> None:
    directory.mkdir()
    keystore = Account.encrypt(PRIVATE_KEY, "theirs", kdf="pbkdf2", iterations=FAST)
    (directory / "geth.json").write_text(json.dumps(keystore))
    assert [key.label for key in keys.list_keys(directory)] == ["0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"]


@pytest.mark.parametrize(("address", "words"), [(None, "does not say"), ("zz", "not one")])
def test_list_keys_file_without_an_address_is_refused(directory: Path, address: str | None, words: str) -> None:
    key = stored(directory)
    keystore = json.loads(key.file.read_text())
    keystore = {name: value for name, value in keystore.items() if name != "address"}
    key.file.write_text(json.dumps(keystore if address is None else {**keystore, "address": address}))
    with pytest.raises(keystore_files.KeystoreInvalid, match=words):
        keys.list_keys(directory)


@pytest.mark.parametrize("name", ["mill", "mi", "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23", "0x2C75"])
def test_find_key_by_label_address_or_beginning_is_found(directory: Path, name: str) -> None:
    key = stored(directory)
    assert keys.find_key(directory, name) == key


def test_find_key_beginning_of_two_lists_both(directory: Path) -> None:
    stored(directory, "mill-one")
    keys.new_key(directory, "secret", label="mill-two", work_factor=FAST)
    with pytest.raises(keys.KeyUnknown, match="2 keys begin") as caught:
        keys.find_key(directory, "mill")
    assert caught.value.context["choices"] == ["mill-one", "mill-two"]


def test_find_key_unknown_says_how_to_make_one(directory: Path) -> None:
    with pytest.raises(keys.KeyUnknown) as caught:
        keys.find_key(directory, "mill")
    assert "keys new" in caught.value.hint


def test_import_private_key_directory_not_writable_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(keystore_files.KeyDirectoryUnusable):
        stored(tmp_path / "file")


def test_import_private_key_failing_write_leaves_nothing(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(keystore_files.KeyDirectoryUnusable, match="No space left"):
        stored(directory)
    assert list(directory.iterdir()) == []


@pytest.mark.parametrize(
    ("held", "words"),
    [({"url": "http://127.0.0.1:9000"}, "a signing service"), ({"owner": "mill"}, "a contract wallet of mill")],
)
def test_add_key_held_elsewhere_is_listed_and_never_unlocked(directory: Path, held: dict[str, str], words: str) -> None:
    added = keys.add_key_held_elsewhere(directory, ADDRESS, label="board", **held)
    assert keys.list_keys(directory) == [added]
    assert (added.address, added.held_by) == (ADDRESS, words)
    assert "url" not in added.to_json()
    with pytest.raises(keys.KeyHeldElsewhere, match="not here"):
        keys.unlock(added, "secret")
    with pytest.raises(keys.KeyExists):
        stored(directory)


def test_import_keystore_of_an_entry_without_a_key_is_refused(directory: Path, tmp_path: Path) -> None:
    added = keys.add_key_held_elsewhere(directory, ADDRESS, label="board", owner="mill")
    with pytest.raises(keystore_files.KeystoreInvalid, match="version 3"):
        keys.import_keystore(tmp_path / "other", added.file, "secret", label="board")
