"""Each limit in time: one second before it, at it, and one second after it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.signed_calls import RECORDING, SIGNED_FUNCTIONS, Actors, SignedCall
from tests.contracts.support.world import ACCOUNT, DAY, FOREVER, World

NEEDS_A_KEY_IN_FORCE = [function for function in SIGNED_FUNCTIONS if function != "cancelNonces"]
LATER = 1000


def actors_of(world: World, kind: int = ACCOUNT, not_before: int = 0, not_after: int = FOREVER) -> Actors:
    actors = Actors(world, world.new_key("issuer", kind), not_before=not_before, not_after=not_after)
    actors.add_authority()
    return actors


def goes_through(actors: Actors, call: SignedCall, *times: int) -> None:
    for time in times:
        actors.world.move_to(time)
        actors.simulate(call)


def refused(actors: Actors, call: SignedCall, times: tuple[int, ...], error: str, *values: Any) -> None:
    for time in times:
        actors.world.move_to(time)
        with actors.world.reverts_with(error, *values):
            actors.simulate(call)


@pytest.mark.parametrize("function", SIGNED_FUNCTIONS)
def test_deadline_is_the_last_second_that_goes_through(world: World, kind: int, function: str) -> None:
    actors = actors_of(world, kind)
    deadline = world.now() + LATER
    call = actors.call(function, deadline=deadline)

    goes_through(actors, call, deadline - 1, deadline)
    if function in RECORDING:
        refused(actors, call, (deadline + 1,), "AttestationDeadlinePassed", 0, deadline)
    else:
        refused(actors, call, (deadline + 1,), "DeadlinePassed", deadline)


@pytest.mark.parametrize("function", NEEDS_A_KEY_IN_FORCE)
def test_key_signs_from_its_first_second_and_not_from_its_end(world: World, kind: int, function: str) -> None:
    start = world.now() + LATER
    end = start + LATER
    actors = actors_of(world, kind, start, end)
    call, key = actors.call(function), actors.issuer.address

    refused(actors, call, (start - 1,), "KeyNotYetValid", key, start)
    goes_through(actors, call, start, start + 1, end - 1)
    refused(actors, call, (end, end + 1), "KeyRetiredAt", key, end)


def test_key_cancels_nonces_outside_its_period_too(world: World) -> None:
    start = world.now() + LATER
    actors = actors_of(world, not_before=start, not_after=start + 1)
    goes_through(actors, actors.call("cancelNonces"), start - 1, start, start + 1)


@pytest.mark.parametrize("function", NEEDS_A_KEY_IN_FORCE)
def test_suspension_of_a_key_ends_with_its_second(world: World, function: str) -> None:
    actors = actors_of(world)
    call, key, until = actors.call(function), actors.issuer.address, world.now() + LATER
    world.govern("suspendKey", key, until)

    refused(actors, call, (until - 1,), "KeySuspendedUntil", key, until)
    goes_through(actors, call, until, until + 1)


@pytest.mark.parametrize("function", RECORDING)
def test_suspension_of_a_party_ends_with_its_second(world: World, function: str) -> None:
    actors = actors_of(world)
    call, until = actors.call(function), world.now() + LATER
    world.govern("suspendParty", actors.party, until)

    refusal = ("SuspendedKeyMayOnlyRevoke", 0, actors.issuer.address, actors.schema)
    refused(actors, call, (until - 1,), *refusal)
    goes_through(actors, call, until, until + 1)


@pytest.mark.parametrize("function", [*RECORDING, "registerSubject"])
def test_accreditation_holds_from_its_first_second_and_not_at_its_end(world: World, function: str) -> None:
    actors = actors_of(world)
    start = world.now() + LATER
    end = start + LATER
    schema = actors.registration if function == "registerSubject" else actors.schema
    world.govern("giveAccreditation", actors.party, schema, b"ID", start, end, False)
    call = actors.call(function)

    refusal = ("AccreditationNotInForce", 0, actors.party, schema, b"ID", start, end)
    refused(actors, call, (start - 1,), *refusal)
    goes_through(actors, call, start, start + 1, end - 1)
    refused(actors, call, (end, end + 1), *refusal)


def test_right_to_accredit_holds_from_its_first_second_and_not_at_its_end(world: World) -> None:
    actors = actors_of(world)
    start = world.now() + LATER
    end = start + LATER
    world.govern("giveAccreditation", actors.party, actors.schema, b"ID", start, end, True)
    call = actors.call("changeAccreditation")

    refusal = ("MayNotAccredit", actors.party, actors.schema, b"ID")
    refused(actors, call, (start - 1,), *refusal)
    goes_through(actors, call, start, start + 1, end - 1)
    refused(actors, call, (end, end + 1), *refusal)


def test_registrar_consents_from_its_first_second_and_not_at_its_end(world: World) -> None:
    actors = actors_of(world)
    start = world.now() + LATER
    end = start + LATER
    free = world.subject("unclaimed mill")
    world.govern("giveAccreditation", actors.other, actors.registration, b"ID", start, end, False)
    call = actors.call("changeController", subject=free)

    refused(actors, call, (start - 1,), "AuthorityMissing", actors.other, free)
    goes_through(actors, call, start, start + 1, end - 1)
    refused(actors, call, (end, end + 1), "AuthorityMissing", actors.other, free)


def test_longest_validity_is_counted_from_the_second_of_recording(world: World) -> None:
    actors = actors_of(world)
    schema = world.schema("sai/sa8000@2014", flags=0, validity=100 * DAY)
    until = world.now() + LATER + 100 * DAY
    call = actors.call("record", schema=schema, validUntil=until)
    first = until - 100 * DAY

    refused(actors, call, (first - 1,), "ValidityTooLong", 0, until, until - 1)
    goes_through(actors, call, first, first + 1)


def test_longest_back_dating_is_counted_to_the_second_of_recording(world: World) -> None:
    actors = actors_of(world)
    schema = world.schema("sai/sa8000@2014", flags=0, backdating=DAY)
    start = world.now()
    call = actors.call("record", schema=schema, validFrom=start, deadline=start + 9 * DAY)
    last = start + DAY

    goes_through(actors, call, last - 1, last)
    refused(actors, call, (last + 1,), "BackdatingTooLong", 0, start, start + 1)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_validity_of_one_second_is_the_shortest(world: World, seconds: int) -> None:
    actors = actors_of(world)
    start = world.now()
    call = actors.call("record", validFrom=start, validUntil=start + seconds)
    if seconds > 0:
        actors.simulate(call)
    else:
        with world.reverts_with("ValidityEmpty", 0, start, start + seconds):
            actors.simulate(call)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_compromise_is_dated_now_at_the_latest(world: World, seconds: int) -> None:
    actors = actors_of(world)
    date = world.now() + seconds
    call = ("markKeyCompromised", actors.issuer.address, date)
    if seconds > 0:
        with world.reverts_with("CompromiseInFuture", date):
            world.simulate_council(*call)
    else:
        world.simulate_council(*call)
