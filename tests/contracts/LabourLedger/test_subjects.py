from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.typed_data import Key, values_of
from tests.contracts.support.world import (
    ANYWHERE,
    AUDITOR,
    BUSINESS,
    CIVIL_SOCIETY,
    COUNCIL_PARTY,
    NO_ADDRESS,
    World,
    hash_of,
)

UNKNOWN = hash_of("never registered")
REGISTRATION_SCHEMA = "ledger/site-registration@1"


@pytest.fixture(scope="module")
def schema(world: World) -> bytes:
    return world.schema(REGISTRATION_SCHEMA)


class Registrar:
    """A party accredited to register sites in Indonesia."""

    def __init__(self, world: World, schema: bytes, kind: int) -> None:
        self.world = world
        self.schema = schema
        self.party = world.party(CIVIL_SOCIETY)
        self.key = world.key(self.party, "registry", kind)
        world.accredit(self.party, schema, b"ID")

    def message(self, name: str, **changes: Any) -> dict[str, Any]:
        return self.world.registration(self.key.address, name, **changes)

    def arguments(self, message: dict[str, Any], by: Key | None = None) -> tuple[Any, ...]:
        return self.world.signed("SubjectRegistration", message, by or self.key)

    def refused(self, message: dict[str, Any], error: str, *values: Any) -> None:
        with self.world.reverts_with(error, *values):
            self.world.simulate("registerSubject", *self.arguments(message))


@pytest.fixture
def registrar(world: World, schema: bytes, kind: int) -> Registrar:
    return Registrar(world, schema, kind)


@pytest.fixture
def registry(world: World, schema: bytes) -> Registrar:
    return Registrar(world, schema, kind=1)


def test_register_subject_starts_its_history_with_its_identifiers(world: World, registrar: Registrar) -> None:
    supplier = world.party(BUSINESS)
    identifiers = [hash_of("os:CN2021250D1DTN7"), hash_of("uml:PO1000001234")]
    message = registrar.message("mill", controller=supplier, identifiers=identifiers)
    subject = world.subject_id(registrar.party, message["salt"])

    sent = world.send("registerSubject", *registrar.arguments(message))

    events = world.events_of(sent)
    expected = {
        "subject": subject,
        "kind": 1,
        "country": b"ID",
        "controller": supplier,
        "registrar": registrar.party,
        "identityHash": message["identityHash"],
    }
    claims = [("IdentifierClaimed", {"subject": subject, "identifier": identifier}) for identifier in identifiers]
    assert events[:-1] == [("SubjectRegistered", expected), *claims]
    assert events[-1] == (
        "Signed",
        {
            "structHash": world.domain.struct_hash("SubjectRegistration", message),
            "signature": registrar.arguments(message)[1],
        },
    )
    assert tuple(world.ledger.subjectOf(subject)) == (supplier, "0x4944", 1, False)
    assert [bytes(world.ledger.subjectOfIdentifier(identifier)) for identifier in identifiers] == [subject] * 2
    world.assert_heads()


def test_register_subject_returns_its_id(world: World, registry: Registrar) -> None:
    message = registry.message("mill")
    answer = world.simulate("registerSubject", *registry.arguments(message))
    assert answer == world.subject_id(registry.party, message["salt"])


def test_register_subject_by_council_has_registrar_zero(world: World) -> None:
    subject = world.subject("network", kind=4, country=ANYWHERE, identityHash=bytes(32))

    _, values, _ = world.events()[-1]

    assert (values["subject"], values["registrar"]) == (subject, COUNCIL_PARTY)
    slot = world.mapping_slot("_subjects", subject)
    assert int.from_bytes(world.web3.eth.get_storage_at(world.ledger.address, slot), "big") == 4 << 80
    world.assert_heads()


def test_register_subject_twice_reverts(world: World, registry: Registrar) -> None:
    world.send("registerSubject", *registry.arguments(registry.message("mill")))
    again = registry.message("mill")
    subject = world.subject_id(registry.party, again["salt"])
    registry.refused(again, "SubjectAlreadyRegistered", subject)


@pytest.mark.parametrize("kind_number", [0, 6, 255])
def test_register_subject_of_unknown_kind_reverts(registry: Registrar, kind_number: int) -> None:
    registry.refused(registry.message("mill", kind=kind_number), "SubjectKindInvalid", kind_number)


def test_register_subject_site_without_country_reverts(world: World) -> None:
    message = world.registration(NO_ADDRESS, "mill", country=ANYWHERE)
    with world.reverts_with("CountryInvalid", ANYWHERE):
        world.simulate_council("registerSubjectByCouncil", values_of("SubjectRegistration", message))


def test_register_subject_with_country_in_another_form_reverts(world: World) -> None:
    message = world.registration(NO_ADDRESS, "mill", country=b"id")
    with world.reverts_with("CountryInvalid", b"id"):
        world.simulate_council("registerSubjectByCouncil", values_of("SubjectRegistration", message))


def test_register_subject_with_unknown_controller_reverts(registry: Registrar) -> None:
    registry.refused(registry.message("mill", controller=77), "PartyUnknown", 77)


def test_register_subject_with_claimed_identifier_reverts(world: World, registry: Registrar) -> None:
    identifier = hash_of("os:CN2021250D1DTN7")
    owner = world.subject("owner", identifiers=[identifier])
    message = registry.message("mill", identifiers=[hash_of("os:other"), identifier])
    registry.refused(message, "IdentifierAlreadyClaimed", identifier, owner)


def test_register_subject_with_the_same_identifier_twice_reverts(world: World, registry: Registrar) -> None:
    identifier = hash_of("os:CN2021250D1DTN7")
    message = registry.message("mill", identifiers=[identifier, identifier])
    subject = world.subject_id(registry.party, message["salt"])
    registry.refused(message, "IdentifierAlreadyClaimed", identifier, subject)


def test_register_subject_in_another_country_reverts(schema: bytes, registry: Registrar) -> None:
    message = registry.message("mill", country=b"MY")
    registry.refused(message, "AccreditationMissing", 0, registry.party, schema, b"MY")


def test_register_subject_after_accreditation_ended_reverts(world: World, schema: bytes, registry: Registrar) -> None:
    world.govern("endAccreditation", registry.party, schema, b"ID")
    end = world.now()
    registry.refused(registry.message("mill"), "AccreditationNotInForce", 0, registry.party, schema, b"ID", 0, end)


def test_register_subject_after_the_deadline_reverts(world: World, registry: Registrar) -> None:
    registry.refused(registry.message("mill", deadline=world.now() - 1), "DeadlinePassed", world.now() - 1)


def test_register_subject_with_used_nonce_reverts(world: World, registry: Registrar) -> None:
    world.send("registerSubject", *registry.arguments(registry.message("mill", nonce=9)))
    registry.refused(registry.message("other", nonce=9), "NonceUsed", registry.key.address, 9)


def test_register_subject_with_changed_identifiers_reverts(world: World, registry: Registrar) -> None:
    message = registry.message("mill", identifiers=[hash_of("os:one")])
    _, signature = registry.arguments(message)
    changed = values_of("SubjectRegistration", message | {"identifiers": [hash_of("os:two")]})
    with world.reverts_with("SignatureInvalid", registry.key.address):
        world.simulate("registerSubject", changed, signature)


def test_assign_identifier_claims_a_free_one(world: World) -> None:
    subject, identifier = world.subject("mill"), hash_of("gln:1")
    sent = world.govern("assignIdentifier", identifier, subject)
    assert world.events_of(sent) == [("IdentifierClaimed", {"subject": subject, "identifier": identifier})]
    world.assert_heads()


def test_assign_identifier_takes_it_from_another(world: World) -> None:
    identifier = hash_of("gln:1")
    old, new = world.subject("old", identifiers=[identifier]), world.subject("new")

    sent = world.govern("assignIdentifier", identifier, new)

    assert world.events_of(sent) == [
        ("IdentifierReassigned", {"subject": old, "identifier": identifier, "toSubject": new}),
        ("IdentifierClaimed", {"subject": new, "identifier": identifier}),
    ]
    assert bytes(world.ledger.subjectOfIdentifier(identifier)) == new
    world.assert_heads()


def test_assign_identifier_to_its_holder_reverts(world: World) -> None:
    identifier = hash_of("gln:1")
    subject = world.subject("mill", identifiers=[identifier])
    with world.reverts_with("IdentifierAlreadyClaimed", identifier, subject):
        world.simulate_council("assignIdentifier", identifier, subject)


@pytest.mark.parametrize("function", ["assignIdentifier", "closeSubject", "reopenSubject"])
def test_council_subject_function_on_unknown_subject_reverts(world: World, function: str) -> None:
    first = [hash_of("gln:1")] if function == "assignIdentifier" else []
    with world.reverts_with("SubjectUnknown", UNKNOWN):
        world.simulate_council(function, *first, UNKNOWN)


def test_close_and_reopen_subject_are_entries_of_their_own(world: World) -> None:
    subject = world.subject("mill")

    closed = world.govern("closeSubject", subject)
    assert world.events_of(closed) == [("SubjectClosed", {"subject": subject})]
    assert world.ledger.subjectOf(subject)[3] is True
    with world.reverts_with("SubjectAlreadyClosed", subject):
        world.simulate_council("closeSubject", subject)

    reopened = world.govern("reopenSubject", subject)
    assert world.events_of(reopened) == [("SubjectReopened", {"subject": subject})]
    assert world.ledger.subjectOf(subject)[3] is False
    with world.reverts_with("SubjectNotClosed", subject):
        world.simulate_council("reopenSubject", subject)
    world.assert_heads()


# ------------------------------------------------------------------ controller


class Takeover:
    """A supplier that takes a site over, a present controller, and a registrar."""

    def __init__(self, world: World, schema: bytes, kind: int) -> None:
        self.world = world
        self.taker_party = world.party(BUSINESS)
        self.taker = world.key(self.taker_party, "taker", kind)
        self.owner_party = world.party(BUSINESS)
        self.owner = world.key(self.owner_party, "owner", kind)
        self.registrar = Registrar(world, schema, kind)
        self.subject = world.subject("mill", controller=self.owner_party)

    def message(self, **changes: Any) -> dict[str, Any]:
        return self.world.message(self.taker, subject=self.subject, controller=self.taker_party) | changes

    def arguments(self, message: dict[str, Any], authority: Key, taker: Key | None = None) -> tuple[Any, ...]:
        struct, signature = self.world.signed("ControllerChange", message, taker or self.taker)
        consent = authority.sign(self.world.domain, "ControllerChange", message)
        return struct, signature, authority.address, consent

    def refused(self, arguments: tuple[Any, ...], error: str, *values: Any) -> None:
        with self.world.reverts_with(error, *values):
            self.world.simulate("changeController", *arguments)


@pytest.fixture
def takeover(world: World, schema: bytes, kind: int) -> Takeover:
    return Takeover(world, schema, kind)


@pytest.fixture
def simple(world: World, schema: bytes) -> Takeover:
    return Takeover(world, schema, kind=1)


@pytest.mark.parametrize("by_registrar", [False, True], ids=["owner", "registrar"])
def test_change_controller_with_consent_changes_it(world: World, takeover: Takeover, by_registrar: bool) -> None:
    authority = takeover.registrar.key if by_registrar else takeover.owner
    authority_party = takeover.registrar.party if by_registrar else takeover.owner_party
    message = takeover.message()
    arguments = takeover.arguments(message, authority)

    (name, values), *signed = world.events_of(world.send("changeController", *arguments))

    assert name == "ControllerChanged"
    assert values == {
        "subject": takeover.subject,
        "previousController": takeover.owner_party,
        "controller": takeover.taker_party,
        "authority": authority_party,
    }
    struct_hash = world.domain.struct_hash("ControllerChange", message)
    assert signed == [
        ("Signed", {"structHash": struct_hash, "signature": arguments[1]}),
        ("Signed", {"structHash": struct_hash, "signature": arguments[3]}),
    ]
    assert world.ledger.subjectOf(takeover.subject)[0] == takeover.taker_party
    world.assert_heads()


def test_change_controller_of_unclaimed_subject_needs_a_registrar(world: World, simple: Takeover) -> None:
    free = world.subject("free")
    message = simple.message(subject=free)
    simple.refused(simple.arguments(message, simple.owner), "AuthorityMissing", simple.owner_party, free)
    world.send("changeController", *simple.arguments(message, simple.registrar.key))


def test_change_controller_by_registrar_of_another_country_reverts(world: World, simple: Takeover) -> None:
    abroad = world.subject("abroad", country=b"MY")
    arguments = simple.arguments(simple.message(subject=abroad), simple.registrar.key)
    simple.refused(arguments, "AuthorityMissing", simple.registrar.party, abroad)


def test_change_controller_of_unknown_subject_reverts(simple: Takeover) -> None:
    simple.refused(simple.arguments(simple.message(subject=UNKNOWN), simple.owner), "SubjectUnknown", UNKNOWN)


def test_change_controller_to_the_same_reverts(world: World, simple: Takeover) -> None:
    own = world.subject("own", controller=simple.taker_party)
    arguments = simple.arguments(simple.message(subject=own), simple.owner)
    simple.refused(arguments, "ControllerUnchanged", own, simple.taker_party)


def test_change_controller_on_its_own_authority_reverts(world: World, schema: bytes, simple: Takeover) -> None:
    world.accredit(simple.taker_party, schema)
    second = world.key(simple.taker_party, "second")
    simple.refused(simple.arguments(simple.message(), second), "AuthorityNotIndependent", simple.taker_party)


@pytest.mark.parametrize("controller", [0, "owner"])
def test_change_controller_for_another_party_reverts(simple: Takeover, controller: int | str) -> None:
    party = simple.owner_party if controller == "owner" else 0
    arguments = simple.arguments(simple.message(controller=party), simple.owner)
    simple.refused(arguments, "KeyOfAnotherParty", simple.taker.address, simple.taker_party)


def test_change_controller_spends_the_takers_nonce_only(world: World, simple: Takeover) -> None:
    message = simple.message()
    arguments = simple.arguments(message, simple.owner)
    world.send("changeController", *arguments)
    simple.refused(arguments, "NonceUsed", simple.taker.address, message["nonce"])
    assert world.ledger.nonceWord(simple.owner.address, 0) == 0


def test_change_controller_after_the_deadline_reverts(world: World, simple: Takeover) -> None:
    arguments = simple.arguments(simple.message(deadline=world.now() - 1), simple.owner)
    simple.refused(arguments, "DeadlinePassed", world.now() - 1)


def test_change_controller_without_the_authoritys_signature_reverts(simple: Takeover) -> None:
    struct, signature, authority, _ = simple.arguments(simple.message(), simple.owner)
    simple.refused((struct, signature, authority, signature), "SignatureInvalid", simple.owner.address)


def test_change_controller_without_the_takers_signature_reverts(simple: Takeover) -> None:
    arguments = simple.arguments(simple.message(), simple.owner, taker=simple.owner)
    simple.refused(arguments, "SignatureInvalid", simple.taker.address)


def test_change_controller_by_suspended_authority_reverts(world: World, simple: Takeover) -> None:
    until = world.now() + 1000
    world.govern("suspendParty", simple.owner_party, until)
    arguments = simple.arguments(simple.message(), simple.owner)
    simple.refused(arguments, "KeySuspendedUntil", simple.owner.address, until)


def test_change_controller_by_unknown_authority_reverts(world: World, simple: Takeover) -> None:
    stranger = world.new_key("stranger")
    simple.refused(simple.arguments(simple.message(), stranger), "KeyUnknown", stranger.address)


def test_register_subject_by_auditor_without_the_schema_reverts(world: World, schema: bytes) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    message = world.registration(key.address, "mill")
    with world.reverts_with("AccreditationMissing", 0, party, schema, b"ID"):
        world.simulate("registerSubject", *world.signed("SubjectRegistration", message, key))
