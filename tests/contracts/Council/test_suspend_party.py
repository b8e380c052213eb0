from __future__ import annotations

import pytest
from tests.contracts.support.council_world import CouncilWorld
from tests.contracts.support.world import AUDITOR, DAY, NO_ADDRESS

LONGEST = 28 * DAY


@pytest.fixture
def party(hall: CouncilWorld) -> int:
    return hall.world.party(AUDITOR)


@pytest.fixture
def key(hall: CouncilWorld, party: int) -> str:
    return str(hall.world.key(party, "auditor").address)


def test_suspend_party_and_its_keys_at_once(hall: CouncilWorld, party: int, key: str) -> None:
    until = hall.now() + LONGEST
    sent = hall.send(hall.employers, "suspendParty", party, until)
    expected = {"party": party, "member": str(hall.employers), "until": until}
    assert hall.events_of(sent) == [("PartySuspendedByMember", expected)]
    assert hall.ledger.partyOf(party)[2] == hall.ledger.keyOf(key)[7] == until
    assert tuple(hall.council.partySuspensionOf(party)) == (
        str(hall.employers),
        until,
        hall.free_from(sent, until),
    )
    hall.world.assert_heads()


def test_suspend_party_within_its_longest_time(hall: CouncilWorld, party: int) -> None:
    now = hall.now()
    hall.simulate_by(hall.workers, "suspendParty", party, now + LONGEST)
    for until in (0, now, now + LONGEST + 1):
        with hall.reverts_with("SuspensionPeriodInvalid", until, now + LONGEST):
            hall.simulate_by(hall.workers, "suspendParty", party, until)


def test_suspend_party_never_replaces_one_of_the_council(hall: CouncilWorld, party: int) -> None:
    until = hall.now() + 1000 * DAY
    hall.world.govern("suspendParty", party, until)
    with hall.reverts_with("AlreadySuspended", until):
        hall.simulate_by(hall.workers, "suspendParty", party, hall.now() + DAY)


def test_suspend_party_again_after_twice_its_time_only(hall: CouncilWorld, party: int) -> None:
    until = hall.now() + DAY
    free = hall.free_from(hall.send(hall.government, "suspendParty", party, until), until)
    for time in (until, free - 1):
        hall.move_to(time)
        with hall.reverts_with("SuspensionTooSoon", free):
            hall.simulate_by(hall.workers, "suspendParty", party, time + DAY)
    for time in (free, free + 1):
        hall.move_to(time)
        hall.simulate_by(hall.workers, "suspendParty", party, time + DAY)


def test_suspend_party_after_one_of_its_keys(hall: CouncilWorld, party: int, key: str) -> None:
    hall.send(hall.government, "suspendKey", key, hall.now() + DAY)
    until = hall.now() + LONGEST
    hall.send(hall.workers, "suspendParty", party, until)
    assert hall.ledger.keyOf(key)[7] == until


def test_suspend_party_that_does_not_exist_is_refused(hall: CouncilWorld) -> None:
    for party in (0, 9):
        with hall.reverts_with("PartyUnknown", party):
            hall.simulate_by(hall.workers, "suspendParty", party, hall.now() + DAY)


def test_suspend_party_and_keys_share_a_members_allowance(hall: CouncilWorld) -> None:
    parties = [hall.world.party(AUDITOR) for _ in range(12)]
    key = str(hall.world.key(hall.world.party(AUDITOR), "another").address)
    sent = [hall.send(hall.workers, "suspendParty", party, hall.now() + DAY) for party in parties]
    with hall.reverts_with("TooManySuspensions", hall.time_of(sent[0]) + LONGEST):
        hall.simulate_by(hall.workers, "suspendKey", key, hall.now() + DAY)


def test_suspend_party_by_an_outsider_is_refused(hall: CouncilWorld, party: int) -> None:
    with hall.reverts_with("NotMember", hall.outsider):
        hall.simulate("suspendParty", party, hall.now() + DAY)


def test_party_suspension_of_none_is_empty(hall: CouncilWorld, party: int) -> None:
    assert tuple(hall.council.partySuspensionOf(party)) == (NO_ADDRESS, 0, 0)
