from __future__ import annotations

from tests.contracts.support.council_world import LIFETIME, NONE, OPEN, UNKNOWN, CouncilWorld, remaining_of
from tests.contracts.support.world import NO_ADDRESS, ZERO, hash_of

WHY = hash_of("why")


def test_propose_puts_the_calls_before_the_members(hall: CouncilWorld) -> None:
    parts = [[hall.party_call(), hall.on_itself("setDelay", 1)], [hall.party_call(1)]]
    sent = hall.send(hall.international, "propose", parts, WHY)
    proposal = hall.id_of(hall.international, WHY, parts)
    expires = hall.now() + LIFETIME
    expected = {
        "proposal": proposal,
        "proposer": str(hall.international),
        "descriptionHash": WHY,
        "expiresAt": expires,
    }
    ((name, values),) = hall.events_of(sent)
    shown = [[(call["target"], call["data"]) for call in part] for part in values.pop("parts")]
    assert (name, values, shown) == ("Proposed", expected, parts)
    assert hall.proposal(proposal) == (str(hall.international), 0, expires, False, remaining_of(parts))
    assert hall.state(proposal) == OPEN


def test_propose_returns_the_id_that_it_has(hall: CouncilWorld) -> None:
    parts = [[hall.party_call()]]
    assert hall.simulate_by(hall.workers, "propose", parts, WHY) == hall.id_of(hall.workers, WHY, parts)


def test_propose_is_no_approval(hall: CouncilWorld) -> None:
    proposal = hall.propose(hall.party_call(), by=hall.workers)
    assert hall.council.voteOf(proposal, hall.workers) == NONE


def test_propose_by_an_outsider_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("propose", [[hall.party_call()]], WHY)


def test_propose_nothing_is_refused(hall: CouncilWorld) -> None:
    for parts in ([], [[]], [[hall.party_call()], []], [[], [hall.party_call()]]):
        with hall.reverts_with("ProposalEmpty"):
            hall.simulate_by(hall.workers, "propose", parts, WHY)


def test_propose_more_than_the_limits_is_refused(hall: CouncilWorld) -> None:
    call = hall.on_itself("setDelay", 1)
    hall.simulate_by(hall.workers, "propose", [[call] * 64], WHY)
    with hall.reverts_with("ProposalTooLarge", 65, 64):
        hall.simulate_by(hall.workers, "propose", [[call] * 65], WHY)
    hall.simulate_by(hall.workers, "propose", [[call]] * 64, WHY)
    with hall.reverts_with("ProposalTooLarge", 65, 64):
        hall.simulate_by(hall.workers, "propose", [[call]] * 65, WHY)


def test_propose_a_call_to_anything_else_is_refused(hall: CouncilWorld) -> None:
    for target in (str(hall.outsider), "0x" + "00" * 20):
        with hall.reverts_with("TargetNotGoverned", target):
            hall.simulate_by(hall.workers, "propose", [[hall.party_call()], [hall.party_call(), (target, b"")]], WHY)


def test_propose_the_same_twice_is_refused_of_one_member_only(hall: CouncilWorld) -> None:
    parts = [[hall.party_call()]]
    hall.send(hall.workers, "propose", parts, WHY)
    with hall.reverts_with("ProposalKnown", hall.id_of(hall.workers, WHY, parts)):
        hall.simulate_by(hall.workers, "propose", parts, WHY)
    assert hall.simulate_by(hall.employers, "propose", parts, WHY) == hall.id_of(hall.employers, WHY, parts)
    assert hall.simulate_by(hall.workers, "propose", parts, ZERO) == hall.id_of(hall.workers, ZERO, parts)


def test_propose_again_after_it_expired_is_refused(hall: CouncilWorld) -> None:
    parts = [[hall.party_call()]]
    hall.send(hall.workers, "propose", parts, WHY)
    hall.move_to(hall.now() + LIFETIME)
    with hall.reverts_with("ProposalKnown", hall.id_of(hall.workers, WHY, parts)):
        hall.simulate_by(hall.workers, "propose", parts, WHY)


def test_state_of_what_nobody_proposed_is_unknown(hall: CouncilWorld) -> None:
    assert hall.state(WHY) == UNKNOWN
    assert hall.proposal(WHY) == (NO_ADDRESS, 0, 0, False, ZERO)
