import pytest
from tests.conformance.sources.world import World

from labour_ledger_verify.entry_json import entry_from_json
from labour_ledger_verify.hexadecimal import parse_address
from labour_ledger_verify.party_history import PartyHistory

LONG = 10**7


@pytest.fixture
def world():
    world = World(pace=10)
    world.party(6, keys=2)
    return world


def replay(world):
    return PartyHistory([entry_from_json(entry, "entry") for entry in world.histories["party"]["1"]])


def keys(world):
    added = [entry for entry in world.histories["party"]["1"] if entry["type"] == "KeyAdded"]
    return [parse_address(entry["key"], "key") for entry in added], [entry["key"] for entry in added]


def add(world, name, **fields):
    world.add("party", "1", name, **fields)


def may_record(world, place=0, *, is_revocation=False, time=None):
    history = replay(world)
    now = world.time + 1 if time is None else time
    states = history.keys[keys(world)[0][place]].during(now)
    return [state.may_record(now, is_revocation=is_revocation) for state in states]


def test_key_is_in_force_from_its_addition(world):
    assert may_record(world) == [True]
    assert may_record(world, time=0) == []


def test_key_in_the_second_of_a_change_was_before_or_after_it(world):
    add(world, "KeySuspended", key=keys(world)[1][0], suspendedUntil=str(world.time + LONG))
    assert may_record(world, time=world.time) == [True, False]


def test_key_suspension_ends_by_itself_or_is_lifted(world):
    key = keys(world)[1][0]
    add(world, "KeySuspended", key=key, suspendedUntil=str(world.time + 20))
    assert may_record(world) == [False]
    assert may_record(world, time=world.time + LONG) == [True]
    add(world, "KeySuspended", key=key, suspendedUntil="0")
    assert may_record(world) == [True]


def test_party_suspension_reaches_all_live_keys_and_lets_them_revoke(world):
    add(world, "PartySuspended", suspendedUntil=str(world.time + LONG))
    for place in (0, 1):
        assert may_record(world, place) == [False]
        assert may_record(world, place, is_revocation=True) == [True]
    add(world, "PartyReinstated")
    assert may_record(world) == [True]


def test_own_suspension_outlives_that_of_the_party_and_forbids_revoking(world):
    key = keys(world)[1][0]
    add(world, "KeySuspended", key=key, suspendedUntil=str(world.time + LONG))
    add(world, "PartySuspended", suspendedUntil=str(world.time + 30))
    assert may_record(world, is_revocation=True) == [False]
    add(world, "PartyReinstated")
    assert may_record(world) == [False]


def test_lifting_an_own_suspension_falls_back_to_that_of_the_party(world):
    key = keys(world)[1][0]
    add(world, "PartySuspended", suspendedUntil=str(world.time + LONG))
    add(world, "KeySuspended", key=key, suspendedUntil=str(world.time + 20))
    assert may_record(world, is_revocation=True) == [False]
    add(world, "KeySuspended", key=key, suspendedUntil="0")
    assert may_record(world) == [False]
    assert may_record(world, is_revocation=True) == [True]


def test_key_added_to_a_suspended_party_is_suspended_with_it(world):
    add(world, "PartySuspended", suspendedUntil=str(world.time + LONG))
    world.add_key(world.parties[1])
    assert may_record(world, 2) == [False]
    assert may_record(world, 2, is_revocation=True) == [True]


def test_key_added_after_a_suspension_ran_out_is_in_force(world):
    add(world, "PartySuspended", suspendedUntil=str(world.time + 15))
    world.time += 100
    world.add_key(world.parties[1])
    assert may_record(world, 2) == [True]


def test_retired_key_is_left_alone_by_what_happens_to_its_party(world):
    add(world, "KeyRetired", key=keys(world)[1][0], by=keys(world)[1][1])
    add(world, "PartySuspended", suspendedUntil=str(world.time + LONG))
    add(world, "PartyReinstated")
    assert may_record(world) == [False]
    assert may_record(world, 1) == [True]


def test_key_facts_carry_additions_and_every_mark(world):
    (first, second), (text, other) = keys(world)
    add(world, "KeyCompromised", key=text, compromisedFrom="5", by=other)
    add(world, "KeyCompromised", key=text, compromisedFrom="3", by=other)
    facts = replay(world).key_facts
    assert facts[first].compromises == ((5, world.time - 10), (3, world.time))
    assert (facts[second].compromises, facts[second].added_by) == ((), bytes(20))


def test_accreditation_is_replaced_and_ended(world):
    party = world.parties[1]
    world.accredit(party, "ilo/c029@1930", until="5")
    world.accredit(party, "ilo/c029@1930", by=3)
    add(world, "AccreditationEnded", schema=world.histories["party"]["1"][-1]["schema"], country="", by="3")
    (timeline,) = replay(world).accreditations.values()
    assert [(state.until, state.accreditor) for state in timeline.during(world.time)] == [
        (2**48 - 1, 3),
        (world.time, 3),
    ]
