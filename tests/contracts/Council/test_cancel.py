from __future__ import annotations

import pytest
from tests.contracts.support.council_world import CANCELLED, CouncilWorld, remaining_of
from tests.contracts.support.world import ZERO


@pytest.fixture
def proposal(hall: CouncilWorld) -> bytes:
    return hall.propose(hall.party_call())


def test_cancel_by_its_proposer_ends_it(hall: CouncilWorld, proposal: bytes) -> None:
    sent = hall.send(hall.government, "cancel", proposal)
    assert hall.events_of(sent) == [("Cancelled", {"proposal": proposal, "by": str(hall.government)})]
    assert hall.state(proposal) == CANCELLED
    assert hall.proposal(proposal)[3] is True
    with hall.reverts_with("ProposalCancelled", proposal):
        hall.simulate_by(hall.government, "cancel", proposal)


def test_cancel_by_another_member_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    for member in (hall.second_government, hall.workers, hall.international):
        with hall.reverts_with("NotProposer", proposal, member):
            hall.simulate_by(member, "cancel", proposal)


def test_cancel_by_an_outsider_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("cancel", proposal)


def test_cancel_by_a_proposer_that_left_is_refused(hall: CouncilWorld) -> None:
    proposal = hall.propose(hall.party_call(), by=hall.international)
    hall.decide(hall.on_itself("removeMember", str(hall.international)))
    with hall.reverts_with("NotMember", hall.international):
        hall.simulate_by(hall.international, "cancel", proposal)


def test_cancel_what_was_executed_in_part_stops_the_rest(hall: CouncilWorld) -> None:
    parts = [[hall.party_call(1)], [hall.party_call(2)]]
    proposal = hall.ready_parts(parts)
    hall.send(hall.workers, "execute", proposal, parts[0], remaining_of(parts[1:]))
    hall.send(hall.government, "cancel", proposal)
    with hall.reverts_with("ProposalCancelled", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, parts[1], ZERO)


def test_cancel_what_is_not_open_is_refused(hall: CouncilWorld, proposal: bytes) -> None:
    with hall.reverts_with("ProposalUnknown", b"\x05" * 32):
        hall.simulate_by(hall.government, "cancel", b"\x05" * 32)
    call = hall.party_call()
    executed = hall.ready(call)
    hall.send(hall.workers, "execute", executed, [call], ZERO)
    with hall.reverts_with("ProposalExecuted", executed):
        hall.simulate_by(hall.government, "cancel", executed)
    expires = hall.proposal(proposal)[2]
    hall.move_to(expires)
    with hall.reverts_with("ProposalExpired", proposal, expires):
        hall.simulate_by(hall.government, "cancel", proposal)
