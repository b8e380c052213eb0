from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from labour_ledger.chain.rpc import JsonRpc
from labour_ledger.cli.invocation import Invocation
from labour_ledger.cli.local_ledger import local_ledger
from labour_ledger.cli.main import main
from labour_ledger.indexer.condition import FOLLOW_FILE, read_condition_file

READY_WITHIN_S = 60.0


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    lines = [f'rpc_url = "http://127.0.0.1:{free_port()}"', f"api_port = {free_port()}", "poll_interval_s = 0.1"]
    (folder / "config.toml").write_text("\n".join(lines) + "\n")
    return folder


@contextmanager
def running(home: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "labour_ledger.cli", "--home", str(home), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": ""},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def processes_of(home: Path) -> list[int]:
    """Return processes whose command line names the home folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(home).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def ask_ready(home: Path, process: subprocess.Popen[str]) -> Any:
    """Return what the API says once it is ready."""
    port = next(line.split("=")[1].strip() for line in (home / "config.toml").read_text().splitlines() if "api" in line)
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"not ready: {process.communicate()[1] if process.poll() is not None else 'no answer'}")


def test_run_interrupted_or_killed_leaves_nothing_behind_and_goes_on_after_a_restart(home: Path) -> None:
    with running(home, "run") as process:
        first = ask_ready(home, process)
        assert len(processes_of(home)) >= 4  # itself, the chain, the indexer, the API
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
    assert process.returncode == 0, error
    assert "stopped" in out
    assert processes_of(home) == []
    contract = json.loads((home / "deployment.json").read_text())
    with running(home, "run") as process:
        again = ask_ready(home, process)
        process.kill()
        process.wait()
    assert again["status"] == first["status"] == "ready"
    assert json.loads((home / "deployment.json").read_text()) == contract
    give_up_at = time.monotonic() + 30
    while processes_of(home) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    assert processes_of(home) == []


def test_run_of_a_home_that_runs_already_says_so_and_leaves_the_first_alone(home: Path) -> None:
    with running(home, "run") as process:
        ask_ready(home, process)
        other = {**os.environ, "LABOUR_LEDGER_RPC_URL": f"http://127.0.0.1:{free_port()}", "PYTHONWARNINGS": ""}
        command = [sys.executable, "-m", "labour_ledger.cli", "--home", str(home), "run", "--port", str(free_port())]
        second = subprocess.run(command, env=other, capture_output=True, text=True, timeout=READY_WITHIN_S, check=False)
        assert second.returncode == 5
        assert "[chain-state-in-use]" in second.stderr
        assert ask_ready(home, process)["status"] == "ready"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 0, error
    assert not (home / "chain.json-spilled").exists()


def test_run_hears_of_new_blocks_from_its_own_chain(home: Path) -> None:
    settings = (home / "config.toml").read_text().replace("poll_interval_s = 0.1", "poll_interval_s = 600.0")
    (home / "config.toml").write_text(settings)
    with running(home, "run") as process:
        ask_ready(home, process)
        rpc = JsonRpc(tomllib.loads(settings)["rpc_url"], timeout_s=30)
        rpc.request("anvil_mine", "0x3")
        newest = int(rpc.request("eth_blockNumber"), 16)
        rpc.close()
        give_up_at = time.monotonic() + READY_WITHIN_S
        while (found := read_condition_file(home / FOLLOW_FILE)) is None or (found.block_number or 0) < newest:
            assert time.monotonic() < give_up_at, found
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 0, error


def test_run_with_the_port_taken_says_so_and_leaves_nothing_behind(home: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with running(home, "run", "--port", str(listening.getsockname()[1])) as process:
            _, error = process.communicate(timeout=READY_WITHIN_S)
    assert process.returncode == 4
    assert "[address-taken]" in error
    assert "the API ended by itself with exit code 5" in error
    assert processes_of(home) == []


def test_chain_up_stays_until_stopped(home: Path) -> None:
    with running(home, "chain", "up", "--started", "2026-01-01", "--json") as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}\n":
            lines.append(process.stdout.readline())
            assert lines[-1], process.communicate()
        document = json.loads("".join(lines))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert document["time"].startswith("2026-01-01T00:0")
    assert processes_of(home) == []


def test_chain_up_whose_chain_ends_by_itself_ends_too(home: Path) -> None:
    with running(home, "chain", "up", "--json") as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}\n":
            lines.append(process.stdout.readline())
            assert lines[-1], process.communicate()
        os.kill(json.loads("".join(lines))["pid"], signal.SIGKILL)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 4
    assert "the local chain ended by itself" in error
    assert processes_of(home) == []


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("config.toml", 'rpc_url = "http://node.example:8545"\n', "not-local"),
        ("deployment.json", '{"chainId": 1}', "configuration-invalid"),
    ],
)
def test_chain_up_with_another_chain_in_the_folder_is_refused(
    home: Path, file: str, content: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / file).write_text(content)
    assert main(["--home", str(home), "chain", "up"]) == 5
    assert f"[{code}]" in capsys.readouterr().err


def test_chain_up_whose_state_was_lost_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with local_ledger(Invocation(home, as_json=False).settings()):
        pass
    (home / "chain.json").unlink()
    assert main(["--home", str(home), "chain", "up"]) == 4
    assert "the chain's state was lost" in capsys.readouterr().err
    assert processes_of(home) == []


def test_local_ledger_started_again_is_the_same_ledger(home: Path) -> None:
    settings = Invocation(home, as_json=False).settings()
    with local_ledger(settings) as first:
        pass
    with local_ledger(settings) as again:
        assert again.deployment == first.deployment
