"""What somebody who only wants to be in the way can do: nothing that makes another's acts dearer or impossible."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.sending import Sent
from tests.contracts.support.typed_data import Key
from tests.contracts.support.world import AUDITOR, BUSINESS, CIVIL_SOCIETY, DAY, World, hash_of

LONG = 250
# The same dates in every record, as their bytes cost gas.
EPOCH = 1_760_000_000
MEASURED = 256 * 5_000 + 1  # nonces of one word, which no other record here uses
MOST_TO_SUSPEND = 200_000  # gas for a party with all the keys it may have


@pytest.fixture(scope="module")
def schema(world: World) -> bytes:
    return world.schema("ilo/c029@1930", flags=0)


@pytest.fixture(scope="module")
def subject(world: World) -> bytes:
    return world.subject("mill")


@pytest.fixture(scope="module")
def victim(world: World) -> Key:
    return world.key(world.party(AUDITOR), "victim")


@pytest.fixture(scope="module")
def attacker(world: World) -> Key:
    return world.key(world.party(CIVIL_SOCIETY), "attacker")


def dated(world: World, key: Key, subject: bytes, schema: bytes, nonce: int) -> dict[str, Any]:
    period = {"deadline": EPOCH + 300 * DAY, "validFrom": EPOCH - DAY, "validUntil": EPOCH + 365 * DAY}
    return world.attestation(key, subject, schema, nonce=nonce, **period)


def flood(world: World, attacker: Key, subject: bytes, schema: bytes, **changes: Any) -> None:
    items = [world.attestation(attacker, subject, schema, **changes) for _ in range(LONG)]
    world.send("recordBatch", *world.batch(items, attacker))


def recorded(world: World, key: Key, subject: bytes, schema: bytes, nonce: int) -> Sent:
    return world.record(dated(world, key, subject, schema, nonce), key)


def without_signature_bytes(world: World, sent: Sent) -> int:
    """Return the gas of a transaction but that of its call data, in which signatures differ by chance."""
    data = bytes(world.web3.eth.get_transaction(sent.txid)["input"])
    return sent.gas_used - 16 * len(data) + 12 * data.count(0)


def test_record_costs_the_same_however_long_the_histories_are(
    world: World, victim: Key, attacker: Key, subject: bytes, schema: bytes
) -> None:
    recorded(world, victim, subject, schema, MEASURED)
    before = recorded(world, victim, subject, schema, MEASURED + 1)

    flood(world, attacker, subject, schema)
    flood(world, victim, subject, schema)

    after = recorded(world, victim, subject, schema, MEASURED + 2)
    assert without_signature_bytes(world, after) == without_signature_bytes(world, before)
    world.assert_heads()


def test_record_costs_the_same_on_a_subject_that_many_are_said_to_be_the_same_as(
    world: World, victim: Key, attacker: Key, subject: bytes, schema: bytes
) -> None:
    same_as = world.schema("ledger/same-as@1", flags=0)
    recorded(world, victim, subject, schema, MEASURED)
    before = recorded(world, victim, subject, schema, MEASURED + 1)

    flood(world, attacker, world.subject("attacker's"), same_as, refUid=subject)

    after = recorded(world, victim, subject, schema, MEASURED + 2)
    assert without_signature_bytes(world, after) == without_signature_bytes(world, before)
    world.assert_heads()


def test_attacker_spends_its_own_nonces_only(
    world: World, victim: Key, attacker: Key, subject: bytes, schema: bytes
) -> None:
    colleague = world.key(int(world.ledger.keyOf(victim.address)[0]), "colleague")
    for key in (attacker, colleague):
        world.record(world.attestation(key, subject, schema, nonce=7), key)
    everything = {"issuer": attacker.address, "word": 0, "mask": 2**256 - 1, "deadline": world.now() + DAY}
    world.send("cancelNonces", *world.signed("NonceCancel", everything, attacker))
    assert world.ledger.nonceWord(victim.address, 0) == 0
    world.record(world.attestation(victim, subject, schema, nonce=7), victim)


def test_attacker_cannot_name_another_as_issuer_to_use_up_its_nonces(
    world: World, victim: Key, attacker: Key, subject: bytes, schema: bytes
) -> None:
    attestation = world.attestation(victim, subject, schema, nonce=7)
    with world.reverts_with("SignatureInvalid", victim.address):
        world.simulate("record", *world.signed("Attestation", attestation, attacker))
    with world.reverts_with("BatchIssuerMixed", 1, victim.address):
        items = [world.attestation(attacker, subject, schema), attestation]
        world.simulate("recordBatch", *world.batch(items, attacker))


def test_refused_record_can_be_sent_again_when_its_reason_is_gone(
    world: World, victim: Key, subject: bytes, schema: bytes
) -> None:
    """A relay that sends too early, or that somebody suspends meanwhile, uses nothing up."""
    signed = world.signed("Attestation", world.attestation(victim, subject, schema), victim)
    party = int(world.ledger.keyOf(victim.address)[0])
    world.govern("suspendParty", party, world.now() + DAY)
    with world.reverts_with("SuspendedKeyMayOnlyRevoke", 0, victim.address, schema):
        world.simulate("record", *signed)
    world.govern("reinstateParty", party)
    world.send("record", *signed)


def test_two_signed_types_share_the_nonces_of_a_key(world: World, attacker: Key, subject: bytes, schema: bytes) -> None:
    """What one type spent is spent for all: a nonce names one signed message of a key."""
    registration = world.schema("ledger/site-registration@1", flags=0)
    world.accredit(int(world.ledger.keyOf(attacker.address)[0]), registration)
    message = world.registration(attacker.address, "another mill", nonce=7)
    world.record(world.attestation(attacker, subject, schema, nonce=7), attacker)
    with world.reverts_with("NonceUsed", attacker.address, 7):
        world.simulate("registerSubject", *world.signed("SubjectRegistration", message, attacker))


def registrar(world: World, name: str) -> tuple[int, Key]:
    party = world.party(CIVIL_SOCIETY)
    world.accredit(party, hash_of("ledger/site-registration@1"), b"ID")
    return party, world.key(party, name)


def test_copied_registration_makes_another_subject_and_blocks_nothing(world: World) -> None:
    world.schema("ledger/site-registration@1")
    (honest, honest_key), (copying, copying_key) = registrar(world, "honest"), registrar(world, "copying")
    message = world.registration(honest_key.address, "mill")
    copied = world.registration(copying_key.address, "mill")
    assert message["salt"] == copied["salt"]

    world.send("registerSubject", *world.signed("SubjectRegistration", copied, copying_key))
    world.send("registerSubject", *world.signed("SubjectRegistration", message, honest_key))

    ids = [world.subject_id(party, message["salt"]) for party in (honest, copying)]
    assert ids[0] != ids[1]
    assert [world.ledger.subjectOf(subject)[2] for subject in ids] == [1, 1]
    world.assert_heads()


def test_identifier_that_another_registrar_claimed_first_is_blocked_until_the_council_moves_it(world: World) -> None:
    """The one thing here that does stand in the way: registrars are accredited, and the council corrects them."""
    world.schema("ledger/site-registration@1")
    (honest, honest_key), (squatting, squatting_key) = registrar(world, "honest"), registrar(world, "squatting")
    identifier = hash_of("os:ID2021250D1DTN7")
    squat = world.registration(squatting_key.address, "squat", identifiers=[identifier])
    world.send("registerSubject", *world.signed("SubjectRegistration", squat, squatting_key))
    squatted = world.subject_id(squatting, squat["salt"])

    message = world.registration(honest_key.address, "mill", identifiers=[identifier])
    with world.reverts_with("IdentifierAlreadyClaimed", identifier, squatted):
        world.simulate("registerSubject", *world.signed("SubjectRegistration", message, honest_key))

    plain = message | {"identifiers": []}
    world.send("registerSubject", *world.signed("SubjectRegistration", plain, honest_key))
    subject = world.subject_id(honest, message["salt"])
    world.govern("assignIdentifier", identifier, subject)
    assert bytes(world.ledger.subjectOfIdentifier(identifier)) == subject
    world.assert_heads()


def test_full_list_of_keys_keeps_suspending_a_party_cheap(world: World) -> None:
    party = world.party(BUSINESS)
    for number in range(16):
        world.key(party, f"key {number}")
    assert world.govern("suspendParty", party, world.now() + DAY).gas_used < MOST_TO_SUSPEND
    assert world.govern("reinstateParty", party).gas_used < MOST_TO_SUSPEND
