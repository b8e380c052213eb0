from pathlib import Path

import pytest
from pydantic import ValidationError

from labour_ledger.config import Settings, load_settings
from labour_ledger.errors import ConfigurationError


def test_load_settings_of_nothing_gives_defaults_below_the_working_directory(tmp_path: Path) -> None:
    settings = load_settings({"PATH": "/bin"}, working_dir=tmp_path)
    home = tmp_path / ".state"
    assert settings.home == home
    assert settings.store_url == f"sqlite:///{home}/labour-ledger.db"
    assert settings.deployment_file == home / "deployment.json"
    assert settings.keystore_dir == home / "keys"
    assert settings.api_host == "127.0.0.1"
    assert settings.data is None


def test_load_settings_home_moves_all_that_is_kept(tmp_path: Path) -> None:
    settings = load_settings({"LABOUR_LEDGER_HOME": str(tmp_path / "home")}, working_dir=Path("/nowhere"))
    assert settings.home == tmp_path / "home"
    assert settings.store_url == f"sqlite:///{tmp_path}/home/labour-ledger.db"


def test_load_settings_takes_the_environment_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('rpc_url = "http://file"\napi_port = 9\nkeystore_dir = "my-keys"\nhome = "kept"\n')
    env = {"LABOUR_LEDGER_RPC_URL": "http://env", "LABOUR_LEDGER_POLL_INTERVAL_S": "0.25"}
    settings = load_settings(env, file, working_dir=Path("/elsewhere"))
    assert (settings.rpc_url, settings.api_port, settings.poll_interval_s) == ("http://env", 9, 0.25)
    assert settings.keystore_dir == tmp_path / "my-keys"
    assert settings.deployment_file == tmp_path / "kept" / "deployment.json"


def test_load_settings_finds_the_file_in_the_home_directory(tmp_path: Path) -> None:
    (tmp_path / ".state").mkdir()
    (tmp_path / ".state" / "config.toml").write_text("api_port = 1234\n")
    assert load_settings({}, working_dir=tmp_path).api_port == 1234


def test_settings_are_frozen_and_hide_the_store_url(tmp_path: Path) -> None:
    url = "postgresql+psycopg://user:secret@host/db"
    settings = load_settings({"LABOUR_LEDGER_STORE_URL": url}, working_dir=tmp_path)
    assert "secret" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.api_port = 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LABOUR_LEDGER_API_PORT", "high", "LABOUR_LEDGER_API_PORT in the environment"),
        ("LABOUR_LEDGER_API_PORT", "70000", "LABOUR_LEDGER_API_PORT in the environment"),
        ("LABOUR_LEDGER_POLL_INTERVAL_S", "0", "LABOUR_LEDGER_POLL_INTERVAL_S in the environment"),
        ("LABOUR_LEDGER_TYPO", "1", "LABOUR_LEDGER_TYPO, which is no setting"),
    ],
)
def test_load_settings_with_a_wrong_variable_names_it(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        load_settings({name: value}, working_dir=tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"api_port = 'high'", "api_port in"),
        (b"typo = 1", "typo is no setting"),
        (b"api_port = ", "is not TOML"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_load_settings_with_a_wrong_file_names_it(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=words) as caught:
        load_settings({}, file, working_dir=tmp_path)
    assert "settings.toml" in caught.value.message
    assert caught.value.exit_code == 5


def test_load_settings_with_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings({}, tmp_path / "absent.toml", working_dir=tmp_path)


@pytest.mark.parametrize("written", ["http://b http://c", "http://b,http://c", " http://b , http://c "])
def test_load_settings_with_several_nodes_keeps_their_order_and_does_not_show_them(
    tmp_path: Path, written: str
) -> None:
    env = {"LABOUR_LEDGER_RPC_URL": "http://a", "LABOUR_LEDGER_RPC_URLS": written}
    settings = load_settings(env, working_dir=tmp_path)
    assert settings.nodes == ("http://a", "http://b", "http://c")
    assert "http://b" not in repr(settings)
    file = tmp_path / "settings.toml"
    file.write_text('rpc_urls = ["http://d", "http://e"]\n')
    assert load_settings({}, file, working_dir=tmp_path).nodes[1:] == ("http://d", "http://e")


def test_every_quantity_names_its_unit() -> None:
    numbers = [name for name, field in Settings.model_fields.items() if field.annotation in (int, float)]
    assert {name.rsplit("_", 1)[1] for name in numbers} == {"s", "blocks", "port"}
