from __future__ import annotations

import pytest
from tests.contracts.support.world import ANYWHERE, AUDITOR, WORKERS, ZERO, World, hash_of

PROFILE = hash_of("profile")


def test_register_party_counts_from_one_and_starts_its_history(world: World) -> None:
    assert world.ledger.partyCount() == 0

    sent = world.govern("registerParty", AUDITOR, b"DE", PROFILE)

    expected = {"party": 1, "class": AUDITOR, "country": b"DE", "profileHash": PROFILE}
    assert world.events_of(sent) == [("PartyRegistered", expected)]
    assert world.ledger.partyCount() == 1
    assert tuple(world.ledger.partyOf(1)) == (AUDITOR, "0x4445", 0, True)
    world.assert_heads()


def test_register_party_without_country_goes_through(world: World) -> None:
    world.govern("registerParty", 7, ANYWHERE, ZERO)
    world.assert_heads()


@pytest.mark.parametrize("of_class", [0, 10, 255])
def test_register_party_of_unknown_class_reverts(world: World, of_class: int) -> None:
    with world.reverts_with("ClassInvalid", of_class):
        world.simulate_council("registerParty", of_class, b"DE", PROFILE)


@pytest.mark.parametrize("country", [b"de", b"D\0", b"\0E", b"D@", b"[E", b"D1"])
def test_register_party_with_country_in_another_form_reverts(world: World, country: bytes) -> None:
    with world.reverts_with("CountryInvalid", country):
        world.simulate_council("registerParty", AUDITOR, country, PROFILE)


def test_reclass_party_reaches_its_live_keys_only(world: World) -> None:
    party = world.party(AUDITOR)
    live, retired = world.key(party, "live"), world.key(party, "retired")
    world.govern("retireKey", retired.address)

    sent = world.govern("reclassParty", party, WORKERS)

    assert world.events_of(sent) == [("PartyReclassed", {"party": party, "class": WORKERS})]
    assert world.ledger.partyOf(party)[0] == WORKERS
    assert world.ledger.keyOf(live.address)[1] == WORKERS
    assert world.ledger.keyOf(retired.address)[1] == AUDITOR
    world.assert_heads()


def test_reclass_party_unknown_reverts(world: World) -> None:
    with world.reverts_with("PartyUnknown", 1):
        world.simulate_council("reclassParty", 1, AUDITOR)


def test_reclass_party_to_unknown_class_reverts(world: World) -> None:
    party = world.party(AUDITOR)
    with world.reverts_with("ClassInvalid", 10):
        world.simulate_council("reclassParty", party, 10)


COUNCIL_CALLS: list[tuple[str, tuple[object, ...]]] = [
    ("registerParty", (AUDITOR, b"DE", PROFILE)),
    ("reclassParty", (1, AUDITOR)),
    ("suspendParty", (1, 2**48 - 1)),
    ("reinstateParty", (1,)),
    ("addKey", (1, "0x" + "11" * 20, 1, 1, 0, 2**48 - 1)),
    ("retireKey", ("0x" + "11" * 20,)),
    ("markKeyCompromised", ("0x" + "11" * 20, 0)),
    ("suspendKey", ("0x" + "11" * 20, 0)),
    ("registerSchema", ("ilo/c029@1930", (0x3FE, 0x3F, 3, 0, 0), PROFILE)),
    ("retireSchema", (PROFILE,)),
    ("giveAccreditation", (1, PROFILE, b"DE", 0, 2**48 - 1, False)),
    ("endAccreditation", (1, PROFILE, b"DE")),
    ("registerSubjectByCouncil", (("0x" + "00" * 20, 0, 0, PROFILE, 1, b"DE", 0, PROFILE, []),)),
    ("assignIdentifier", (PROFILE, PROFILE)),
    ("closeSubject", (PROFILE,)),
    ("reopenSubject", (PROFILE,)),
]


@pytest.mark.parametrize(("function", "arguments"), COUNCIL_CALLS, ids=[name for name, _ in COUNCIL_CALLS])
def test_council_function_called_by_another_reverts(world: World, function: str, arguments: tuple[object, ...]) -> None:
    with world.reverts_with("NotCouncil", str(world.relayer)):
        world.simulate(function, *arguments)


def test_multicall_by_council_makes_all_changes_in_one_transaction(world: World) -> None:
    calls = [world.ledger.registerParty.encode_input(AUDITOR, b"DE", PROFILE) for _ in range(3)]
    calls.append(world.ledger.addKey.encode_input(3, world.new_key("auditor").address, 1, 1, 0, 2**48 - 1))

    sent = world.govern("multicall", calls)

    names = [name for name, _ in world.events_of(sent)]
    assert names == ["PartyRegistered", "PartyRegistered", "PartyRegistered", "KeyAdded"]
    world.assert_heads()


def test_multicall_with_one_refused_change_makes_none(world: World) -> None:
    calls = [
        world.ledger.registerParty.encode_input(AUDITOR, b"DE", PROFILE),
        world.ledger.registerParty.encode_input(10, b"DE", PROFILE),
    ]
    with world.reverts_with("ClassInvalid", 10):
        world.simulate_council("multicall", calls)


def test_multicall_by_another_does_not_borrow_the_council(world: World) -> None:
    calls = [world.ledger.registerParty.encode_input(AUDITOR, b"DE", PROFILE)]
    with world.reverts_with("NotCouncil", str(world.relayer)):
        world.simulate("multicall", calls)


def test_multicall_with_a_call_that_fails_without_a_reason_says_so(world: World) -> None:
    with world.reverts_with("FailedCall"):
        world.simulate_council("multicall", [b"\x01\x02\x03\x04"])
