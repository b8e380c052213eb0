from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.cli import main as verify
from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"


@pytest.fixture
def site(desk: Desk, world: LedgerWorld) -> str:
    """A site with an audit, indexed."""
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1))
    desk.run("index", "sync")
    return handle_of(world.sites[0])


@pytest.fixture
def trust(desk: Desk, site: str, tmp_path: Path) -> Path:
    file = tmp_path / "trust.json"
    assert desk.json("trust", "init", "-o", file, "--time-tolerance", "60")["trust"]["chainId"] == 31337
    return file


def test_bundle_of_a_site_is_sound_for_the_verifier(
    desk: Desk, world: LedgerWorld, site: str, trust: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bundle.json"
    built = desk.json("bundle", site, "-o", file, "--schema", C029)
    assert built["bytes"] == file.stat().st_size
    meant = ["--subject", f"0x{world.sites[0].hex()}", "--require", "conforms"]
    assert verify([str(file), "--trust", str(trust), "--schema", C029, *meant]) == 0
    code, out, _ = desk.run("bundle", site, "-o", tmp_path / "again.json", "--schema", C029)
    assert code == 0
    assert built["head"] in out


def test_bundle_of_a_party_is_sound_for_the_verifier(
    desk: Desk, world: LedgerWorld, trust: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bundle.json"
    built = desk.json("bundle", "--party", str(world.parties["auditor"].number), "-o", file)
    assert built["entries"] == 1
    assert verify([str(file), "--trust", str(trust)]) == 0


def test_bundle_to_stdout_is_the_file(desk: Desk, site: str, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    desk.run("bundle", site, "-o", file)
    code, out, _ = desk.run("bundle", site, "-o", "-")
    assert (code, out) == (0, file.read_text())


def test_bundle_continues_from_a_head(desk: Desk, world: LedgerWorld, site: str, tmp_path: Path) -> None:
    first = desk.json("bundle", site, "-o", tmp_path / "first.json")
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=2))
    desk.run("index", "sync")
    later = desk.json("bundle", site, "-o", tmp_path / "later.json", "--since", first["head"], "--no-documents")
    assert later["entries"] == 1
    desk.json("trust", "init", "-o", tmp_path / "trust.json", "--time-tolerance", "60")
    arguments = [str(tmp_path / "later.json"), "--trust", str(tmp_path / "trust.json")]
    assert verify([*arguments, "--since", first["head"]]) == 0
    assert verify(arguments) == 4


def test_bundle_of_a_block_not_indexed_writes_nothing(desk: Desk, site: str, tmp_path: Path) -> None:
    error = desk.json("bundle", site, "-o", tmp_path / "bundle.json", "--block", "99999999", code=4)
    assert error["code"] == "index-behind"
    assert not (tmp_path / "bundle.json").exists()


@pytest.mark.parametrize("arguments", [(), ("LL-7K3M-92QF", "--party", "1"), ("--party", "1", "--schema", C029)])
def test_bundle_unclear_what_about_is_bad_input(desk: Desk, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    error = desk.json("bundle", *arguments, "-o", tmp_path / "bundle.json", code=2)
    assert error["code"] == "bundle-unclear"


def test_bundle_into_a_folder_that_is_not_there_is_named(desk: Desk, site: str, tmp_path: Path) -> None:
    error = desk.json("bundle", site, "-o", tmp_path / "nowhere" / "bundle.json", code=2)
    assert error["code"] == "file-unusable"


def test_trust_init_to_stdout_says_to_take_the_hash_from_elsewhere(desk: Desk, site: str) -> None:
    code, out, error = desk.run("trust", "init", "-o", "-")
    assert code == 0
    assert json.loads(out)["format"] == "labour-ledger/trust@1"
    assert "from elsewhere" in error


def test_trust_init_of_a_past_block_trusts_that_one(desk: Desk, world: LedgerWorld, site: str, tmp_path: Path) -> None:
    number = world.deployment.block_number
    trust = desk.json("trust", "init", "-o", tmp_path / "trust.json", "--block", str(number))["trust"]
    assert trust["trustedBlocks"] == [{"number": str(number), "hash": f"0x{world.deployment.block_hash.hex()}"}]


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_certificate_of_a_sound_bundle_is_written(
    desk: Desk, site: str, trust: Path, tmp_path: Path, suffix: str
) -> None:
    desk.run("bundle", site, "-o", tmp_path / "bundle.json")
    file = tmp_path / f"certificate.{suffix}"
    made = desk.json("certificate", tmp_path / "bundle.json", "--trust", trust, "--schema", C029, "-o", file)
    assert made["status"] == "Conforms"
    assert file.read_bytes().startswith(b"%PDF-" if suffix == "pdf" else b"<!doctype html>")


def test_certificate_of_a_bundle_that_is_false_is_not_written(
    desk: Desk, site: str, trust: Path, tmp_path: Path
) -> None:
    desk.run("bundle", site, "-o", tmp_path / "bundle.json")
    fields = json.loads((tmp_path / "bundle.json").read_text())
    del fields["subjects"][0]["entries"][1]
    (tmp_path / "bundle.json").write_text(json.dumps(fields))
    code, _, error = desk.run(
        "certificate", tmp_path / "bundle.json", "--trust", trust, "--schema", C029, "-o", tmp_path / "c.pdf"
    )
    assert code == 1
    assert "(5) histories" in error
    assert not (tmp_path / "c.pdf").exists()


def test_certificate_named_otherwise_is_bad_input(desk: Desk, trust: Path, tmp_path: Path) -> None:
    error = desk.json(
        "certificate", tmp_path / "b.json", "--trust", trust, "--schema", C029, "-o", tmp_path / "c.doc", code=2
    )
    assert error["code"] == "certificate-name-invalid"
