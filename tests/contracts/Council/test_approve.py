from __future__ import annotations

import pytest
from tests.contracts.support.council_world import (
    APPROVAL,
    DELAY,
    LIFETIME,
    OPEN,
    READY,
    WAITING,
    CouncilWorld,
)
from tests.contracts.support.world import GOVERNMENT, ZERO


@pytest.fixture
def proposal(hall: CouncilWorld) -> bytes:
    return hall.propose(hall.party_call())


def completed_at(hall: CouncilWorld, proposal: bytes) -> int:
    return hall.proposal(proposal)[1]


def test_approve_says_who_and_of_which_class(hall: CouncilWorld, proposal: bytes) -> None:
    sent = hall.send(hall.second_government, "approve", proposal)
    expected = {"proposal": proposal, "member": str(hall.second_government), "class": GOVERNMENT}
    assert hall.events_of(sent) == [("Approved", expected)]
    assert hall.council.voteOf(proposal, hall.second_government) == APPROVAL
    assert (hall.state(proposal), completed_at(hall, proposal)) == (OPEN, 0)


def test_approve_by_the_last_that_it_takes_begins_the_delay(hall: CouncilWorld, proposal: bytes) -> None:
    hall.approve(proposal, hall.four[:3])
    assert hall.state(proposal) == OPEN
    sent = hall.send(hall.international, "approve", proposal)
    assert [name for name, _ in hall.events_of(sent)] == ["Approved", "Completed"]
    assert hall.events_of(sent)[1][1] == {"proposal": proposal}
    assert (hall.state(proposal), completed_at(hall, proposal)) == (WAITING, hall.now())


def test_approve_by_more_does_not_prolong_the_delay(hall: CouncilWorld, proposal: bytes) -> None:
    complete = hall.approve(proposal)
    hall.move_to(complete + DELAY - 10)
    sent = hall.send(hall.second_workers, "approve", proposal)
    assert [name for name, _ in hall.events_of(sent)] == ["Approved"]
    assert completed_at(hall, proposal) == complete


@pytest.mark.parametrize("missing", ["government", "employers", "workers"])
def test_approve_by_enough_members_without_one_class_is_incomplete(hall: CouncilWorld, missing: str) -> None:
    reduced = {
        "government": ("employers", "workers", "second_workers", "international"),
        "employers": ("government", "workers", "second_government", "second_workers"),
        "workers": ("government", "employers", "second_government", "international"),
    }
    proposal = hall.propose(hall.party_call())
    hall.approve(proposal, [getattr(hall, name) for name in reduced[missing]])
    assert hall.state(proposal) == OPEN
    with hall.reverts_with("ApprovalsIncomplete", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [hall.party_call()], ZERO)
    hall.send(getattr(hall, missing), "approve", proposal)
    assert hall.state(proposal) == WAITING


def test_approve_twice_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    hall.send(hall.workers, "approve", proposal)
    with hall.reverts_with("VoteUnchanged", proposal, hall.workers):
        hall.simulate_by(hall.workers, "approve", proposal)


def test_approve_instead_of_an_objection_counts(hall: CouncilWorld, proposal: bytes) -> None:
    hall.send(hall.international, "object", proposal)
    hall.approve(proposal)
    assert hall.state(proposal) == WAITING


def test_approve_by_an_outsider_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("approve", proposal)


def test_approve_what_nobody_proposed_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("ProposalUnknown", b"\x05" * 32):
        hall.simulate_by(hall.workers, "approve", b"\x05" * 32)


def test_approve_is_possible_until_a_second_before_it_expires(hall: CouncilWorld, proposal: bytes) -> None:
    expires = hall.now() + LIFETIME
    hall.move_to(expires - 1)
    hall.simulate_by(hall.workers, "approve", proposal)
    for time in (expires, expires + 1):
        hall.move_to(time)
        with hall.reverts_with("ProposalExpired", proposal, expires):
            hall.simulate_by(hall.workers, "approve", proposal)


def test_approve_after_execution_is_refused(hall: CouncilWorld) -> None:
    proposal = hall.ready(hall.party_call())
    hall.send(hall.workers, "execute", proposal, [hall.party_call()], ZERO)
    with hall.reverts_with("ProposalExecuted", proposal):
        hall.simulate_by(hall.second_workers, "approve", proposal)


def test_approve_after_cancellation_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    hall.send(hall.government, "cancel", proposal)
    with hall.reverts_with("ProposalCancelled", proposal):
        hall.simulate_by(hall.workers, "approve", proposal)


def test_approve_of_a_member_that_left_counts_no_more(hall: CouncilWorld, proposal: bytes) -> None:
    complete = hall.approve(proposal)
    hall.decide(hall.on_itself("removeMember", str(hall.international)))
    assert hall.now() >= complete + DELAY
    assert (hall.state(proposal), completed_at(hall, proposal)) == (OPEN, 0)
    assert hall.council.voteOf(proposal, hall.international) == 0
    hall.send(hall.second_government, "approve", proposal)
    assert (hall.state(proposal), completed_at(hall, proposal)) == (WAITING, hall.now())


def test_approve_in_an_earlier_membership_does_not_count_in_a_later_one(hall: CouncilWorld, proposal: bytes) -> None:
    hall.approve(proposal)
    hall.decide(hall.on_itself("removeMember", str(hall.international)))
    hall.decide(hall.on_itself("addMember", str(hall.international), 7))
    assert hall.council.voteOf(proposal, hall.international) == 0
    assert hall.state(proposal) == OPEN
    hall.send(hall.international, "approve", proposal)
    assert (hall.state(proposal), completed_at(hall, proposal)) == (WAITING, hall.now())


def test_approve_of_a_member_that_changed_its_class_counts_no_more(hall: CouncilWorld, proposal: bytes) -> None:
    hall.approve(proposal)
    member = str(hall.international)
    hall.decide(hall.on_itself("removeMember", member), hall.on_itself("addMember", member, 9))
    assert hall.state(proposal) == OPEN


def test_approve_under_a_lowered_threshold_waits_from_the_lowering(hall: CouncilWorld, proposal: bytes) -> None:
    hall.approve(proposal, hall.four[:3])
    hall.decide(hall.on_itself("setThreshold", 3))
    lowered = hall.now()
    assert (hall.state(proposal), completed_at(hall, proposal)) == (WAITING, lowered)
    hall.send(hall.international, "approve", proposal)
    assert completed_at(hall, proposal) == lowered
    hall.move_to(lowered + DELAY)
    assert hall.state(proposal) == READY


def test_approve_under_a_raised_threshold_is_incomplete_and_waits_anew(hall: CouncilWorld, proposal: bytes) -> None:
    hall.approve(proposal)
    hall.decide(hall.on_itself("setThreshold", 5))
    assert hall.state(proposal) == OPEN
    hall.send(hall.second_workers, "approve", proposal)
    assert (hall.state(proposal), completed_at(hall, proposal)) == (WAITING, hall.now())
