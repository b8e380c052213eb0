from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.council_world import CouncilWorld
from tests.contracts.support.world import AUDITOR, DAY, NO_ADDRESS


@pytest.fixture
def party(hall: CouncilWorld) -> int:
    return hall.world.party(AUDITOR)


@pytest.fixture
def key(hall: CouncilWorld, party: int) -> str:
    return str(hall.world.key(party, "auditor").address)


@pytest.fixture(params=["Key", "Party"])
def what(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def target(what: str, key: str, party: int) -> Any:
    return key if what == "Key" else party


def recorded(hall: CouncilWorld, what: str, target: Any) -> tuple[Any, ...]:
    found = hall.council.keySuspensionOf(target) if what == "Key" else hall.council.partySuspensionOf(target)
    return tuple(found)


def test_lift_by_the_member_who_suspended(hall: CouncilWorld, what: str, target: Any, key: str) -> None:
    suspended = hall.send(hall.workers, f"suspend{what}", target, hall.now() + DAY)
    hall.move_to(hall.now() + 100)
    sent = hall.send(hall.workers, f"lift{what}Suspension", target)
    lifted = hall.time_of(sent)
    expected = {what.lower(): target, "member": str(hall.workers)}
    assert hall.events_of(sent) == [(f"{what}SuspensionLifted", expected)]
    assert hall.ledger.keyOf(key)[7] == 0
    assert recorded(hall, what, target) == (NO_ADDRESS, lifted, hall.free_from(suspended, lifted))
    hall.world.assert_heads()


def test_lift_leaves_a_pause_of_twice_the_time_it_lasted(hall: CouncilWorld, what: str, target: Any) -> None:
    suspended = hall.send(hall.workers, f"suspend{what}", target, hall.now() + DAY)
    hall.move_to(hall.now() + 100)
    lifted = hall.time_of(hall.send(hall.workers, f"lift{what}Suspension", target))
    free = hall.free_from(suspended, lifted)
    hall.move_to(free - 1)
    with hall.reverts_with("SuspensionTooSoon", free):
        hall.simulate_by(hall.employers, f"suspend{what}", target, hall.now() + DAY)
    hall.move_to(free)
    hall.simulate_by(hall.employers, f"suspend{what}", target, hall.now() + DAY)


def test_lift_by_others_is_refused(hall: CouncilWorld, what: str, target: Any) -> None:
    hall.send(hall.workers, f"suspend{what}", target, hall.now() + DAY)
    with hall.reverts_with("NotSuspender", hall.second_workers):
        hall.simulate_by(hall.second_workers, f"lift{what}Suspension", target)
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate(f"lift{what}Suspension", target)


def test_lift_twice_is_refused(hall: CouncilWorld, what: str, target: Any) -> None:
    hall.send(hall.workers, f"suspend{what}", target, hall.now() + DAY)
    hall.send(hall.workers, f"lift{what}Suspension", target)
    with hall.reverts_with("NotSuspender", hall.workers):
        hall.simulate_by(hall.workers, f"lift{what}Suspension", target)


def test_lift_what_has_lapsed_is_refused(hall: CouncilWorld, what: str, target: Any) -> None:
    until = hall.now() + DAY
    hall.send(hall.workers, f"suspend{what}", target, until)
    hall.move_to(until - 1)
    hall.simulate_by(hall.workers, f"lift{what}Suspension", target)
    hall.move_to(until)
    with hall.reverts_with("SuspensionNotStanding"):
        hall.simulate_by(hall.workers, f"lift{what}Suspension", target)


def test_lift_what_a_proposal_has_prolonged_is_refused(hall: CouncilWorld, what: str, target: Any) -> None:
    hall.send(hall.workers, f"suspend{what}", target, hall.now() + DAY)
    hall.world.govern(f"suspend{what}", target, hall.now() + 100 * DAY)
    with hall.reverts_with("SuspensionNotStanding"):
        hall.simulate_by(hall.workers, f"lift{what}Suspension", target)


def test_lift_of_a_key_whose_party_was_suspended_for_longer_is_refused(
    hall: CouncilWorld, party: int, key: str
) -> None:
    hall.send(hall.workers, "suspendKey", key, hall.now() + DAY)
    hall.send(hall.government, "suspendParty", party, hall.now() + 2 * DAY)
    with hall.reverts_with("SuspensionNotStanding"):
        hall.simulate_by(hall.workers, "liftKeySuspension", key)


def test_lift_of_a_party_leaves_what_was_suspended_by_itself(hall: CouncilWorld, party: int, key: str) -> None:
    hall.send(hall.workers, "suspendKey", key, hall.now() + DAY)
    until = hall.now() + 2 * DAY
    hall.send(hall.government, "suspendParty", party, until)
    hall.send(hall.government, "liftPartySuspension", party)
    assert hall.ledger.partyOf(party)[2] == 0
    assert hall.ledger.keyOf(key)[7] == until


def test_lift_what_was_never_suspended_is_refused(hall: CouncilWorld, what: str, target: Any) -> None:
    with hall.reverts_with("NotSuspender", hall.workers):
        hall.simulate_by(hall.workers, f"lift{what}Suspension", target)
