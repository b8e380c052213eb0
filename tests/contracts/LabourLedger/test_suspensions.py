from __future__ import annotations

import pytest
from tests.contracts.support.typed_data import Key
from tests.contracts.support.world import AUDITOR, World


@pytest.fixture(scope="module")
def party(world: World) -> int:
    return world.party(AUDITOR)


@pytest.fixture
def key(world: World, party: int) -> Key:
    return world.key(party, "auditor")


def suspension(world: World, key: Key) -> tuple[int, bool]:
    stored = world.ledger.keyOf(key.address)
    return int(stored[7]), bool(stored[8])


def test_suspend_key_holds_until_its_time(world: World, party: int, key: Key) -> None:
    until = world.now() + 100
    sent = world.govern("suspendKey", key.address, until)
    expected = {"party": party, "key": key.address, "suspendedUntil": until}
    assert world.events_of(sent) == [("KeySuspended", expected)]
    assert suspension(world, key) == (until, False)
    world.assert_heads()


def test_suspend_key_with_a_past_time_lifts_it(world: World, key: Key) -> None:
    world.govern("suspendKey", key.address, world.now() + 1000)
    world.govern("suspendKey", key.address, world.now())
    assert suspension(world, key) == (0, False)
    world.assert_heads()


def test_suspend_key_lifted_under_a_suspended_party_falls_back_to_the_partys(
    world: World, party: int, key: Key
) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", party, until)
    world.govern("suspendKey", key.address, until + 500)
    assert suspension(world, key) == (until + 500, False)
    world.govern("suspendKey", key.address, 0)
    assert suspension(world, key) == (until, True)


def test_suspend_key_shorter_than_its_party_keeps_the_later_end(world: World, party: int, key: Key) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", party, until)
    world.govern("suspendKey", key.address, until - 500)
    assert suspension(world, key) == (until, False)


def test_suspend_party_reaches_every_live_key(world: World, party: int, key: Key) -> None:
    other, retired = world.key(party, "other"), world.key(party, "retired")
    world.govern("retireKey", retired.address)
    until = world.now() + 1000

    sent = world.govern("suspendParty", party, until)

    assert world.events_of(sent) == [("PartySuspended", {"party": party, "suspendedUntil": until})]
    assert world.ledger.partyOf(party)[2] == until
    assert [suspension(world, one) for one in (key, other)] == [(until, True)] * 2
    assert suspension(world, retired) == (0, False)
    world.assert_heads()


def test_suspend_party_leaves_a_keys_own_longer_suspension(world: World, party: int, key: Key) -> None:
    until = world.now() + 1000
    world.govern("suspendKey", key.address, until + 500)
    world.govern("suspendParty", party, until)
    assert suspension(world, key) == (until + 500, False)
    world.govern("suspendParty", party, until + 900)
    assert suspension(world, key) == (until + 900, False)


def test_suspend_party_takes_over_a_keys_lapsed_suspension(world: World, party: int, key: Key) -> None:
    lapsed = world.now() + 100
    world.govern("suspendKey", key.address, lapsed)
    world.move_to(lapsed)
    world.govern("suspendParty", party, lapsed + 1000)
    assert suspension(world, key) == (lapsed + 1000, True)


def test_suspend_party_again_moves_the_end(world: World, party: int, key: Key) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", party, until)
    world.govern("suspendParty", party, until - 300)
    assert suspension(world, key) == (until - 300, True)


def test_suspend_party_is_inherited_by_a_key_added_meanwhile(world: World, party: int) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", party, until)
    assert suspension(world, world.key(party, "late")) == (until, True)
    world.move_to(until)
    assert suspension(world, world.key(party, "later")) == (0, False)


def test_suspend_party_until_now_reverts(world: World, party: int) -> None:
    with world.reverts_with("SuspensionInPast", world.now()):
        world.simulate_council("suspendParty", party, world.now())


@pytest.mark.parametrize(("function", "arguments"), [("suspendParty", [2**48 - 1]), ("reinstateParty", [])])
def test_suspension_of_unknown_party_reverts(world: World, function: str, arguments: list[int]) -> None:
    with world.reverts_with("PartyUnknown", 77):
        world.simulate_council(function, 77, *arguments)


def test_reinstate_party_frees_the_keys_that_were_suspended_with_it(world: World, party: int, key: Key) -> None:
    own = world.key(party, "own suspension")
    until = world.now() + 1000
    world.govern("suspendKey", own.address, until)
    world.govern("suspendParty", party, until)

    sent = world.govern("reinstateParty", party)

    assert world.events_of(sent) == [("PartyReinstated", {"party": party})]
    assert world.ledger.partyOf(party)[2] == 0
    assert suspension(world, key) == (0, False)
    assert suspension(world, own) == (until, False)
    world.assert_heads()


def test_reinstate_party_that_is_not_suspended_reverts(world: World, party: int) -> None:
    with world.reverts_with("PartyNotSuspended", party):
        world.simulate_council("reinstateParty", party)


def test_reinstate_party_whose_suspension_lapsed_reverts(world: World, party: int) -> None:
    until = world.now() + 100
    world.govern("suspendParty", party, until)
    world.move_to(until)
    with world.reverts_with("PartyNotSuspended", party):
        world.simulate_council("reinstateParty", party)
