from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.typed_data import Key
from tests.contracts.support.world import ANYWHERE, AUDITOR, COUNCIL_PARTY, FOREVER, GOVERNMENT, World, hash_of

SCHEMA = "ilo/c029@1930"
UNKNOWN = hash_of("never registered")
GIVE, END = 1, 2


@pytest.fixture(scope="module")
def schema(world: World) -> bytes:
    return world.schema(SCHEMA)


@pytest.fixture(scope="module")
def auditor(world: World) -> int:
    return world.party(AUDITOR)


class Accreditor:
    """A government that may accredit for the schema in Indonesia."""

    def __init__(self, world: World, schema: bytes, kind: int, name: str = "ministry") -> None:
        self.world = world
        self.schema = schema
        self.party = world.party(GOVERNMENT)
        self.key = world.key(self.party, name, kind)
        world.accredit(self.party, schema, b"ID", may_accredit=True)

    def giving(self, party: int, **changes: Any) -> dict[str, Any]:
        fields = {"party": party, "schema": self.schema, "country": b"ID", "action": GIVE, "from": 5, "until": FOREVER}
        return self.world.message(self.key) | fields | changes

    def ending(self, party: int, **changes: Any) -> dict[str, Any]:
        return self.giving(party, **({"action": END, "from": 0, "until": 0} | changes))

    def arguments(self, message: dict[str, Any], by: Key | None = None) -> tuple[Any, ...]:
        return self.world.signed("AccreditationChange", message, by or self.key)

    def send(self, message: dict[str, Any]) -> Any:
        return self.world.send("changeAccreditation", *self.arguments(message))

    def refused(self, message: dict[str, Any], error: str, *values: Any) -> None:
        with self.world.reverts_with(error, *values):
            self.world.simulate("changeAccreditation", *self.arguments(message))


@pytest.fixture
def accreditor(world: World, schema: bytes, kind: int) -> Accreditor:
    return Accreditor(world, schema, kind)


@pytest.fixture
def ministry(world: World, schema: bytes) -> Accreditor:
    return Accreditor(world, schema, kind=1)


def test_give_accreditation_by_council(world: World, schema: bytes, auditor: int) -> None:
    sent = world.govern("giveAccreditation", auditor, schema, b"ID", 5, 2**47, True)

    expected = {
        "party": auditor,
        "schema": schema,
        "country": b"ID",
        "from": 5,
        "until": 2**47,
        "accreditor": COUNCIL_PARTY,
        "mayAccredit": True,
    }
    assert world.events_of(sent) == [("AccreditationGiven", expected)]
    assert tuple(world.ledger.accreditationOf(auditor, schema, b"ID")) == (5, 2**47, 0, True)
    slot = world.mapping_slot("_accreditations", auditor, schema, b"ID")
    word = int.from_bytes(world.web3.eth.get_storage_at(world.ledger.address, slot), "big")
    assert word == 5 | 2**47 << 48 | 1 << 160
    world.assert_heads()


def test_give_accreditation_to_unknown_party_reverts(world: World, schema: bytes) -> None:
    with world.reverts_with("PartyUnknown", 77):
        world.simulate_council("giveAccreditation", 77, schema, b"ID", 0, FOREVER, False)


def test_give_accreditation_to_the_council_reverts(world: World, schema: bytes) -> None:
    with world.reverts_with("PartyUnknown", 0):
        world.simulate_council("giveAccreditation", 0, schema, b"ID", 0, FOREVER, False)


def test_give_accreditation_for_unknown_schema_reverts(world: World, auditor: int) -> None:
    with world.reverts_with("SchemaUnknown", UNKNOWN):
        world.simulate_council("giveAccreditation", auditor, UNKNOWN, b"ID", 0, FOREVER, False)


def test_give_accreditation_for_country_in_another_form_reverts(world: World, schema: bytes, auditor: int) -> None:
    with world.reverts_with("CountryInvalid", b"id"):
        world.simulate_council("giveAccreditation", auditor, schema, b"id", 0, FOREVER, False)


def test_give_accreditation_for_empty_or_past_period_reverts(world: World, schema: bytes, auditor: int) -> None:
    now = world.now()
    for start, end in ((FOREVER, FOREVER), (FOREVER, FOREVER - 1), (0, now), (0, now - 1)):
        with world.reverts_with("AccreditationPeriodInvalid", start, end):
            world.simulate_council("giveAccreditation", auditor, schema, b"ID", start, end, False)
    world.simulate_council("giveAccreditation", auditor, schema, b"ID", 0, now + 1, False)


def test_change_accreditation_gives_without_passing_on_the_right(
    world: World, schema: bytes, auditor: int, accreditor: Accreditor
) -> None:
    message = accreditor.giving(auditor)

    (name, values), (last, signed) = world.events_of(accreditor.send(message))

    assert (name, last) == ("AccreditationGiven", "Signed")
    assert values == {
        "party": auditor,
        "schema": schema,
        "country": b"ID",
        "from": 5,
        "until": FOREVER,
        "accreditor": accreditor.party,
        "mayAccredit": False,
    }
    assert signed["structHash"] == world.domain.struct_hash("AccreditationChange", message)
    assert tuple(world.ledger.accreditationOf(auditor, schema, b"ID")) == (5, FOREVER, accreditor.party, False)
    world.assert_heads()


def test_change_accreditation_ends_what_it_gave(
    world: World, schema: bytes, auditor: int, accreditor: Accreditor
) -> None:
    accreditor.send(accreditor.giving(auditor))
    # Whoever may no longer give may still end what it gave.
    world.govern("endAccreditation", accreditor.party, schema, b"ID")

    (name, values), (last, _) = world.events_of(accreditor.send(accreditor.ending(auditor)))

    assert (name, last) == ("AccreditationEnded", "Signed")
    assert values == {"party": auditor, "schema": schema, "country": b"ID", "by": accreditor.party}
    assert world.ledger.accreditationOf(auditor, schema, b"ID")[1] == world.now()
    world.assert_heads()


def test_change_accreditation_with_the_right_for_every_country_gives_any(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    world.accredit(ministry.party, schema, ANYWHERE, may_accredit=True)
    ministry.send(ministry.giving(auditor, country=b"MY"))
    ministry.send(ministry.giving(auditor, country=ANYWHERE))
    world.assert_heads()


@pytest.mark.parametrize("country", [b"MY", ANYWHERE])
def test_change_accreditation_for_another_country_reverts(
    schema: bytes, auditor: int, ministry: Accreditor, country: bytes
) -> None:
    message = ministry.giving(auditor, country=country)
    ministry.refused(message, "MayNotAccredit", ministry.party, schema, country)


def test_change_accreditation_by_party_that_only_holds_one_reverts(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    world.accredit(ministry.party, schema, b"ID", may_accredit=False)
    ministry.refused(ministry.giving(auditor), "MayNotAccredit", ministry.party, schema, b"ID")


def test_change_accreditation_after_the_right_lapsed_reverts(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    end = world.now() + 100
    world.govern("giveAccreditation", ministry.party, schema, b"ID", 0, end, True)
    message = ministry.giving(auditor)
    world.move_to(end - 1)
    world.simulate("changeAccreditation", *ministry.arguments(message))
    world.move_to(end)
    ministry.refused(message, "MayNotAccredit", ministry.party, schema, b"ID")


def test_change_accreditation_to_itself_reverts(ministry: Accreditor) -> None:
    ministry.refused(ministry.giving(ministry.party), "AccreditationToItself", ministry.party)


def test_change_accreditation_of_another_giver_reverts(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    other = Accreditor(world, schema, 1, "other ministry")
    other.send(other.giving(auditor))
    refusal = ("AccreditationOfAnother", auditor, schema, b"ID", other.party)
    ministry.refused(ministry.giving(auditor), *refusal)
    ministry.refused(ministry.ending(auditor), *refusal)


def test_change_accreditation_of_the_council_reverts(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    world.accredit(auditor, schema, b"ID")
    ministry.refused(ministry.giving(auditor), "AccreditationOfAnother", auditor, schema, b"ID", COUNCIL_PARTY)


def test_change_accreditation_replaces_a_lapsed_one_of_another(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    end = world.now() + 100
    world.govern("giveAccreditation", auditor, schema, b"ID", 0, end, False)
    world.move_to(end)
    ministry.send(ministry.giving(auditor))
    assert world.ledger.accreditationOf(auditor, schema, b"ID")[2] == ministry.party


def test_end_accreditation_by_council_reaches_any_giver(
    world: World, schema: bytes, auditor: int, ministry: Accreditor
) -> None:
    ministry.send(ministry.giving(auditor))

    sent = world.govern("endAccreditation", auditor, schema, b"ID")

    expected = {"party": auditor, "schema": schema, "country": b"ID", "by": COUNCIL_PARTY}
    assert world.events_of(sent) == [("AccreditationEnded", expected)]
    world.assert_heads()


def test_end_accreditation_that_is_not_live_reverts(world: World, schema: bytes, auditor: int) -> None:
    with world.reverts_with("AccreditationUnknown", auditor, schema, b"ID"):
        world.simulate_council("endAccreditation", auditor, schema, b"ID")
    world.accredit(auditor, schema, b"ID")
    world.govern("endAccreditation", auditor, schema, b"ID")
    with world.reverts_with("AccreditationUnknown", auditor, schema, b"ID"):
        world.simulate_council("endAccreditation", auditor, schema, b"ID")


@pytest.mark.parametrize("action", [0, 3])
def test_change_accreditation_with_unknown_action_reverts(auditor: int, ministry: Accreditor, action: int) -> None:
    ministry.refused(ministry.giving(auditor, action=action), "AccreditationActionInvalid", action)


@pytest.mark.parametrize("dates", [(1, 0), (0, 1)])
def test_change_accreditation_ending_with_dates_reverts(
    auditor: int, ministry: Accreditor, dates: tuple[int, int]
) -> None:
    ministry.send(ministry.giving(auditor))
    start, end = dates
    message = ministry.ending(auditor, **{"from": start, "until": end})
    ministry.refused(message, "AccreditationPeriodInvalid", start, end)


def test_change_accreditation_after_the_deadline_reverts(world: World, auditor: int, ministry: Accreditor) -> None:
    message = ministry.giving(auditor, deadline=world.now() - 1)
    ministry.refused(message, "DeadlinePassed", world.now() - 1)


def test_change_accreditation_again_reverts(auditor: int, ministry: Accreditor) -> None:
    message = ministry.giving(auditor)
    ministry.send(message)
    ministry.refused(message, "NonceUsed", ministry.key.address, message["nonce"])


def test_change_accreditation_by_suspended_party_reverts(world: World, auditor: int, ministry: Accreditor) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", ministry.party, until)
    ministry.refused(ministry.giving(auditor), "KeySuspendedUntil", ministry.key.address, until)


def test_change_accreditation_signed_by_another_reverts(world: World, auditor: int, ministry: Accreditor) -> None:
    arguments = ministry.arguments(ministry.giving(auditor), by=world.new_key("other"))
    with world.reverts_with("SignatureInvalid", ministry.key.address):
        world.simulate("changeAccreditation", *arguments)
