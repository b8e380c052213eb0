"""Keys added, retired, marked and suspended by the council."""

from __future__ import annotations

import pytest
from tests.contracts.support.world import (
    ACCOUNT,
    ADMIN,
    AUDITOR,
    DAY,
    FOREVER,
    NO_ADDRESS,
    SIGN,
    WORKERS,
    World,
)


@pytest.fixture(scope="module")
def party(world: World) -> int:
    return world.party(AUDITOR)


def test_add_key_copies_what_the_party_is(world: World, party: int, kind: int) -> None:
    key = world.new_key("auditor", kind)
    sent = world.govern("addKey", party, key.address, kind, SIGN, 5, 2**47)

    expected = {
        "party": party,
        "key": key.address,
        "kind": kind,
        "role": SIGN,
        "notBefore": 5,
        "notAfter": 2**47,
        "by": NO_ADDRESS,
    }
    assert world.events_of(sent) == [("KeyAdded", expected)]
    assert tuple(world.ledger.keyOf(key.address)) == (party, AUDITOR, "0x4445", kind, SIGN, 5, 2**47, 0, False)
    assert world.ledger.liveKeysOf(party) == [key.address]
    world.assert_heads()


def test_add_key_to_unknown_party_reverts(world: World) -> None:
    with world.reverts_with("PartyUnknown", 77):
        world.simulate_council("addKey", 77, world.new_key("auditor").address, ACCOUNT, SIGN, 0, FOREVER)


def test_add_key_known_to_any_party_reverts_for_ever(world: World, party: int) -> None:
    key = world.key(party, "auditor")
    world.govern("retireKey", key.address)
    other = world.party(WORKERS)
    with world.reverts_with("KeyAlreadyKnown", key.address, party):
        world.simulate_council("addKey", other, key.address, ACCOUNT, SIGN, 0, FOREVER)


@pytest.mark.parametrize("kind_number", [0, 3, 255])
def test_add_key_of_unknown_kind_reverts(world: World, party: int, kind_number: int) -> None:
    with world.reverts_with("KeyKindInvalid", kind_number):
        world.simulate_council("addKey", party, world.new_key("a").address, kind_number, SIGN, 0, FOREVER)


@pytest.mark.parametrize("role", [0, 4, 255])
def test_add_key_with_unknown_role_reverts(world: World, party: int, role: int) -> None:
    with world.reverts_with("KeyRoleInvalid", role):
        world.simulate_council("addKey", party, world.new_key("a").address, ACCOUNT, role, 0, FOREVER)


@pytest.mark.parametrize("not_before", [9, 10])
def test_add_key_with_empty_period_reverts(world: World, party: int, not_before: int) -> None:
    with world.reverts_with("KeyPeriodEmpty", not_before, 9):
        world.simulate_council("addKey", party, world.new_key("a").address, ACCOUNT, SIGN, not_before, 9)


def test_add_key_beyond_sixteen_reverts_until_one_is_retired(world: World, party: int) -> None:
    keys = [world.key(party, f"key {number}") for number in range(16)]
    arguments = ("addKey", party, world.new_key("one more").address, ACCOUNT, SIGN, 0, FOREVER)
    with world.reverts_with("TooManyKeys", party, 16):
        world.simulate_council(*arguments)
    world.govern("retireKey", keys[3].address)
    world.govern(*arguments)
    assert len(world.ledger.liveKeysOf(party)) == 16
    assert keys[3].address not in world.ledger.liveKeysOf(party)


def test_retire_key_ends_it_now(world: World, party: int) -> None:
    key, other = world.key(party, "auditor"), world.key(party, "other")

    sent = world.govern("retireKey", key.address)

    assert world.events_of(sent) == [("KeyRetired", {"party": party, "key": key.address, "by": NO_ADDRESS})]
    assert world.ledger.keyOf(key.address)[6] == world.now()
    assert world.ledger.liveKeysOf(party) == [other.address]
    world.assert_heads()


def test_retire_key_that_had_ended_keeps_its_end(world: World, party: int) -> None:
    end = world.now() + 100
    key = world.key(party, "short", not_after=end)
    world.move_to(end + 100)
    world.govern("retireKey", key.address)
    assert world.ledger.keyOf(key.address)[6] == end
    assert world.ledger.liveKeysOf(party) == []


def test_retire_key_twice_reverts(world: World, party: int) -> None:
    key = world.key(party, "auditor")
    world.govern("retireKey", key.address)
    with world.reverts_with("KeyRetiredAt", key.address, world.now()):
        world.simulate_council("retireKey", key.address)


@pytest.mark.parametrize("function", ["retireKey", "markKeyCompromised", "suspendKey"])
def test_council_key_function_on_unknown_key_reverts(world: World, function: str) -> None:
    stranger = world.new_key("stranger").address
    with world.reverts_with("KeyUnknown", stranger):
        world.simulate_council(function, stranger, *([] if function == "retireKey" else [0]))


def test_mark_key_compromised_by_council_takes_any_past_date(world: World, party: int) -> None:
    key = world.key(party, "auditor")

    sent = world.govern("markKeyCompromised", key.address, 1)

    expected = {"party": party, "key": key.address, "compromisedFrom": 1, "by": NO_ADDRESS}
    assert world.events_of(sent) == [("KeyCompromised", expected)]
    assert world.ledger.keyOf(key.address)[6] == world.now()
    assert world.ledger.liveKeysOf(party) == []
    world.assert_heads()


def test_mark_key_compromised_when_retired_and_again_keeps_its_end(world: World, party: int) -> None:
    key = world.key(party, "auditor")
    world.govern("retireKey", key.address)
    end = world.now()
    world.govern("markKeyCompromised", key.address, end - 10)
    world.govern("markKeyCompromised", key.address, end - 20)
    assert world.ledger.keyOf(key.address)[6] == end
    world.assert_heads()


def test_mark_key_compromised_from_now_goes_through_and_later_reverts(world: World, party: int) -> None:
    key = world.key(party, "auditor")
    world.simulate_council("markKeyCompromised", key.address, world.now())
    later = world.now() + DAY
    with world.reverts_with("CompromiseInFuture", later):
        world.simulate_council("markKeyCompromised", key.address, later)


def test_key_slot_is_packed_as_documented(world: World, party: int) -> None:
    key = world.new_key("auditor")
    world.govern("addKey", party, key.address, ACCOUNT, SIGN | ADMIN, 0x111111111111, 0x222222222222)
    world.govern("suspendParty", party, 0x333333333333)
    word = int.from_bytes(
        world.web3.eth.get_storage_at(world.ledger.address, world.mapping_slot("_keys", key.address)), "big"
    )
    fields = [(party, 64), (AUDITOR, 8), (0x4445, 16), (ACCOUNT, 8), (SIGN | ADMIN, 8)]
    fields += [(0x111111111111, 48), (0x222222222222, 48), (0x333333333333, 48), (1, 8)]
    expected, shift = 0, 0
    for value, width in fields:
        expected |= value << shift
        shift += width
    assert (word, shift) == (expected, 256)
