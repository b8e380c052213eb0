"""What somebody without the right key may try with signatures that others made, and with numbers that mean nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.contracts.support.typed_data import Domain, Key
from tests.contracts.support.world import ACCOUNT, AUDITOR, BUSINESS, FOREVER, NO_ADDRESS, SIGN, World

ANOTHER_CHAIN = 31_338


@pytest.fixture(scope="module")
def schema(world: World) -> bytes:
    return world.schema("ilo/c029@1930", flags=0)


@pytest.fixture(scope="module")
def subject(world: World) -> bytes:
    return world.subject("mill")


@pytest.fixture(scope="module")
def key(world: World) -> Key:
    return world.key(world.party(AUDITOR), "auditor")


@pytest.fixture
def another_chain(world: World) -> Iterator[None]:
    """The same state after a fork of the chain that took another number."""
    own = world.web3.eth.chain_id
    world.web3.provider.make_request("anvil_setChainId", [ANOTHER_CHAIN])
    yield
    world.web3.provider.make_request("anvil_setChainId", [own])


def test_signature_of_this_chain_is_worth_nothing_on_a_fork_of_it(
    world: World, key: Key, subject: bytes, schema: bytes, another_chain: None
) -> None:
    attestation = world.attestation(key, subject, schema)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", *world.signed("Attestation", attestation, key))
    forked = Domain(ANOTHER_CHAIN, world.ledger.address)
    struct, _ = world.signed("Attestation", attestation, key)
    world.simulate("record", struct, key.sign(forked, "Attestation", attestation))


def test_item_of_a_recorded_batch_cannot_be_recorded_alone(
    world: World, key: Key, subject: bytes, schema: bytes
) -> None:
    attestation = world.attestation(key, subject, schema)
    world.send("recordBatch", *world.batch([attestation], key))
    with world.reverts_with("AttestationNonceUsed", 0, key.address, attestation["nonce"]):
        world.simulate("record", *world.signed("Attestation", attestation, key))


def test_batch_with_items_in_another_order_reverts(world: World, key: Key, subject: bytes, schema: bytes) -> None:
    items, signature = world.batch([world.attestation(key, subject, schema) for _ in range(2)], key)
    world.simulate("recordBatch", items, signature)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", items[::-1], signature)


def test_batch_without_its_last_item_reverts(world: World, key: Key, subject: bytes, schema: bytes) -> None:
    items, signature = world.batch([world.attestation(key, subject, schema) for _ in range(2)], key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", items[:1], signature)


def test_signature_of_a_single_attestation_does_not_record_a_batch_of_one(
    world: World, key: Key, subject: bytes, schema: bytes
) -> None:
    struct, signature = world.signed("Attestation", world.attestation(key, subject, schema), key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", [struct], signature)


def test_key_at_address_zero_signs_nothing_with_what_recovers_nobody(
    world: World, subject: bytes, schema: bytes
) -> None:
    world.govern("addKey", world.party(AUDITOR), NO_ADDRESS, ACCOUNT, SIGN, 0, FOREVER)
    nobody = Key(NO_ADDRESS, ACCOUNT, b"")
    struct = tuple(world.attestation(nobody, subject, schema).values())
    recovers_nobody = bytes(64) + b"\x1b"
    with world.reverts_with("SignatureInvalid", NO_ADDRESS):
        world.simulate("record", struct, recovers_nobody)


def test_nobody_is_the_controller_of_an_unclaimed_subject(world: World, subject: bytes) -> None:
    only_controllers = world.schema("ledger/reply@1", classes=0, flags=1)
    key = world.key(world.party(BUSINESS), "supplier")
    assert world.ledger.subjectOf(subject)[0] == 0
    with world.reverts_with("ClassNotAllowed", 0, only_controllers, BUSINESS):
        world.simulate("record", *world.signed("Attestation", world.attestation(key, subject, only_controllers), key))


def test_stranger_cannot_cancel_the_nonces_of_another(world: World, key: Key) -> None:
    stranger = world.key(world.party(BUSINESS), "stranger")
    message = {"issuer": key.address, "word": 0, "mask": 2**256 - 1, "deadline": world.now() + 60}
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("cancelNonces", *world.signed("NonceCancel", message, stranger))


def test_whoever_sends_first_records_what_the_issuer_signed_and_nothing_else(
    world: World, key: Key, subject: bytes, schema: bytes
) -> None:
    attestation = world.attestation(key, subject, schema)
    signed = world.signed("Attestation", attestation, key)
    world.send("record", *signed, sender=world.council)
    [(name, recorded), (last, _)] = world.events_of(world.send("record", *_next(world, key, subject, schema)))
    assert (name, last) == ("Recorded", "Signed")
    assert recorded["issuer"] == key.address
    with world.reverts_with("AttestationNonceUsed", 0, key.address, attestation["nonce"]):
        world.simulate("record", *signed)
    world.assert_heads()


def _next(world: World, key: Key, subject: bytes, schema: bytes) -> tuple[tuple[object, ...], bytes]:
    return world.signed("Attestation", world.attestation(key, subject, schema), key)


def test_signature_of_a_batch_of_one_does_not_record_its_item_alone(
    world: World, key: Key, subject: bytes, schema: bytes
) -> None:
    attestation = world.attestation(key, subject, schema)
    [struct], signature = world.batch([attestation], key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", struct, signature)


def test_batch_with_an_item_of_another_signed_batch_reverts(
    world: World, key: Key, subject: bytes, schema: bytes
) -> None:
    first, second = ([world.attestation(key, subject, schema) for _ in range(2)] for _ in range(2))
    items, signature = world.batch(first, key)
    others, _ = world.batch(second, key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", [items[0], others[1]], signature)


def test_batch_with_an_item_added_reverts(world: World, key: Key, subject: bytes, schema: bytes) -> None:
    attestations = [world.attestation(key, subject, schema) for _ in range(2)]
    items, _ = world.batch(attestations, key)
    _, signature = world.batch(attestations[:1], key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", items, signature)


def test_party_zero_is_nobody_in_every_register(world: World, schema: bytes) -> None:
    for call in (
        ("addKey", 0, "0x" + "11" * 20, ACCOUNT, SIGN, 0, FOREVER),
        ("giveAccreditation", 0, schema, b"ID", 0, FOREVER, False),
        ("suspendParty", 0, FOREVER),
        ("reinstateParty", 0),
        ("reclassParty", 0, AUDITOR),
    ):
        with world.reverts_with("PartyUnknown", 0):
            world.simulate_council(*call)
    assert tuple(world.ledger.partyOf(0)) == (0, "0x0000", 0, False)
    assert bytes(world.ledger.partyHead(0)) == bytes(world.ledger.issuedHead(0)) == bytes(32)


def test_multicall_carries_records_of_several_issuers_and_none_twice(
    world: World, key: Key, subject: bytes, schema: bytes
) -> None:
    other = world.key(world.party(AUDITOR), "other auditor")
    signed = [
        world.signed("Attestation", world.attestation(issuer, subject, schema, nonce=7), issuer)
        for issuer in (key, other)
    ]
    calls = [world.ledger.record.encode_input(*arguments) for arguments in signed]
    with world.reverts_with("AttestationNonceUsed", 0, key.address, 7):
        world.simulate("multicall", [*calls, calls[0]])
    names = [name for name, _ in world.events_of(world.send("multicall", calls))]
    assert names == ["Recorded", "Signed", "Recorded", "Signed"]
    world.assert_heads()
