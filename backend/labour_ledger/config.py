"""Settings: what an operator chooses, read once at the edge and passed in. No module keeps them.

What an auditor trusts (chain, contract, code hash) is no setting: it stands in a file of its own that can be read and
pinned.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from labour_ledger.errors import ConfigurationError

PREFIX: Final = "LABOUR_LEDGER_"
HOME_NAME: Final = ".state"
FILE_NAME: Final = "config.toml"
_TOML_HINT: Final = 'Each line is name = value; write text in quotes, such as api_host = "127.0.0.1".'


def _listed(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
Port = Annotated[int, Field(ge=0, le=65535)]
Rate = Annotated[float, Field(gt=0)]
Addresses = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""In the environment a text with spaces or commas between the addresses."""


class Settings(BaseModel):
    """Everything an operator can choose; each field is `LABOUR_LEDGER_` and its name in capitals, or a key in TOML.

    Attributes:
        home: Directory of everything the program keeps.
        store_url: `sqlite:///path` or `postgresql+psycopg://…`; may hold a password, so it is not shown.
        rpc_url: The node.
        rpc_urls: Further nodes of the same chain, asked when it fails or lags; may hold access keys, so not shown.
        rpc_ws_url: `ws://…` of a node that tells of new blocks; without it the indexer looks for them.
        rpc_requests_per_s: Rate at which nodes are asked at most; no limit by default.
        deployment_file: Record of where the contract stands.
        keystore_dir: Key files of this machine.
        data: Directory with real lists for imports, if there is one.
        api_host: Address the API listens on.
        api_port: Its port; 0 takes a free one.
        poll_interval_s: How often the indexer looks for a new block.
        rpc_timeout_s: How long an answer of the node is waited for.
        store_busy_timeout_s: How long a writer waits for another one.
        index_range_blocks: Most blocks read in one step.
        header_window_blocks: So many newest headers are held; a reorganisation deeper than that is not believed.
        audit_interval_s: How often the follower has the whole index audited.
        metrics_port: Port of 127.0.0.1 on which `index follow` shows its figures; without it none is opened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    store_url: str = Field(repr=False)
    rpc_url: str = "http://127.0.0.1:8545"
    rpc_urls: Addresses = Field(default=(), repr=False)
    rpc_ws_url: str | None = Field(default=None, repr=False)
    rpc_requests_per_s: Rate | None = None
    deployment_file: Path
    keystore_dir: Path
    data: Path | None = None
    api_host: str = "127.0.0.1"
    api_port: Port = 8000
    poll_interval_s: Seconds = 1.0
    rpc_timeout_s: Seconds = 30.0
    store_busy_timeout_s: Seconds = 5.0
    index_range_blocks: Count = 2000
    header_window_blocks: Count = 128
    audit_interval_s: Seconds = 86_400.0
    metrics_port: Port | None = None

    @property
    def nodes(self) -> tuple[str, ...]:
        """Addresses of all nodes, the preferred one first."""
        return (self.rpc_url, *self.rpc_urls)


def load_settings(env: Mapping[str, str], file: Path | None = None, *, working_dir: Path | None = None) -> Settings:
    """Read the settings: from the environment, else from the file, else the defaults.

    Args:
        env: The environment.
        file: A TOML file; by default `config.toml` in the home directory if there is one. Relative paths in it are
            meant from its directory.
        working_dir: Directory that relative paths in the environment are meant from; by default the current one.

    Raises:
        ConfigurationError: The file cannot be read, or a name or value in file or environment is wrong.
    """
    base = (working_dir or Path.cwd()).resolve()
    from_env = {name.removeprefix(PREFIX).lower(): value for name, value in env.items() if name.startswith(PREFIX)}
    home = base / from_env.get("home", HOME_NAME)
    chosen_file = file if file is not None else home / FILE_NAME
    from_file = _load_file(chosen_file) if file is not None or chosen_file.is_file() else {}
    _refuse_unknown(from_env, from_file, chosen_file)
    if "home" not in from_env and "home" in from_file:
        home = chosen_file.parent / str(from_file["home"])
    defaults = {
        "store_url": f"sqlite:///{home / 'labour-ledger.db'}",
        "deployment_file": home / "deployment.json",
        "keystore_dir": home / "keys",
    }
    placed = {**_placed(from_file, chosen_file.parent.resolve()), **_placed(from_env, base)}
    try:
        return Settings.model_validate({**defaults, **placed, "home": home})
    except ValidationError as error:
        raise _wrong_value(error, from_env, chosen_file) from error


def _load_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"the settings file {file} cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"the settings file {file} is not UTF-8", hint="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"the settings file {file} is not TOML: {error}", hint=_TOML_HINT) from error


def _refuse_unknown(from_env: Mapping[str, object], from_file: Mapping[str, object], file: Path) -> None:
    known = Settings.model_fields.keys()
    hint = f"Known are {', '.join(known)}."
    for name in from_env.keys() - known:
        raise ConfigurationError(f"the environment sets {PREFIX}{name.upper()}, which is no setting", hint=hint)
    for name in from_file.keys() - known:
        raise ConfigurationError(f"{file}: {name} is no setting", hint=hint)


def _placed(values: Mapping[str, object], base: Path) -> dict[str, object]:
    paths = ("deployment_file", "keystore_dir", "data")
    return {name: base / str(value) if name in paths else value for name, value in values.items()}


def _wrong_value(error: ValidationError, from_env: Mapping[str, object], file: Path) -> ConfigurationError:
    problem = error.errors(include_url=False, include_input=False)[0]
    name = str(problem["loc"][0])
    where = f"{PREFIX}{name.upper()} in the environment" if name in from_env else f"{name} in {file}"
    return ConfigurationError(f"{where}: {problem['msg']}", hint="Correct the value, or leave it out for the default.")
