from __future__ import annotations

import pytest
from tests.contracts.support.council_world import CANCELLED, LIFETIME, OBJECTION, OPEN, READY, CouncilWorld
from tests.contracts.support.world import WORKERS, ZERO


@pytest.fixture
def proposal(hall: CouncilWorld) -> bytes:
    return hall.propose(hall.party_call())


def test_object_says_who_and_of_which_class(hall: CouncilWorld, proposal: bytes) -> None:
    sent = hall.send(hall.second_workers, "object", proposal)
    expected = {"proposal": proposal, "member": str(hall.second_workers), "class": WORKERS}
    assert hall.events_of(sent) == [("Objected", expected)]
    assert hall.council.voteOf(proposal, hall.second_workers) == OBJECTION
    assert hall.state(proposal) == OPEN


def test_object_by_as_many_as_the_threshold_cancels(hall: CouncilWorld, proposal: bytes) -> None:
    # any of them: stopping needs no class
    objecting = (hall.government, hall.second_government, hall.international)
    for member in objecting:
        hall.send(member, "object", proposal)
    assert hall.state(proposal) == OPEN
    sent = hall.send(hall.second_workers, "object", proposal)
    assert hall.events_of(sent)[1:] == [("Cancelled", {"proposal": proposal, "by": str(hall.second_workers)})]
    assert hall.state(proposal) == CANCELLED
    with hall.reverts_with("ProposalCancelled", proposal):
        hall.simulate_by(hall.workers, "object", proposal)


def test_object_cancels_what_could_be_executed(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.ready(call)
    for member in (hall.second_government, hall.second_workers, hall.international, hall.workers):
        assert hall.state(proposal) != CANCELLED
        hall.send(member, "object", proposal)
    with hall.reverts_with("ProposalCancelled", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_object_by_fewer_leaves_it_executable(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.ready(call)
    for member in (hall.second_government, hall.second_workers):
        hall.send(member, "object", proposal)
    assert hall.state(proposal) == READY
    hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_object_instead_of_an_approval_takes_it_back(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.ready(call)
    hall.send(hall.international, "object", proposal)
    assert hall.state(proposal) == OPEN
    with hall.reverts_with("ApprovalsIncomplete", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_object_of_members_that_left_counts_no_more(hall: CouncilWorld, proposal: bytes) -> None:
    for member in (hall.international, hall.workers, hall.government):
        hall.send(member, "object", proposal)
    hall.decide(hall.on_itself("removeMember", str(hall.international)))
    hall.send(hall.second_workers, "object", proposal)
    assert hall.state(proposal) == OPEN
    hall.send(hall.second_government, "object", proposal)
    assert hall.state(proposal) == CANCELLED


def test_object_twice_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    hall.send(hall.workers, "object", proposal)
    with hall.reverts_with("VoteUnchanged", proposal, hall.workers):
        hall.simulate_by(hall.workers, "object", proposal)


def test_object_by_an_outsider_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("object", proposal)


def test_object_to_what_is_not_open_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("ProposalUnknown", b"\x05" * 32):
        hall.simulate_by(hall.workers, "object", b"\x05" * 32)
    call = hall.party_call()
    executed = hall.ready(call)
    hall.send(hall.workers, "execute", executed, [call], ZERO)
    with hall.reverts_with("ProposalExecuted", executed):
        hall.simulate_by(hall.workers, "object", executed)
    expires = hall.proposal(proposal)[2]
    hall.move_to(expires)
    with hall.reverts_with("ProposalExpired", proposal, expires):
        hall.simulate_by(hall.workers, "object", proposal)
    assert expires > LIFETIME
