from __future__ import annotations

import pytest
from tests.contracts.support.council_world import DELAY, NONE, OPEN, WAITING, CouncilWorld
from tests.contracts.support.world import ZERO


@pytest.fixture
def proposal(hall: CouncilWorld) -> bytes:
    return hall.propose(hall.party_call())


@pytest.mark.parametrize("vote", ["approve", "object"])
def test_withdraw_takes_back_what_was_said(hall: CouncilWorld, proposal: bytes, vote: str) -> None:
    hall.send(hall.workers, vote, proposal)
    sent = hall.send(hall.workers, "withdraw", proposal)
    assert hall.events_of(sent) == [("Withdrawn", {"proposal": proposal, "member": str(hall.workers)})]
    assert hall.council.voteOf(proposal, hall.workers) == NONE
    hall.simulate_by(hall.workers, vote, proposal)


def test_withdraw_makes_the_delay_begin_anew(hall: CouncilWorld, proposal: bytes) -> None:
    hall.move_to(hall.approve(proposal) + DELAY - 1)
    hall.send(hall.employers, "withdraw", proposal)
    assert hall.state(proposal) == OPEN
    with hall.reverts_with("ApprovalsIncomplete", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [hall.party_call()], ZERO)
    hall.send(hall.employers, "approve", proposal)
    assert hall.proposal(proposal)[1] == hall.now()
    assert hall.state(proposal) == WAITING


def test_withdraw_by_one_that_is_not_needed_changes_nothing(hall: CouncilWorld, proposal: bytes) -> None:
    complete = hall.approve(proposal)
    hall.send(hall.second_workers, "approve", proposal)
    hall.send(hall.workers, "withdraw", proposal)
    assert hall.proposal(proposal)[1] == complete


def test_withdraw_nothing_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("VoteMissing", proposal, hall.workers):
        hall.simulate_by(hall.workers, "withdraw", proposal)


def test_withdraw_by_an_outsider_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("withdraw", proposal)


def test_withdraw_from_what_is_not_open_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    hall.approve(proposal)
    with hall.reverts_with("ProposalUnknown", b"\x05" * 32):
        hall.simulate_by(hall.workers, "withdraw", b"\x05" * 32)
    cancelled = hall.propose(hall.party_call())
    hall.approve(cancelled)
    hall.send(hall.government, "cancel", cancelled)
    with hall.reverts_with("ProposalCancelled", cancelled):
        hall.simulate_by(hall.workers, "withdraw", cancelled)
    expires = hall.proposal(proposal)[2]
    hall.move_to(expires)
    with hall.reverts_with("ProposalExpired", proposal, expires):
        hall.simulate_by(hall.workers, "withdraw", proposal)


def test_withdraw_after_execution_is_refused(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.ready(call)
    hall.send(hall.workers, "execute", proposal, [call], ZERO)
    with hall.reverts_with("ProposalExecuted", proposal):
        hall.simulate_by(hall.workers, "withdraw", proposal)
