from __future__ import annotations

from tests.contracts.support.council_world import (
    DELAY,
    EXECUTED,
    EXPIRED,
    LIFETIME,
    READY,
    WAITING,
    CouncilWorld,
    remaining_of,
)
from tests.contracts.support.world import AUDITOR, ZERO, hash_of

GAS_CAP = 2**24  # EIP-7825


def test_execute_makes_the_calls(hall: CouncilWorld) -> None:
    calls = [hall.party_call(AUDITOR), hall.party_call(1, b"FR"), hall.on_itself("setDelay", 5)]
    proposal = hall.ready(*calls)
    sent = hall.send(hall.second_government, "execute", proposal, calls, ZERO)
    by = {"proposal": proposal, "by": str(hall.second_government), "remaining": ZERO}
    assert hall.events_of(sent) == [("Executed", by), ("DelayChanged", {"delay": 5})]
    assert (hall.ledger.partyCount(), hall.ledger.partyOf(2)[0], hall.council.delay()) == (2, 1, 5)
    assert hall.state(proposal) == EXECUTED
    hall.world.assert_heads()


def test_execute_again_is_refused(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.ready(call)
    hall.send(hall.workers, "execute", proposal, [call], ZERO)
    with hall.reverts_with("ProposalExecuted", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_execute_at_the_end_of_the_delay_and_not_a_second_before(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.propose(call)
    ready = hall.approve(proposal) + DELAY
    hall.move_to(ready - 1)
    assert hall.state(proposal) == WAITING
    with hall.reverts_with("DelayNotOver", proposal, ready):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)
    for time in (ready, ready + 1):
        hall.move_to(time)
        assert hall.state(proposal) == READY
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_execute_until_a_second_before_it_expires(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.propose(call)
    expires = hall.now() + LIFETIME
    hall.approve(proposal)
    hall.move_to(expires - 1)
    hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)
    for time in (expires, expires + 1):
        hall.move_to(time)
        assert hall.state(proposal) == EXPIRED
        with hall.reverts_with("ProposalExpired", proposal, expires):
            hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_execute_without_approvals_is_refused(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.propose(call)
    with hall.reverts_with("ApprovalsIncomplete", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_execute_by_an_outsider_is_refused(hall: CouncilWorld) -> None:
    call = hall.party_call()
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("execute", hall.ready(call), [call], ZERO)


def test_execute_what_nobody_proposed_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("ProposalUnknown", b"\x05" * 32):
        hall.simulate_by(hall.workers, "execute", b"\x05" * 32, [hall.party_call()], ZERO)


def test_execute_a_cancelled_one_is_refused(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.ready(call)
    hall.send(hall.government, "cancel", proposal)
    with hall.reverts_with("ProposalCancelled", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)


def test_execute_other_calls_than_proposed_is_refused(hall: CouncilWorld) -> None:
    call, other = hall.party_call(), hall.party_call(1)
    proposal = hall.ready(call, other)
    for part, remaining in (
        ([other, call], ZERO),
        ([call], ZERO),
        ([call, other, other], ZERO),
        ([call, other], b"\x01" * 32),
        ([call], remaining_of([[other]])),
        ([], remaining_of([[call, other]])),
        ([], ZERO),
    ):
        with hall.reverts_with("PartUnknown", proposal):
            hall.simulate_by(hall.workers, "execute", proposal, part, remaining)


def test_execute_with_a_call_that_fails_makes_none(hall: CouncilWorld) -> None:
    calls = [hall.party_call(), hall.on_ledger("reinstateParty", 1), hall.party_call()]
    proposal = hall.ready(*calls)
    with hall.reverts_with("CallFailed", 1, hall.error("PartyNotSuspended", 1)):
        hall.simulate_by(hall.workers, "execute", proposal, calls, ZERO)
    assert hall.ledger.partyCount() == 0
    hall.world.govern("registerParty", AUDITOR, b"DE", hash_of("profile"))
    hall.world.govern("suspendParty", 1, hall.now() + 1000)
    hall.send(hall.workers, "execute", proposal, calls, ZERO)
    assert hall.ledger.partyCount() == 3


def test_execute_parts_in_their_order(hall: CouncilWorld) -> None:
    parts = [[hall.party_call(1)], [hall.party_call(2), hall.party_call(3)], [hall.party_call(4)]]
    proposal = hall.ready_parts(parts)
    after = [remaining_of(parts[place + 1 :]) for place in range(3)]
    with hall.reverts_with("PartUnknown", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, parts[1], after[1])
    for place, part in enumerate(parts):
        assert hall.state(proposal) == READY
        sent = hall.send(hall.workers, "execute", proposal, part, after[place])
        assert hall.events_of(sent)[0][1]["remaining"] == after[place]
        assert hall.proposal(proposal)[4] == after[place]
        if place < 2:
            with hall.reverts_with("PartUnknown", proposal):
                hall.simulate_by(hall.workers, "execute", proposal, part, after[place])
    assert hall.state(proposal) == EXECUTED
    assert [hall.ledger.partyOf(party)[0] for party in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_execute_stops_between_parts_when_an_approval_is_withdrawn(hall: CouncilWorld) -> None:
    parts = [[hall.party_call(1)], [hall.party_call(2)]]
    proposal = hall.ready_parts(parts)
    hall.send(hall.workers, "execute", proposal, parts[0], remaining_of(parts[1:]))
    hall.send(hall.workers, "withdraw", proposal)
    with hall.reverts_with("ApprovalsIncomplete", proposal):
        hall.simulate_by(hall.workers, "execute", proposal, parts[1], ZERO)


def test_execute_from_within_a_proposal_is_refused(hall: CouncilWorld) -> None:
    inner = hall.party_call()
    waiting = hall.ready(inner)
    for data in (
        hall.on_itself("execute", waiting, [inner], ZERO),
        hall.on_itself("approve", waiting),
        hall.on_itself("propose", [[inner]], ZERO),
        hall.on_itself("suspendKey", str(hall.outsider), hall.now() + 100),
    ):
        outer = hall.ready(data)
        with hall.reverts_with("CallFailed", 0, hall.error("NotMember", hall.council.address)):
            hall.simulate_by(hall.workers, "execute", outer, [data], ZERO)


def test_execute_a_call_that_is_no_function_fails(hall: CouncilWorld) -> None:
    for data in (b"", b"\x01\x02\x03\x04"):
        for target in (hall.ledger.address, hall.council.address):
            proposal = hall.ready((target, data))
            with hall.reverts_with("CallFailed", 0, b""):
                hall.simulate_by(hall.workers, "execute", proposal, [(target, data)], ZERO)


def test_execute_thousands_of_registrations_in_one_proposal_within_the_gas_of_a_transaction(hall: CouncilWorld) -> None:
    registration = hall.party_call()[1]
    each, parts = 250, 5
    calls = [[hall.on_ledger("multicall", [registration] * each)]] * parts
    description = hash_of("a country registers its employers")
    proposed = hall.send(hall.workers, "propose", calls, description)
    proposal = hall.id_of(hall.workers, description, calls)
    hall.move_to(hall.approve(proposal) + DELAY)
    spent = [
        hall.send(hall.workers, "execute", proposal, part, remaining_of(calls[place + 1 :])).gas_used
        for place, part in enumerate(calls)
    ]
    assert hall.ledger.partyCount() == each * parts
    assert max(proposed.gas_used, *spent) < GAS_CAP


def test_execute_under_a_changed_delay_counts_the_present_one(hall: CouncilWorld) -> None:
    call = hall.party_call()
    proposal = hall.propose(call)
    complete = hall.approve(proposal)
    hall.decide(hall.on_itself("setDelay", 7 * DELAY))
    with hall.reverts_with("DelayNotOver", proposal, complete + 7 * DELAY):
        hall.simulate_by(hall.workers, "execute", proposal, [call], ZERO)
