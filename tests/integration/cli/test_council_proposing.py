"""Decisions of a council from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.governed_ledger import GovernedLedger, governed_ledger, member_secret
from tests.support.ledger_world import LedgerWorld

from labour_ledger.attesting.keys import import_private_key, new_key
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.chain.local import member_keys
from labour_ledger_verify.hexadecimal import to_checksum_address

DELAY = "set-delay new-delay=2d"
WHY = ("--why", "time to look twice")


@pytest.fixture
def governed(world: LedgerWorld, desk: Desk) -> Iterator[GovernedLedger]:
    with governed_ledger(world) as ledger:
        save_deployment(ledger.deployment, desk.home / "deployment.json")
        yield ledger


def propose(desk: Desk, *calls: str) -> Any:
    return desk.json("council", "propose", *WHY, *calls)


def approve_by_all(desk: Desk, proposal: str) -> Any:
    for member in ("government", "employers", "workers"):
        shown = desk.json("council", "approve", proposal, "--member", member)
    return shown


def test_council_decides_from_proposal_to_execution(desk: Desk, governed: GovernedLedger) -> None:
    made = propose(desk, DELAY)
    assert made["state"] == "open"
    assert made["calls"] == [{"part": 1, "executed": False, "text": DELAY, "readable": True}]
    assert made["missingClasses"] == ["government", "employers_organisation", "workers_organisation"]
    assert made["descriptionMatches"] is True
    short = made["proposal"][:8]
    first = desk.json("council", "approve", short)
    assert (first["missingApprovals"], len(first["approvals"]), first["executableFrom"]) == (2, 1, None)
    assert first["missingClasses"] == ["employers_organisation", "workers_organisation"]
    desk.json("council", "approve", short, "--member", "employers")
    waiting = desk.json("council", "approve", short, "--member", "workers")
    assert (waiting["state"], waiting["missingApprovals"]) == ("waiting", 0)
    assert waiting["executableFrom"] < waiting["expiresAt"]
    done = desk.json("council", "execute", short, "--member", "employers")
    assert (done["state"], done["calls"][0]["executed"], done["executableFrom"]) == ("executed", True, None)
    assert governed.contract.delay_s() == 2 * 86_400
    assert desk.json("council", "list")["proposals"] == []
    assert desk.json("council", "list", "--all")["proposals"][0]["state"] == "executed"


def test_council_shows_people_what_they_approve(desk: Desk, governed: GovernedLedger) -> None:
    short = propose(desk, DELAY, "set-threshold new-threshold=3")["proposal"][:8]
    desk.json("council", "object", short, "--member", "workers")
    code, out, _ = desk.run("council", "show", short)
    assert code == 0
    text = " ".join(out.split())
    for words in (DELAY, "set-threshold new-threshold=3", "3 approvals", "one of them government", "expires"):
        assert words in text
    assert to_checksum_address(member_keys()["workers"].address) in text.partition("objected to by")[2]
    listed = desk.run("council", "list")[1]
    assert short in listed
    assert "and 1 more" in listed


def test_council_show_says_who_the_parties_are(desk: Desk, governed: GovernedLedger) -> None:
    options = ("--class", "auditor", "--country", "DE", "--key", "0x" + "12" * 20)
    desk.json("council", "register", "Fictitious Certifier", *options)
    calls = ("suspend-party party=1 suspended-until=never", f"reinstate-party party={2**64 - 1}")
    made = propose(desk, *calls)
    assert made["parties"] == [
        {"party": 1, "class": "auditor", "country": "DE", "name": None},
        {"party": 2**64 - 1, "class": None, "country": "", "name": None},
    ]
    desk.json("index", "sync")
    shown = desk.run("council", "show", made["proposal"])[1]
    assert "party 1 is Fictitious Certifier, auditor in DE" in shown
    assert f"party {2**64 - 1} is not registered" in shown


def test_council_show_tells_whether_the_words_are_those(desk: Desk, governed: GovernedLedger) -> None:
    short = propose(desk, DELAY)["proposal"][:8]
    assert desk.json("council", "show", short)["descriptionMatches"] is None
    assert desk.json("council", "show", short, "--why", " time to look twice ")["descriptionMatches"] is True
    assert desk.json("council", "show", short, "--why", "a coffee machine")["descriptionMatches"] is False
    assert "OTHER words" in desk.run("council", "show", short, "--why", "a coffee machine")[1]


def test_council_show_warns_of_calls_that_it_cannot_read(desk: Desk, governed: GovernedLedger) -> None:
    from labour_ledger.chain.council_proposals import CouncilCall, description_hash, divide

    parts = divide([CouncilCall(governed.deployment.contract, b"\x01\x02\x03\x04")])
    governed.members["government"].propose(parts, description_hash("something"))
    (shown,) = desk.json("council", "list")["proposals"]
    assert shown["calls"][0]["readable"] is False
    assert "NOT READABLE" in desk.run("council", "show", shown["proposal"])[1]


def test_council_propose_thousands_from_a_file(desk: Desk, governed: GovernedLedger, tmp_path: Path) -> None:
    file = tmp_path / "calls"
    lines = [f"register-party class=auditor profile-hash=0x{number:064x}" for number in range(130)]
    file.write_text("# auditors\n\n" + "\n".join(lines) + "\n")
    made = propose(desk, "--file", str(file))
    assert [call["part"] for call in made["calls"]] == [1] * 64 + [2] * 64 + [3] * 2
    approve_by_all(desk, made["proposal"])
    done = desk.json("council", "execute", made["proposal"])
    assert all(call["executed"] for call in done["calls"])
    assert governed.client.party_count() == 130
    assert "part 3 of 3, executed" in desk.run("council", "show", made["proposal"])[1]


def test_council_execute_too_early_is_refused_by_name(desk: Desk, governed: GovernedLedger) -> None:
    made = propose(desk, DELAY)
    assert desk.json("council", "execute", made["proposal"], code=3)["context"]["error"] == "ApprovalsIncomplete"
    approve_by_all(desk, made["proposal"])
    desk.json("council", "execute", made["proposal"])
    assert desk.json("council", "execute", made["proposal"], code=3)["context"]["error"] == "ProposalExecuted"


def test_council_withdraw_and_cancel(desk: Desk, governed: GovernedLedger) -> None:
    made = propose(desk, DELAY)
    approve_by_all(desk, made["proposal"])
    back = desk.json("council", "withdraw", made["proposal"], "--member", "workers")
    assert (back["state"], back["missingClasses"]) == ("open", ["workers_organisation"])
    other = desk.json("council", "cancel", made["proposal"], "--member", "workers", code=3)
    assert other["context"]["error"] == "NotProposer"
    assert desk.json("council", "cancel", made["proposal"])["state"] == "cancelled"


def test_council_by_a_stored_key_of_a_member(desk: Desk, governed: GovernedLedger) -> None:
    import_private_key(desk.home / "keys", member_secret("workers"), "secret", label="union", work_factor=2)
    made = propose(desk, DELAY)
    shown = desk.json("council", "approve", made["proposal"], "--member", "union", *desk.password())
    assert [item["class"] for item in shown["approvals"]] == ["workers_organisation"]


def test_council_by_a_key_of_nobody_is_refused(desk: Desk, governed: GovernedLedger, world: LedgerWorld) -> None:
    world.chain.fund(world.parties["brand"].signer.address, 10**18)
    error = desk.json("council", "propose", *WHY, DELAY, "--member", "brand", *desk.password(), code=3)
    assert error["context"]["error"] == "NotMember"


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ((), "needs a call"),
        (("make-coffee cups=2",), "nothing that the council does"),
        (("set-delay",), "lacks the field new-delay"),
        (("set-delay new-delay=soon",), "cannot be read"),
    ],
)
def test_council_propose_bad_input_proposes_nothing(
    desk: Desk, governed: GovernedLedger, calls: tuple[str, ...], words: str
) -> None:
    assert words in desk.json("council", "propose", *WHY, *calls, code=2)["message"]
    assert governed.contract.proposals(governed.deployment.block_number) == []


@pytest.mark.parametrize("text", ["0x12", "zz", "0xffffffff"])
def test_council_show_of_no_proposal_is_bad_input(desk: Desk, governed: GovernedLedger, text: str) -> None:
    propose(desk, DELAY)
    assert desk.json("council", "show", text, code=2)["code"] == "proposal-not-found"


def test_council_commands_on_a_council_that_is_an_address_say_so(desk: Desk) -> None:
    assert desk.json("council", "list", code=5)["code"] == "council-without-members"


def test_council_register_and_accredit_are_decided_on_a_local_chain(desk: Desk, governed: GovernedLedger) -> None:
    key = new_key(desk.home / "keys", "secret", label="certifier", work_factor=2)
    options = ("--class", "auditor", "--country", "DE", "--key", "certifier")
    made = desk.json("council", "register", "Fictitious Certifier", *options)
    assert [decision["executed"] for decision in made["decisions"]] == [True, True]
    state = governed.client.key(key.address)
    assert state is not None
    assert state.party == made["party"] == 1
    approve_by_all(desk, propose(desk, "register-schema id=ilo/c029@1930")["proposal"])
    desk.json("council", "execute", desk.json("council", "list")["proposals"][0]["proposal"])
    code, out, _ = desk.run("council", "accredit", "1", "--schema", "ilo/c029@1930", "--until", "2028-12-31")
    assert code == 0
    assert "approved by 3 members, executed after" in out
    assert "party 1 is accredited" in out


def test_council_register_by_one_member_is_proposed_only(desk: Desk, governed: GovernedLedger) -> None:
    import_private_key(desk.home / "keys", member_secret("workers"), "secret", label="union", work_factor=2)
    address = "0x" + "12" * 20
    arguments = ("council", "register", "Fictitious Certifier", "--class", "auditor", "--key", address)
    code, out, _ = desk.run(*arguments, "--council", "union", *desk.password())
    assert code == 0
    assert "other members follow" in out
    assert f"add-key party=NUMBER key={address} role=sign,admin" in out
    assert governed.client.party_count() == 0
    made = desk.json(*arguments, "--council", "union", *desk.password())
    assert made["party"] is None
    assert made["decisions"][0]["executed"] is False


def test_council_acts_lists_every_act(desk: Desk) -> None:
    acts = {item["act"]: item["fields"] for item in desk.json("council", "acts")["acts"]}
    assert len(acts) == 20
    assert acts["set-threshold"] == ["new-threshold"]
    assert "set-threshold" in desk.run("council", "acts")[1]


def test_doctor_looks_at_the_council(desk: Desk, governed: GovernedLedger) -> None:
    found = {item["name"]: item for item in desk.json("doctor", code=1)["findings"]}
    assert found["council"] == {
        "name": "council",
        "state": "ok",
        "found": "3 members, 3 must approve, delay 5 s",
        "whatToDo": "",
    }


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain of the tests is taken for a public one."""
    from labour_ledger.chain import local
    from labour_ledger.cli import council_acting

    monkeypatch.setattr(local, "LOCAL_CHAIN_ID", 1)
    monkeypatch.setattr(council_acting, "LOCAL_CHAIN_ID", 1)


def test_doctor_finds_fault_with_a_short_delay_elsewhere(desk: Desk, governed: GovernedLedger, elsewhere: None) -> None:
    found = {item["name"]: item for item in desk.json("doctor", code=1)["findings"]}
    assert found["council"]["state"] == "problem"
    assert "too short" in found["council"]["found"]
    assert "set-delay" in found["council"]["whatToDo"]


def test_doctor_finds_fault_with_a_council_that_is_an_address_elsewhere(desk: Desk, elsewhere: None) -> None:
    found = {item["name"]: item for item in desk.json("doctor", code=1)["findings"]}
    assert found["council"]["state"] == "problem"
    assert "one address" in found["council"]["found"]


def test_council_without_a_key_elsewhere_is_refused(desk: Desk, governed: GovernedLedger, elsewhere: None) -> None:
    assert desk.json("council", "propose", *WHY, DELAY, code=5)["code"] == "council-missing"
    # there it is the label of a stored key, and no longer an account that everybody knows
    assert desk.json("council", "propose", *WHY, DELAY, "--member", "workers", code=2)["code"] == "password-missing"
    options = ("--class", "auditor", "--key", "0x" + "12" * 20)
    assert desk.json("council", "register", "Fictitious Certifier", *options, code=5)["code"] == "council-missing"


def test_council_execute_elsewhere_waits_for_the_delay(
    desk: Desk, governed: GovernedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = propose(desk, DELAY)
    approve_by_all(desk, made["proposal"])
    from labour_ledger.cli import council_acting

    import_private_key(desk.home / "keys", member_secret("workers"), "secret", label="union", work_factor=2)
    monkeypatch.setattr(council_acting, "LOCAL_CHAIN_ID", 1)
    union = ("--member", "union", *desk.password())
    refused = desk.json("council", "execute", made["proposal"], *union, code=3)
    assert refused["context"]["error"] == "DelayNotOver"
    governed.chain.travel_by(60)
    assert desk.json("council", "execute", made["proposal"], *union)["state"] == "executed"
