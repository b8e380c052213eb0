"""The proof of an answer: bundles that the verifier finds sound."""

from __future__ import annotations

from pathlib import Path

from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.cli import main as verify
from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"


def test_ask_writes_the_bundle_that_proves_the_answer(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1))
    desk.run("index", "sync")
    trust = tmp_path / "trust.json"
    desk.json("trust", "init", "-o", trust, "--time-tolerance", "60")
    file = tmp_path / "proof.json"
    site = handle_of(world.sites[0])
    answer = desk.json("ask", "site-status", "--site", site, "--standard", C029, "--bundle", file)
    assert answer["summary"]["code"] == "conforms"
    meant = ["--subject", f"0x{world.sites[0].hex()}", "--require", "conforms"]
    assert verify([str(file), "--trust", str(trust), "--schema", C029, *meant]) == 0


def test_ask_writes_a_bundle_for_each_site_of_an_answer_into_a_folder(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    for site in world.sites[:2]:
        world.record("auditor", world.attestation("auditor", site, C029, outcome=1))
    desk.run("index", "sync")
    trust = tmp_path / "trust.json"
    desk.json("trust", "init", "-o", trust, "--time-tolerance", "60")
    folder = tmp_path / "proofs"
    answer = desk.json("ask", "issued-by", "--party", str(world.parties["auditor"].number), "--bundle", folder)
    files = sorted(folder.iterdir())
    assert len(files) == len(answer["bundles"]) == 2
    assert verify([*map(str, files), "--trust", str(trust)]) == 0
