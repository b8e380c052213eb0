from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.chain import Reverted
from tests.contracts.support.council_world import DELAY, INTERNATIONAL, THRESHOLD, CouncilWorld
from tests.contracts.support.world import DAY, EMPLOYERS, GOVERNMENT, NO_ADDRESS, WORKERS

LONGEST_DELAY = 14 * DAY


def by_proposal(hall: CouncilWorld, function: str, *arguments: Any) -> bytes:
    """Simulate what an executed proposal to the council itself would do."""
    return hall.simulate_by(hall.council.address, function, *arguments)


def members(hall: CouncilWorld) -> dict[str, int]:
    return {str(account): int(of_class) for account, of_class in hall.council.members()}


def test_add_member_lets_it_decide(hall: CouncilWorld) -> None:
    sent = hall.decide(hall.on_itself("addMember", str(hall.newcomer), EMPLOYERS))
    assert hall.events_of(sent)[1] == ("MemberAdded", {"member": str(hall.newcomer), "class": EMPLOYERS})
    assert hall.council.classOf(hall.newcomer) == EMPLOYERS
    assert members(hall) == hall.classes | {str(hall.newcomer): EMPLOYERS}
    proposal = hall.propose(hall.party_call(), by=hall.newcomer)
    hall.approve(proposal, [hall.newcomer, hall.government, hall.workers, hall.international])
    assert hall.proposal(proposal)[1] == hall.now()


def test_add_member_known_or_impossible_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("MemberKnown", hall.workers):
        by_proposal(hall, "addMember", str(hall.workers), EMPLOYERS)
    for address in (NO_ADDRESS, hall.council.address, hall.ledger.address):
        with hall.reverts_with("MemberAddressInvalid", address):
            by_proposal(hall, "addMember", address, EMPLOYERS)
    for of_class in (0, 10, 255):
        with hall.reverts_with("MemberClassInvalid", of_class):
            by_proposal(hall, "addMember", str(hall.newcomer), of_class)
    for of_class in range(1, 10):
        by_proposal(hall, "addMember", str(hall.newcomer), of_class)


def test_add_member_beyond_the_limit_is_refused(hall: CouncilWorld) -> None:
    newcomers = [f"0x{number:040x}" for number in range(1, 59)]
    hall.decide(*(hall.on_itself("addMember", account, INTERNATIONAL) for account in newcomers))
    assert len(members(hall)) == 64
    with hall.reverts_with("TooManyMembers", 64):
        by_proposal(hall, "addMember", str(hall.newcomer), GOVERNMENT)


def test_decisions_of_the_largest_council_fit_a_transaction(hall: CouncilWorld) -> None:
    newcomers = [f"0x{number:040x}" for number in range(1, 59)]
    hall.decide(*(hall.on_itself("addMember", account, INTERNATIONAL) for account in newcomers))
    proposal = hall.propose(hall.party_call())
    assert hall.send(hall.government, "approve", proposal).gas_used < 1_000_000


@pytest.mark.parametrize("name", ["government", "second_government", "second_workers", "international"])
def test_remove_member_ends_its_say(hall: CouncilWorld, name: str) -> None:
    member = getattr(hall, name)
    proposal = hall.propose(hall.party_call())
    sent = hall.decide(hall.on_itself("removeMember", str(member)))
    expected = {"member": str(member), "class": hall.classes[str(member)]}
    assert hall.events_of(sent)[1] == ("MemberRemoved", expected)
    assert members(hall) == {account: of for account, of in hall.classes.items() if account != str(member)}
    assert hall.council.classOf(member) == 0
    for function in ("approve", "object", "withdraw", "cancel"):
        with hall.reverts_with("NotMember", member):
            hall.simulate_by(member, function, proposal)


def test_remove_member_of_none_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("MemberUnknown", hall.outsider):
        by_proposal(hall, "removeMember", str(hall.outsider))


def test_remove_member_that_is_the_only_one_of_its_class_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("ClassWithoutMember", EMPLOYERS):
        by_proposal(hall, "removeMember", str(hall.employers))
    hall.decide(hall.on_itself("removeMember", str(hall.second_government)))
    with hall.reverts_with("ClassWithoutMember", GOVERNMENT):
        by_proposal(hall, "removeMember", str(hall.government))


def test_remove_member_that_the_threshold_needs_is_refused(hall: CouncilWorld) -> None:
    hall.decide(hall.on_itself("setThreshold", 6))
    with hall.reverts_with("ThresholdUnreachable", 6, 5):
        by_proposal(hall, "removeMember", str(hall.international))


def test_replace_the_only_one_of_a_class_by_adding_first(hall: CouncilWorld) -> None:
    add = hall.on_itself("addMember", str(hall.newcomer), EMPLOYERS)
    remove = hall.on_itself("removeMember", str(hall.employers))
    reason = hall.error("ClassWithoutMember", EMPLOYERS)
    wrong = hall.ready(remove, add)
    with hall.reverts_with("CallFailed", 0, reason):
        hall.simulate_by(hall.workers, "execute", wrong, [remove, add], bytes(32))
    hall.decide(add, remove)
    assert (hall.council.classOf(hall.newcomer), hall.council.classOf(hall.employers)) == (EMPLOYERS, 0)


def test_set_threshold_within_the_members(hall: CouncilWorld) -> None:
    sent = hall.decide(hall.on_itself("setThreshold", 6))
    assert hall.events_of(sent)[1] == ("ThresholdChanged", {"threshold": 6})
    assert hall.council.threshold() == 6
    by_proposal(hall, "setThreshold", 3)
    with hall.reverts_with("ThresholdUnreachable", 7, 6):
        by_proposal(hall, "setThreshold", 7)
    for threshold in (0, 1, 2):
        with hall.reverts_with("ThresholdTooLow", threshold, 3):
            by_proposal(hall, "setThreshold", threshold)


def test_set_delay_within_its_limit(hall: CouncilWorld) -> None:
    sent = hall.decide(hall.on_itself("setDelay", LONGEST_DELAY))
    assert hall.events_of(sent)[1] == ("DelayChanged", {"delay": LONGEST_DELAY})
    assert hall.council.delay() == LONGEST_DELAY
    by_proposal(hall, "setDelay", 0)
    with hall.reverts_with("DelayTooLong", LONGEST_DELAY + 1, LONGEST_DELAY):
        by_proposal(hall, "setDelay", LONGEST_DELAY + 1)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("addMember", ("0x" + "12" * 20, 1)),
        ("removeMember", ("0x" + "12" * 20,)),
        ("setThreshold", (3,)),
        ("setDelay", (0,)),
    ],
)
def test_rules_change_by_proposal_only(hall: CouncilWorld, function: str, arguments: tuple[Any, ...]) -> None:
    for caller in (hall.outsider, hall.government, hall.ledger.address):
        with hall.reverts_with("NotByProposal", caller):
            hall.simulate_by(caller, function, *arguments)


def test_constructor_sets_the_rules(hall: CouncilWorld) -> None:
    assert members(hall) == hall.classes
    assert (hall.council.threshold(), hall.council.delay()) == (THRESHOLD, DELAY)
    assert hall.council.ledger() == hall.ledger.address
    assert hall.ledger.council() == hall.council.address
    found = [
        (event["event"], dict(event["args"]))
        for kind in ("MemberAdded", "ThresholdChanged", "DelayChanged")
        for event in hall.web3.eth.contract(address=hall.council.address, abi=hall.council.abi)
        .events[kind]()
        .get_logs(from_block=0)
    ]
    added = [("MemberAdded", {"member": account, "class": of_class}) for account, of_class in hall.classes.items()]
    assert found == [*added, ("ThresholdChanged", {"threshold": THRESHOLD}), ("DelayChanged", {"delay": DELAY})]


def test_constructor_refuses_a_council_that_could_not_decide(hall: CouncilWorld) -> None:
    ledger, _, threshold, delay = hall.arguments
    three = [(str(hall.government), 1), (str(hall.employers), 2), (str(hall.workers), 3)]
    cases: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = [
        ("LedgerMissing", (), (NO_ADDRESS, three, 3, delay)),
        ("ClassWithoutMember", (GOVERNMENT,), (ledger, three[1:], 3, delay)),
        ("ClassWithoutMember", (EMPLOYERS,), (ledger, [three[0], three[2]], 3, delay)),
        ("ClassWithoutMember", (WORKERS,), (ledger, three[:2], 3, delay)),
        ("ClassWithoutMember", (GOVERNMENT,), (ledger, [], 3, delay)),
        ("ThresholdTooLow", (2, 3), (ledger, three, 2, delay)),
        ("ThresholdUnreachable", (4, 3), (ledger, three, 4, delay)),
        ("DelayTooLong", (LONGEST_DELAY + 1, LONGEST_DELAY), (ledger, three, 3, LONGEST_DELAY + 1)),
        ("MemberKnown", (hall.workers,), (ledger, [*three, (str(hall.workers), 7)], 3, delay)),
        ("MemberAddressInvalid", (ledger,), (ledger, [*three, (ledger, 7)], 3, delay)),
        ("MemberClassInvalid", (0,), (ledger, [*three, (str(hall.outsider), 0)], 3, delay)),
    ]
    assert threshold == THRESHOLD
    for name, values, arguments in cases:
        with hall.reverts_with(name, *values):
            _create(hall, *arguments)


def _create(hall: CouncilWorld, *arguments: Any) -> None:
    code = "0x" + hall.container.deploy.encode_input(*arguments).removeprefix("0x")
    request = {"from": str(hall.outsider), "data": code, "gas": hex(30_000_000)}
    answer = hall.web3.provider.make_request("eth_call", [request, "latest"])
    if "error" in answer:
        raise Reverted(bytes.fromhex(answer["error"]["data"][2:]))
