"""Keys that a party changes itself, by the signature of an admin key."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.typed_data import Key
from tests.contracts.support.world import ACCOUNT, ADMIN, AUDITOR, DAY, FOREVER, SIGN, WORKERS, World

ADD, RETIRE, COMPROMISE = 1, 2, 3


class Owner:
    """A party with an admin key of one kind."""

    def __init__(self, world: World, kind: int) -> None:
        self.world = world
        self.party = world.party(AUDITOR)
        self.admin = world.key(self.party, "admin", kind, role=ADMIN)

    def message(self, action: int, key: Key, **fields: Any) -> dict[str, Any]:
        unused = {"kind": 0, "role": 0, "notBefore": 0, "notAfter": 0, "compromisedFrom": 0}
        return self.world.message(self.admin, key=key.address, action=action) | unused | fields

    def addition(self, key: Key, **fields: Any) -> dict[str, Any]:
        period = {"kind": key.kind, "role": SIGN, "notBefore": 0, "notAfter": FOREVER}
        return self.message(ADD, key, **(period | fields))

    def arguments(self, message: dict[str, Any], added: Key | None = None, by: Key | None = None) -> tuple[Any, ...]:
        struct, signature = self.world.signed("KeyChange", message, by or self.admin)
        consent = added.sign(self.world.domain, "KeyChange", message) if added else b""
        return struct, signature, consent

    def refused(self, arguments: tuple[Any, ...], error: str, *values: Any) -> None:
        with self.world.reverts_with(error, *values):
            self.world.simulate("changeKey", *arguments)


@pytest.fixture
def owner(world: World, kind: int) -> Owner:
    return Owner(world, kind)


@pytest.fixture
def simple(world: World) -> Owner:
    return Owner(world, ACCOUNT)


def test_change_key_adds_a_key_that_consents(world: World, owner: Owner, kind: int) -> None:
    added = world.new_key("new", kind)
    message = owner.addition(added, role=SIGN | ADMIN, notBefore=7, notAfter=2**47)

    sent = world.send("changeKey", *owner.arguments(message, added))

    (name, values), *signed = world.events_of(sent)
    assert (name, values) == (
        "KeyAdded",
        {
            "party": owner.party,
            "key": added.address,
            "kind": kind,
            "role": SIGN | ADMIN,
            "notBefore": 7,
            "notAfter": 2**47,
            "by": owner.admin.address,
        },
    )
    struct_hash = world.domain.struct_hash("KeyChange", message)
    by_admin, by_added = (key.sign(world.domain, "KeyChange", message) for key in (owner.admin, added))
    assert signed == [
        ("Signed", {"structHash": struct_hash, "signature": by_admin}),
        ("Signed", {"structHash": struct_hash, "signature": by_added}),
    ]
    assert world.ledger.liveKeysOf(owner.party) == [owner.admin.address, added.address]
    world.assert_heads()


def test_change_key_adds_nothing_without_the_added_keys_consent(world: World, owner: Owner) -> None:
    added, other = world.new_key("new"), world.new_key("other")
    message = owner.addition(added)
    owner.refused(owner.arguments(message, other), "SignatureInvalid", added.address)
    owner.refused(owner.arguments(message), "SignatureLengthInvalid", 0)


def test_change_key_retires(world: World, owner: Owner) -> None:
    key = world.key(owner.party, "old")
    message = owner.message(RETIRE, key)

    sent = world.send("changeKey", *owner.arguments(message))

    (name, values), (last, _) = world.events_of(sent)
    assert (name, last) == ("KeyRetired", "Signed")
    assert values == {"party": owner.party, "key": key.address, "by": owner.admin.address}
    assert world.ledger.keyOf(key.address)[6] == world.now()
    world.assert_heads()


def test_change_key_marks_compromised_up_to_thirty_days_back(world: World, owner: Owner) -> None:
    key = world.key(owner.party, "stolen")
    world.move_to(world.now() + 10)
    earliest = world.now() - 30 * DAY
    owner.refused(
        owner.arguments(owner.message(COMPROMISE, key, compromisedFrom=earliest - 1)),
        "CompromiseTooFarBack",
        earliest - 1,
        earliest,
    )
    world.simulate("changeKey", *owner.arguments(owner.message(COMPROMISE, key, compromisedFrom=earliest)))
    start = earliest + DAY

    sent = world.send("changeKey", *owner.arguments(owner.message(COMPROMISE, key, compromisedFrom=start)))

    (name, values), (last, _) = world.events_of(sent)
    assert (name, last) == ("KeyCompromised", "Signed")
    assert values == {
        "party": owner.party,
        "key": key.address,
        "compromisedFrom": start,
        "by": owner.admin.address,
    }
    world.assert_heads()


def test_change_key_compromised_in_future_reverts(world: World, simple: Owner) -> None:
    later = world.now() + DAY
    message = simple.message(COMPROMISE, simple.admin, compromisedFrom=later)
    simple.refused(simple.arguments(message), "CompromiseInFuture", later)


def test_change_key_lets_an_admin_key_retire_itself(world: World, simple: Owner) -> None:
    world.send("changeKey", *simple.arguments(simple.message(RETIRE, simple.admin)))
    assert world.ledger.liveKeysOf(simple.party) == []
    message = simple.addition(world.new_key("next"))
    simple.refused(simple.arguments(message, world.new_key("next")), "KeyRetiredAt", simple.admin.address, world.now())


def test_change_key_by_key_without_admin_role_reverts(world: World, simple: Owner) -> None:
    signer = world.key(simple.party, "signer", role=SIGN)
    message = simple.message(RETIRE, signer, issuer=signer.address)
    simple.refused(simple.arguments(message, by=signer), "KeyRoleMissing", signer.address, ADMIN)


def test_change_key_by_key_suspended_with_its_party_reverts(world: World, simple: Owner) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", simple.party, until)
    message = simple.message(RETIRE, simple.admin)
    simple.refused(simple.arguments(message), "KeySuspendedUntil", simple.admin.address, until)


def test_change_key_of_another_party_reverts(world: World, simple: Owner) -> None:
    other = world.party(WORKERS)
    key = world.key(other, "theirs")
    simple.refused(simple.arguments(simple.message(RETIRE, key)), "KeyOfAnotherParty", key.address, other)


def test_change_key_retiring_unknown_reverts(world: World, simple: Owner) -> None:
    stranger = world.new_key("stranger")
    simple.refused(simple.arguments(simple.message(RETIRE, stranger)), "KeyUnknown", stranger.address)


def test_change_key_adding_known_reverts(world: World, simple: Owner) -> None:
    other = world.party(WORKERS)
    key = world.key(other, "theirs")
    simple.refused(simple.arguments(simple.addition(key), key), "KeyAlreadyKnown", key.address, other)


@pytest.mark.parametrize("action", [0, 4, 255])
def test_change_key_with_unknown_action_reverts(simple: Owner, action: int) -> None:
    simple.refused(simple.arguments(simple.message(action, simple.admin)), "KeyActionInvalid", action)


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (ADD, "compromisedFrom"),
        (RETIRE, "compromisedFrom"),
        *((action, field) for action in (RETIRE, COMPROMISE) for field in ("kind", "role", "notBefore", "notAfter")),
    ],
)
def test_change_key_with_a_field_its_action_does_not_use_reverts(
    world: World, simple: Owner, action: int, field: str
) -> None:
    added = world.new_key("new")
    message = simple.addition(added) if action == ADD else simple.message(action, simple.admin)
    simple.refused(simple.arguments(message | {field: 1}, added if action == ADD else None), "KeyFieldUnused", action)


def test_change_key_with_a_second_signature_that_nothing_asks_for_reverts(simple: Owner) -> None:
    message = simple.message(RETIRE, simple.admin)
    simple.refused(simple.arguments(message, simple.admin), "KeyFieldUnused", RETIRE)


def test_change_key_after_the_deadline_reverts(world: World, simple: Owner) -> None:
    deadline = world.now() + 100
    arguments = simple.arguments(simple.message(RETIRE, simple.admin, deadline=deadline))
    world.move_to(deadline)
    world.simulate("changeKey", *arguments)
    world.move_to(deadline + 1)
    simple.refused(arguments, "DeadlinePassed", deadline)


def test_change_key_with_used_nonce_reverts(world: World, simple: Owner) -> None:
    added = world.new_key("new")
    message = simple.addition(added)
    world.send("changeKey", *simple.arguments(message, added))
    simple.refused(simple.arguments(message, added), "NonceUsed", simple.admin.address, message["nonce"])


def test_change_key_signed_by_another_reverts(world: World, simple: Owner) -> None:
    message = simple.message(RETIRE, simple.admin)
    arguments = simple.arguments(message, by=world.new_key("other"))
    simple.refused(arguments, "SignatureInvalid", simple.admin.address)
