from pathlib import Path

import pytest

from labour_ledger.chain import local
from labour_ledger.errors import ConfigurationError


def test_find_anvil_nowhere_tells_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(local, "__file__", str(tmp_path / "package" / "local.py"))
    with pytest.raises(ConfigurationError) as refused:
        local.find_anvil(tmp_path)
    assert "make setup" in refused.value.hint
    assert "npm ci" in refused.value.hint


def test_find_anvil_falls_back_to_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = tmp_path / "anvil"
    binary.write_text("")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(local, "__file__", str(tmp_path / "package" / "local.py"))
    assert local.find_anvil(tmp_path) == binary


def install_anvil(project: Path, script: str) -> None:
    binary = project / "node_modules" / "@foundry-rs" / "anvil-any-os" / "bin" / "anvil"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)


def test_start_chain_of_a_program_that_dies_repeats_its_last_words(tmp_path: Path) -> None:
    install_anvil(tmp_path, "echo one\necho the last words >&2\nexit 1")
    with pytest.raises(ConfigurationError, match="did not start: the last words"):
        local.start_chain(project=tmp_path)


def test_start_chain_of_a_program_that_stays_silent_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_READY_WITHIN_S", 0.05)
    install_anvil(tmp_path, "exec sleep 60")
    with pytest.raises(ConfigurationError, match="it said nothing"):
        local.start_chain(project=tmp_path)


def test_stop_of_a_program_that_does_not_listen_kills_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_STOPPED_WITHIN_S", 0.05)
    install_anvil(tmp_path, "trap '' TERM\necho Listening on 127.0.0.1:1\nwhile :; do sleep 0.05; done")
    chain = local.start_chain(project=tmp_path)
    assert chain.running
    chain.stop()
    assert not chain.running
