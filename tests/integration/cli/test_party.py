from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.governed_ledger import GovernedLedger, governed_ledger, member_secret
from tests.support.ledger_world import LedgerWorld

from labour_ledger.attesting.keys import import_private_key
from labour_ledger.chain.deployment import save_deployment
from labour_ledger_verify.keccak import keccak256

APPLICANT = ("Applying Mill (fictitious)", "--class", "business", "--country", "ID")


@pytest.fixture
def applicant(tmp_path: Path, desk: Desk, world: LedgerWorld) -> Desk:
    """Return another machine: a home of its own with one key, and no key of anybody else."""
    home = tmp_path / "applicant"
    home.mkdir()
    (home / "config.toml").write_text((desk.home / "config.toml").read_text())
    save_deployment(world.deployment, home / "deployment.json")
    import_private_key(home / "keys", keccak256(b"key of an applicant"), "secret", label="first", work_factor=2)
    return Desk(home, desk.password_file, desk.capture)


def apply(applicant: Desk, file: Path, *options: str) -> str:
    made = applicant.json(
        "party", "apply", *(options or APPLICANT), "--key", "first", *applicant.password(), "-o", file
    )
    return str(made["id"])[:10]


def test_party_applies_on_one_machine_and_is_registered_from_another(
    desk: Desk, applicant: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    file = tmp_path / "application.json"
    application = apply(applicant, file)
    received = desk.json("party", "receive", file)
    assert (received["state"], received["party"], received["name"]) == ("pending", None, APPLICANT[0])
    approved = desk.json("party", "approve", application, "--by", "registry desk")
    assert (approved["state"], approved["keyAdded"]) == ("approved", True)
    assert approved["party"] == world.client.party_count()
    key = world.client.key(bytes.fromhex(approved["key"][2:]))
    assert key is not None
    assert key.party == approved["party"]
    desk.run("index", "sync")
    assert applicant.json("party", "show", application)["party"] == approved["party"]
    assert APPLICANT[0] in desk.run("party", "list")[1]


def test_party_approve_twice_registers_once(desk: Desk, applicant: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    application = apply(applicant, file)
    desk.json("party", "receive", file)
    first = desk.json("party", "approve", application)
    count = world.client.party_count()
    assert desk.json("party", "approve", application)["party"] == first["party"]
    assert world.client.party_count() == count


def test_party_refuse_keeps_the_reason_and_stands_in_the_way_of_approval(
    desk: Desk, applicant: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    file = tmp_path / "application.json"
    application = apply(applicant, file)
    desk.json("party", "receive", file)
    refused = desk.json("party", "refuse", application, "--reason", "no extract of the company register")
    assert (refused["state"], refused["reason"]) == ("refused", "no extract of the company register")
    before = world.client.party_count()
    error = desk.json("party", "approve", application, code=2)
    assert error["code"] == "request-decided"
    assert "no extract" in error["message"]
    assert world.client.party_count() == before
    assert "no extract" in desk.run("party", "list", "--state", "refused")[1]


def test_party_refuse_after_approval_is_refused(desk: Desk, applicant: Desk, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    application = apply(applicant, file)
    desk.json("party", "receive", file)
    desk.json("party", "approve", application)
    assert desk.json("party", "refuse", application, "--reason", "too late", code=2)["code"] == "request-decided"


def test_party_receive_file_that_was_changed_is_refused(desk: Desk, applicant: Desk, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    apply(applicant, file)
    document = json.loads(file.read_text())
    document["application"]["class"] = "auditor"
    file.write_text(json.dumps(document))
    assert desk.json("party", "receive", file, code=2)["code"] == "request-invalid"
    assert desk.json("party", "list")["applications"] == []


def test_party_invite_fills_in_what_the_desk_knows(desk: Desk, applicant: Desk, tmp_path: Path) -> None:
    invitation, file = tmp_path / "invitation.json", tmp_path / "application.json"
    desk.json("party", "invite", "Invited Union (fictitious)", "--class", "workers-organisation", "-o", invitation)
    apply(applicant, file, "--invitation", str(invitation), "--country", "BR")
    received = desk.json("party", "receive", file)
    found = (received["name"], received["class"], received["country"])
    assert found == ("Invited Union (fictitious)", "workers_organisation", "BR")


def test_party_apply_without_name_or_class_says_what_is_missing(applicant: Desk) -> None:
    error = applicant.json("party", "apply", "--key", "first", code=2)
    assert "needs a name and a class" in error["message"]


def test_party_apply_to_a_place_that_cannot_be_written_keeps_nothing(applicant: Desk, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "application.json"
    options = (*APPLICANT, "--key", "first", *applicant.password(), "-o", file)
    assert applicant.json("party", "apply", *options, code=2)["code"] == "file-unusable"
    assert applicant.json("party", "list")["applications"] == []


def test_party_approve_with_a_key_of_another_party_is_refused(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    options = (*APPLICANT, "--key", "auditor", *desk.password(), "-o", file)
    application = str(desk.json("party", "apply", *options)["id"])
    before = world.client.party_count()
    error = desk.json("party", "approve", application, code=2)
    assert (error["code"], error["context"]["party"]) == ("key-taken", world.parties["auditor"].number)
    assert world.client.party_count() == before
    assert desk.json("party", "show", application)["state"] == "pending"


def test_party_approve_without_a_node_changes_nothing(desk: Desk, applicant: Desk, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    application = apply(applicant, file)
    desk.json("party", "receive", file)
    (desk.home / "config.toml").write_text('rpc_url = "http://127.0.0.1:1"\n')
    assert desk.json("party", "approve", application, code=4)["code"] == "node-unavailable"
    assert desk.json("party", "show", application)["state"] == "pending"


def test_party_approve_unknown_application_names_the_list(desk: Desk) -> None:
    error = desk.json("party", "approve", "0xabcdef", code=2)
    assert error["code"] == "request-unknown"
    assert "party list" in error["hint"]


@pytest.fixture
def governed(world: LedgerWorld, desk: Desk, applicant: Desk) -> Iterator[GovernedLedger]:
    with governed_ledger(world) as ledger:
        for one in (desk, applicant):
            save_deployment(ledger.deployment, one.home / "deployment.json")
        import_private_key(desk.home / "keys", member_secret("government"), "secret", label="ministry", work_factor=2)
        yield ledger


def test_party_approve_by_a_member_proposes_first_the_party_then_its_key(
    desk: Desk, applicant: Desk, governed: GovernedLedger, tmp_path: Path
) -> None:
    file = tmp_path / "application.json"
    application = apply(applicant, file)
    desk.json("party", "receive", file)
    approve = ("party", "approve", application, "--council", "ministry", *desk.password())
    proposed = desk.json(*approve)
    assert (proposed["state"], proposed["party"]) == ("approved", None)
    # what waits is not proposed a second time
    assert desk.json(*approve)["proposal"] == proposed["proposal"]
    assert len(desk.json("council", "list")["proposals"]) == 1
    execute(desk, proposed["proposal"])
    keyed = desk.json(*approve)
    assert (keyed["party"], keyed["keyAdded"]) == (1, False)
    execute(desk, keyed["proposal"])
    assert desk.json("party", "show", application)["keyAdded"] is True
    assert governed.client.party_count() == 1


def execute(desk: Desk, proposal: str) -> None:
    for member in ("employers", "workers"):
        desk.json("council", "approve", proposal, "--member", member)
    desk.json("council", "execute", proposal)
