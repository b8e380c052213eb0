import os
import subprocess
import sys
from pathlib import Path

import pytest

from labour_ledger.chain import anvil
from labour_ledger.errors import ConfigurationError


def test_find_anvil_nowhere_tells_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(anvil, "__file__", str(tmp_path / "package" / "anvil.py"))
    with pytest.raises(ConfigurationError) as refused:
        anvil.find_anvil(tmp_path)
    assert "make setup" in refused.value.hint
    assert "npm ci" in refused.value.hint


def test_find_anvil_falls_back_to_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = tmp_path / "anvil"
    binary.write_text("")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(anvil, "__file__", str(tmp_path / "package" / "anvil.py"))
    assert anvil.find_anvil(tmp_path) == binary


def install_anvil(project: Path, script: str) -> None:
    binary = project / "node_modules" / "@foundry-rs" / "anvil-any-os" / "bin" / "anvil"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)


def test_anvil_of_a_program_that_dies_repeats_its_last_words(tmp_path: Path) -> None:
    install_anvil(tmp_path, "echo one\necho the last words >&2\nexit 1")
    with pytest.raises(ConfigurationError, match="did not start: the last words"):
        anvil.Anvil([], state=None, project=tmp_path)


def test_anvil_of_a_program_that_stays_silent_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anvil, "_READY_WITHIN_S", 0.05)
    install_anvil(tmp_path, "exec sleep 60")
    with pytest.raises(ConfigurationError, match="it said nothing"):
        anvil.Anvil([], state=None, project=tmp_path)


def test_stop_of_a_program_that_does_not_listen_kills_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anvil, "_STOPPED_WITHIN_S", 0.05)
    install_anvil(tmp_path, "trap '' TERM\necho Listening on 127.0.0.1:1\nwhile :; do sleep 0.05; done")
    process = anvil.Anvil([], state=None, project=tmp_path)
    assert process.running
    process.stop()
    assert not process.running


def write_arguments(project: Path) -> Path:
    """Install a program that writes its arguments down and then waits."""
    told = project / "arguments"
    install_anvil(project, f'echo "$@" > {told}\necho Listening on 127.0.0.1:1\nexec sleep 60')
    return told


def test_anvil_spills_into_a_folder_of_its_own_that_goes_with_it(tmp_path: Path) -> None:
    told = write_arguments(tmp_path)
    process = anvil.Anvil([], state=None, project=tmp_path)
    spilled = Path(told.read_text().split("--cache-path ")[1].strip())
    assert spilled.is_dir()
    process.stop()
    assert not spilled.exists()


def test_anvil_removes_what_chains_of_killed_programs_spilled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    abandoned, used, foreign = (
        tmp_path / f"labour-ledger-spilled-{name}" for name in (f"{ended.pid}-x", f"{os.getpid()}-x", "a-b")
    )
    for folder in (abandoned, used, foreign):
        (folder / "states").mkdir(parents=True)
    write_arguments(tmp_path)
    anvil.Anvil([], state=None, project=tmp_path).stop()
    assert [folder.exists() for folder in (abandoned, used, foreign)] == [False, True, True]


def test_anvil_on_a_state_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    told = write_arguments(tmp_path)
    state = tmp_path / "home" / "chain.json"
    left = tmp_path / "home" / "chain.json-spilled" / "left"
    left.mkdir(parents=True)
    process = anvil.Anvil([], state=state, project=tmp_path)
    assert str(left.parent) in told.read_text()
    assert left.parent.is_dir()
    assert not left.exists()
    process.stop()
    assert not left.parent.exists()


def test_anvil_on_a_state_in_use_says_so_and_can_be_started_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anvil, "_LET_GO_WITHIN_S", 0.05)
    write_arguments(tmp_path)
    state = tmp_path / "chain.json"
    first = anvil.Anvil([], state=state, project=tmp_path)
    with pytest.raises(anvil.StateInUse, match=str(state)):
        anvil.Anvil([], state=state, project=tmp_path)
    assert (tmp_path / "chain.json-spilled").is_dir()
    first.stop()
    anvil.Anvil([], state=state, project=tmp_path).stop()


def test_claim_state_in_a_folder_that_cannot_be_written_says_which(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"file/chain\.json"):
        anvil.claim_state(tmp_path / "file" / "chain.json")
