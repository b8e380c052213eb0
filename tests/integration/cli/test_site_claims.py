from __future__ import annotations

import json
from pathlib import Path

from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import DAY_S, LedgerWorld

from labour_ledger_verify.handle import handle_of

UNCLAIMED = 3


def claimed(desk: Desk, world: LedgerWorld, folder: Path, *, key: str = "supplier", site: int = UNCLAIMED) -> str:
    """Claim a site with one file as evidence; return the claim's id."""
    evidence = folder / "licence.pdf"
    evidence.write_bytes(b"a licence")
    desk.run("index", "sync")
    made = desk.json(
        "sites", "claim", handle_of(world.sites[site]), "--key", key, "--evidence", evidence, *desk.password(),
        "-o", folder / "claim.json",
    )  # fmt: skip
    return str(made["id"])


def controller(world: LedgerWorld, site: int = UNCLAIMED) -> int:
    found = world.client.subject(world.sites[site])
    assert found is not None
    return found.controller


def test_site_claim_granted_by_a_registrar_names_the_controller(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path)
    shown = desk.json("sites", "claims", claim, "--check", tmp_path / "licence.pdf")
    assert (shown["state"], shown["claimedBy"]) == ("pending", world.parties["supplier"].number)
    decided = desk.json("sites", "decide", claim, "--grant", "--key", "registrar", *desk.password())
    assert decided["state"] == "approved"
    assert controller(world) == world.parties["supplier"].number
    # asked again it is only told, not sent a second time
    before = world.latest_block()
    desk.json("sites", "decide", claim, "--grant", "--key", "registrar", *desk.password())
    assert world.latest_block() == before


def test_site_claim_granted_by_who_is_no_registrar_is_refused(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path)
    error = desk.json("sites", "decide", claim, "--grant", "--key", "auditor", *desk.password(), code=3)
    assert error["context"]["error"] == "AuthorityMissing"
    assert controller(world) == 0
    assert desk.json("sites", "claims", claim)["state"] == "pending"


def test_site_claim_granted_by_the_claimant_is_refused(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path, key="registrar")
    error = desk.json("sites", "decide", claim, "--grant", "--key", "registrar", *desk.password(), code=3)
    assert error["context"]["error"] == "AuthorityNotIndependent"


def test_site_claim_that_lapsed_is_refused(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path)
    world.chain.travel_by(31 * DAY_S)
    error = desk.json("sites", "decide", claim, "--grant", "--key", "registrar", *desk.password(), code=3)
    assert error["context"]["error"] == "DeadlinePassed"
    assert controller(world) == 0


def test_site_claim_refused_keeps_the_reason(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path)
    desk.json("sites", "decide", claim, "--refuse", "--reason", "the licence is of another place")
    error = desk.json("sites", "decide", claim, "--grant", "--key", "registrar", *desk.password(), code=2)
    assert (error["code"], "another place" in error["message"]) == ("request-decided", True)
    assert "another place" in desk.run("sites", "claims")[1]
    assert controller(world) == 0


def test_site_claim_refused_without_a_reason_is_bad_input(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path)
    assert "needs a reason" in desk.json("sites", "decide", claim, "--refuse", code=2)["message"]


def test_site_claims_check_of_another_file_says_so(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claim = claimed(desk, world, tmp_path)
    (tmp_path / "licence.pdf").write_bytes(b"a licence, opened and saved")
    error = desk.json("sites", "claims", claim, "--check", tmp_path / "licence.pdf", code=2)
    assert "not one of the files" in error["message"]


def test_site_receive_claim_that_was_changed_is_refused(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    claimed(desk, world, tmp_path)
    document = json.loads((tmp_path / "claim.json").read_text())
    document["change"]["deadline"] = "99999999999"
    (tmp_path / "claim.json").write_text(json.dumps(document))
    assert desk.json("sites", "receive", tmp_path / "claim.json", code=2)["code"] == "request-invalid"


def test_site_transfer_by_the_present_controller_needs_no_registrar(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    claim = claimed(desk, world, tmp_path, key="brand", site=0)
    desk.json("sites", "receive", tmp_path / "claim.json")
    desk.json("sites", "transfer", claim, "--key", "supplier", *desk.password())
    assert controller(world, 0) == world.parties["brand"].number


def test_site_claim_note_with_personal_data_is_refused(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    options = ("--key", "supplier", "--note", "ask for ratna.dewi@example.org", *desk.password())
    error = desk.json("sites", "claim", handle_of(world.sites[UNCLAIMED]), *options, code=2)
    assert error["code"] == "personal-data-refused"
    assert desk.json("sites", "claims")["claims"] == []


def test_site_claim_of_ones_own_site_is_told_so(desk: Desk, world: LedgerWorld) -> None:
    desk.run("index", "sync")
    error = desk.json("sites", "claim", handle_of(world.sites[0]), "--key", "supplier", *desk.password(), code=2)
    assert "controls" in error["message"]
    assert desk.json("sites", "claims")["claims"] == []
