"""Random sequences of acts of a council, on the contract and on a model of it in Python: same refusals, same states.

The model keeps who said what in which membership and derives all else each time from that history of voices: when the
approvals became complete it finds by walking the moments, where the contract remembers one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.contracts.support.chain import Reverted
from tests.contracts.support.council_world import (
    APPROVAL,
    CANCELLED,
    DELAY,
    EXECUTED,
    EXPIRED,
    LIFETIME,
    NONE,
    OBJECTION,
    OPEN,
    READY,
    THRESHOLD,
    WAITING,
    CouncilWorld,
)
from tests.contracts.support.world import DAY, ZERO, hash_of

STEPS = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=HealthCheck.all(),
)
MEMBERS = st.integers(0, 6)
PROPOSALS = st.integers(0, 1)
NEEDED = {1, 2, 3}


@dataclass
class Proposed:
    """A proposal of the model: voices by membership, and since when approvals have been complete without a break."""

    proposer: int
    expires: int
    voices: dict[int, int] = field(default_factory=dict)
    complete_since: int | None = None
    executed: bool = False
    cancelled: bool = False


@dataclass
class Model:
    """Members by number with their class and membership; member 6 is nobody at first."""

    classes: dict[int, int]
    threshold: int = THRESHOLD
    lowered_at: int = 0
    memberships: dict[int, int] = field(default_factory=dict)
    begun: int = 0
    proposals: dict[int, Proposed] = field(default_factory=dict)

    def join(self, member: int, of_class: int) -> None:
        self.begun += 1
        self.classes[member] = of_class
        self.memberships[member] = self.begun

    def leave(self, member: int) -> None:
        del self.classes[member], self.memberships[member]

    def voice(self, proposal: Proposed, member: int) -> int:
        return proposal.voices.get(self.memberships[member], NONE) if member in self.memberships else NONE

    def saying(self, proposal: Proposed, voice: int) -> list[int]:
        return [member for member in self.memberships if self.voice(proposal, member) == voice]

    def settle(self, now: int) -> None:
        """Note for each proposal whether its approvals are complete from now on."""
        for proposal in self.proposals.values():
            approving = self.saying(proposal, APPROVAL)
            complete = len(approving) >= self.threshold and {self.classes[member] for member in approving} >= NEEDED
            if not complete:
                proposal.complete_since = None
            elif proposal.complete_since is None:
                proposal.complete_since = now

    def ready_from(self, proposal: Proposed) -> int | None:
        if proposal.complete_since is None:
            return None
        return max(proposal.complete_since, self.lowered_at) + DELAY

    def state(self, proposal: Proposed, now: int) -> int:
        if proposal.executed:
            return EXECUTED
        if proposal.cancelled:
            return CANCELLED
        if now >= proposal.expires:
            return EXPIRED
        ready = self.ready_from(proposal)
        return OPEN if ready is None else WAITING if now < ready else READY

    def refusal(self, member: int, act: str, place: int, now: int) -> str | None:
        """Return the name of the error that refuses an act on a proposal, or None."""
        if member not in self.memberships:
            return "NotMember"
        if place not in self.proposals:
            return "ProposalUnknown"
        proposal = self.proposals[place]
        state, voice = self.state(proposal, now), self.voice(proposal, member)
        closed = {EXECUTED: "ProposalExecuted", CANCELLED: "ProposalCancelled", EXPIRED: "ProposalExpired"}
        if state in closed:
            return closed[state]
        by_act = {
            "approve": "VoteUnchanged" if voice == APPROVAL else None,
            "object": "VoteUnchanged" if voice == OBJECTION else None,
            "withdraw": "VoteMissing" if voice == NONE else None,
            "cancel": None if proposal.proposer == member else "NotProposer",
            "execute": {OPEN: "ApprovalsIncomplete", WAITING: "DelayNotOver", READY: None}[state],
        }
        return by_act[act]

    def apply(self, member: int, act: str, place: int) -> None:
        proposal = self.proposals[place]
        if act in ("approve", "object"):
            proposal.voices[self.memberships[member]] = APPROVAL if act == "approve" else OBJECTION
        if act == "withdraw":
            del proposal.voices[self.memberships[member]]
        if act == "execute":
            proposal.executed = True
        if act == "cancel" or len(self.saying(proposal, OBJECTION)) >= self.threshold:
            proposal.cancelled = proposal.cancelled or act in ("cancel", "object")


def machine_of(hall: CouncilWorld) -> type[RuleBasedStateMachine]:
    """Return a machine whose every example starts from the council's state and ends there."""
    accounts = [*hall.classes, str(hall.newcomer)]
    call = hall.party_call()

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = hall.web3.provider.make_request("evm_snapshot", [])["result"]
            self.model = Model({})
            for number, of_class in enumerate(hall.classes.values()):
                self.model.join(number, of_class)
            self.ids: dict[int, bytes] = {}

        def teardown(self) -> None:
            hall.web3.provider.make_request("evm_revert", [self.snapshot])

        @initialize(place=PROPOSALS, member=st.integers(0, 5))
        def begin(self, place: int, member: int) -> None:
            self.propose(place, member)

        @rule(place=PROPOSALS, member=MEMBERS)
        def propose(self, place: int, member: int) -> None:
            if place in self.model.proposals:
                return
            why = hash_of(f"proposal {place}")
            outcome = self.outcome(member, "propose", [[call]], why)
            assert outcome == (None if member in self.model.memberships else "NotMember")
            if outcome is None:
                hall.send(accounts[member], "propose", [[call]], why)
                self.ids[place] = hall.id_of(accounts[member], why, [[call]])
                self.model.proposals[place] = Proposed(member, hall.now() + LIFETIME)

        @rule(
            member=MEMBERS,
            place=PROPOSALS,
            act=st.sampled_from(["approve"] * 4 + ["object", "withdraw", "execute", "execute", "cancel"]),
        )
        def act(self, member: int, place: int, act: str) -> None:
            proposal = self.ids.get(place, b"\x09" * 32)
            arguments: tuple[Any, ...] = ([call], ZERO) if act == "execute" else ()
            refusal = self.model.refusal(member, act, place, hall.now())
            assert self.outcome(member, act, proposal, *arguments) == refusal
            if refusal is None:
                hall.send(accounts[member], act, proposal, *arguments)
                self.model.apply(member, act, place)
                self.model.settle(hall.now())

        @rule(place=PROPOSALS)
        def approve_by_all(self, place: int) -> None:
            for member in range(6):
                self.act(member, place, "approve")

        @rule(seconds=st.sampled_from([1, DAY, DELAY - 1, DELAY, LIFETIME // 2]))
        def wait(self, seconds: int) -> None:
            hall.move_to(hall.now() + seconds)

        @rule(threshold=st.integers(2, 7))
        def set_threshold(self, threshold: int) -> None:
            possible = 3 <= threshold <= len(self.model.memberships)
            assert (self.by_itself("setThreshold", threshold) is None) == possible
            if possible:
                hall.send(hall.council.address, "setThreshold", threshold)
                if threshold < self.model.threshold:
                    self.model.lowered_at = hall.now()
                self.model.threshold = threshold
                self.model.settle(hall.now())

        @rule(member=MEMBERS, of_class=st.sampled_from([1, 2, 3, 7]))
        def add_member(self, member: int, of_class: int) -> None:
            known = member in self.model.memberships
            assert self.by_itself("addMember", accounts[member], of_class) == ("MemberKnown" if known else None)
            if not known:
                hall.send(hall.council.address, "addMember", accounts[member], of_class)
                self.model.join(member, of_class)
                self.model.settle(hall.now())

        @rule(member=MEMBERS)
        def remove_member(self, member: int) -> None:
            outcome = self.by_itself("removeMember", accounts[member])
            if member not in self.model.memberships:
                assert outcome == "MemberUnknown"
                return
            left = {number: of for number, of in self.model.classes.items() if number != member}
            if not set(left.values()) >= NEEDED:
                assert outcome == "ClassWithoutMember"
            elif len(left) < self.model.threshold:
                assert outcome == "ThresholdUnreachable"
            else:
                assert outcome is None
                hall.send(hall.council.address, "removeMember", accounts[member])
                self.model.leave(member)
                self.model.settle(hall.now())

        @invariant()
        def same_states(self) -> None:
            now = hall.now()
            for place, proposal in self.model.proposals.items():
                assert hall.state(self.ids[place]) == self.model.state(proposal, now)
            executed = sum(proposal.executed for proposal in self.model.proposals.values())
            assert hall.ledger.partyCount() == executed

        @invariant()
        def same_members(self) -> None:
            found = {str(account): int(of_class) for account, of_class in hall.council.members()}
            assert found == {accounts[number]: of_class for number, of_class in self.model.classes.items()}
            assert hall.council.threshold() == self.model.threshold <= len(found)
            assert set(found.values()) >= NEEDED

        def outcome(self, member: int, function: str, *arguments: Any) -> str | None:
            return self._outcome(accounts[member], function, *arguments)

        def by_itself(self, function: str, *arguments: Any) -> str | None:
            return self._outcome(hall.council.address, function, *arguments)

        def _outcome(self, sender: str, function: str, *arguments: Any) -> str | None:
            try:
                hall.simulate_by(sender, function, *arguments)
            except Reverted as reverted:
                return hall.errors.describe(reverted.data).split()[0]
            return None

    return Machine


def test_council_and_model_agree(hall: CouncilWorld) -> None:
    run_state_machine_as_test(machine_of(hall), settings=STEPS)
