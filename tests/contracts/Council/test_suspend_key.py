from __future__ import annotations

import pytest
from tests.contracts.support.council_world import CouncilWorld
from tests.contracts.support.world import AUDITOR, DAY, NO_ADDRESS

LONGEST = 28 * DAY
MOST = 12


@pytest.fixture(scope="module")
def party(hall: CouncilWorld) -> int:
    return hall.world.party(AUDITOR)


@pytest.fixture
def key(hall: CouncilWorld, party: int) -> str:
    return str(hall.world.key(party, "auditor").address)


def suspended_until(hall: CouncilWorld, key: str) -> int:
    return int(hall.ledger.keyOf(key)[7])


def test_suspend_key_at_once(hall: CouncilWorld, key: str) -> None:
    until = hall.now() + DAY
    sent = hall.send(hall.international, "suspendKey", key, until)
    expected = {"key": key, "member": str(hall.international), "until": until}
    assert hall.events_of(sent) == [("KeySuspendedByMember", expected)]
    assert suspended_until(hall, key) == until
    assert tuple(hall.council.keySuspensionOf(key)) == (str(hall.international), until, hall.free_from(sent, until))
    hall.world.assert_heads()


def test_suspend_key_lapses_by_itself(hall: CouncilWorld, party: int, key: str) -> None:
    until = hall.now() + DAY
    sent = hall.send(hall.international, "suspendKey", key, until)
    with hall.reverts_with("AlreadySuspended", until):
        hall.move_to(until - 1)
        hall.simulate_by(hall.workers, "suspendKey", key, until + DAY)
    hall.move_to(until)
    with hall.reverts_with("SuspensionTooSoon", hall.free_from(sent, until)):
        hall.simulate_by(hall.workers, "suspendKey", key, until + DAY)
    assert suspended_until(hall, key) == until


def test_suspend_key_within_its_longest_time(hall: CouncilWorld, key: str) -> None:
    now = hall.now()
    hall.simulate_by(hall.workers, "suspendKey", key, now + 1)
    hall.simulate_by(hall.workers, "suspendKey", key, now + LONGEST)
    for until in (0, now - 1, now, now + LONGEST + 1, 2**48 - 1):
        with hall.reverts_with("SuspensionPeriodInvalid", until, now + LONGEST):
            hall.simulate_by(hall.workers, "suspendKey", key, until)


@pytest.mark.parametrize("span", [DAY, LONGEST])
def test_suspend_key_again_after_twice_its_time_by_any_member(hall: CouncilWorld, key: str, span: int) -> None:
    until = hall.now() + span
    free = hall.free_from(hall.send(hall.government, "suspendKey", key, until), until)
    for time in (until, until + 1, free - 1):
        hall.move_to(time)
        for member in (hall.government, hall.workers):
            with hall.reverts_with("SuspensionTooSoon", free):
                hall.simulate_by(member, "suspendKey", key, time + DAY)
    for time in (free, free + 1):
        hall.move_to(time)
        for member in (hall.government, hall.workers):
            hall.simulate_by(member, "suspendKey", key, time + DAY)


def test_suspend_key_for_a_moment_does_not_deny_it_to_others(hall: CouncilWorld, key: str) -> None:
    hall.send(hall.government, "suspendKey", key, hall.now() + 2)
    hall.move_to(hall.now() + 10)
    hall.simulate_by(hall.workers, "suspendKey", key, hall.now() + LONGEST)


def test_suspend_key_never_replaces_one_of_the_council(hall: CouncilWorld, key: str) -> None:
    until = hall.now() + 1000 * DAY
    hall.world.govern("suspendKey", key, until)
    with hall.reverts_with("AlreadySuspended", until):
        hall.simulate_by(hall.workers, "suspendKey", key, hall.now() + DAY)


def test_suspend_key_of_a_suspended_party_is_refused(hall: CouncilWorld, party: int, key: str) -> None:
    until = hall.now() + 1000 * DAY
    hall.world.govern("suspendParty", party, until)
    with hall.reverts_with("AlreadySuspended", until):
        hall.simulate_by(hall.workers, "suspendKey", key, hall.now() + DAY)


def test_suspend_key_to_prolong_the_suspension_of_its_party_is_refused(
    hall: CouncilWorld, party: int, key: str
) -> None:
    until = hall.now() + DAY
    free = hall.free_from(hall.send(hall.government, "suspendParty", party, until), until)
    hall.move_to(until)
    with hall.reverts_with("SuspensionTooSoon", free):
        hall.simulate_by(hall.workers, "suspendKey", key, until + DAY)
    hall.move_to(free)
    hall.simulate_by(hall.workers, "suspendKey", key, free + DAY)


def test_suspend_key_is_ratified_by_a_proposal_with_a_longer_one(hall: CouncilWorld, key: str) -> None:
    hall.send(hall.international, "suspendKey", key, hall.now() + LONGEST)
    longer = hall.now() + 500 * DAY
    hall.decide(hall.on_ledger("suspendKey", key, longer))
    assert suspended_until(hall, key) == longer
    with hall.reverts_with("SuspensionNotStanding"):
        hall.simulate_by(hall.international, "liftKeySuspension", key)


def test_suspend_key_is_lifted_by_a_proposal(hall: CouncilWorld, key: str) -> None:
    until = hall.now() + LONGEST
    sent = hall.send(hall.international, "suspendKey", key, until)
    hall.decide(hall.on_ledger("suspendKey", key, 0))
    assert suspended_until(hall, key) == 0
    with hall.reverts_with("SuspensionTooSoon", hall.free_from(sent, until)):
        hall.simulate_by(hall.workers, "suspendKey", key, hall.now() + DAY)


def test_suspend_key_that_nobody_has_is_refused(hall: CouncilWorld) -> None:
    with hall.reverts_with("KeyUnknown", hall.outsider):
        hall.simulate_by(hall.workers, "suspendKey", str(hall.outsider), hall.now() + DAY)


def test_suspend_key_more_often_than_a_member_may_is_refused(hall: CouncilWorld, party: int) -> None:
    keys = [str(hall.world.key(party, f"key {number}").address) for number in range(MOST + 1)]
    sent = [hall.send(hall.government, "suspendKey", key, hall.now() + DAY) for key in keys[:MOST]]
    renewed = hall.time_of(sent[0]) + LONGEST
    hall.simulate_by(hall.workers, "suspendKey", keys[MOST], hall.now() + DAY)
    hall.move_to(renewed - 1)
    with hall.reverts_with("TooManySuspensions", renewed):
        hall.simulate_by(hall.government, "suspendKey", keys[MOST], hall.now() + DAY)
    for time in (renewed, renewed + 1):
        hall.move_to(time)
        hall.simulate_by(hall.government, "suspendKey", keys[MOST], hall.now() + DAY)


def test_suspend_key_counts_anew_after_the_period(hall: CouncilWorld, party: int) -> None:
    keys = [str(hall.world.key(party, f"key {number}").address) for number in range(MOST + 2)]
    hall.send(hall.government, "suspendKey", keys[0], hall.now() + DAY)
    hall.move_to(hall.now() + LONGEST)
    sent = [hall.send(hall.government, "suspendKey", key, hall.now() + DAY) for key in keys[1 : MOST + 1]]
    with hall.reverts_with("TooManySuspensions", hall.time_of(sent[0]) + LONGEST):
        hall.simulate_by(hall.government, "suspendKey", keys[MOST + 1], hall.now() + DAY)


def test_suspend_key_by_an_outsider_is_refused(hall: CouncilWorld, key: str) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("suspendKey", key, hall.now() + DAY)


def test_key_suspension_of_none_is_empty(hall: CouncilWorld, key: str) -> None:
    assert tuple(hall.council.keySuspensionOf(key)) == (NO_ADDRESS, 0, 0)
