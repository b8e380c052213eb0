from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.typed_data import Key, values_of
from tests.contracts.support.world import ADMIN, AUDITOR, World


@pytest.fixture
def key(world: World, kind: int) -> Key:
    return world.key(world.party(AUDITOR), "auditor", kind, role=ADMIN)


def cancellation(world: World, key: Key, **changes: Any) -> dict[str, Any]:
    message = {"issuer": key.address, "word": 3, "mask": 0b1010, "deadline": world.now() + 100}
    return message | changes


def test_cancel_nonces_marks_them_as_used(world: World, key: Key) -> None:
    message = cancellation(world, key)
    arguments = world.signed("NonceCancel", message, key)

    sent = world.send("cancelNonces", *arguments)

    assert world.events_of(sent) == [
        ("NoncesCancelled", {"issuer": key.address, "word": 3, "mask": 0b1010}),
        ("Signed", {"structHash": world.domain.struct_hash("NonceCancel", message), "signature": arguments[1]}),
    ]
    assert world.ledger.nonceWord(key.address, 3) == 0b1010


def test_cancel_nonces_adds_to_those_used_before(world: World, key: Key) -> None:
    world.send("cancelNonces", *world.signed("NonceCancel", cancellation(world, key), key))
    world.send("cancelNonces", *world.signed("NonceCancel", cancellation(world, key, mask=1), key))
    assert world.ledger.nonceWord(key.address, 3) == 0b1011


def test_cancelled_nonce_cannot_be_recorded(world: World) -> None:
    schema = world.schema("ilo/c029@1930", flags=0)
    key = world.key(world.party(AUDITOR), "signer")
    attestation = world.attestation(key, world.subject("mill"), schema, nonce=3 * 256 + 1)
    world.send("cancelNonces", *world.signed("NonceCancel", cancellation(world, key), key))
    with world.reverts_with("AttestationNonceUsed", 0, key.address, attestation["nonce"]):
        world.simulate("record", *world.signed("Attestation", attestation, key))


@pytest.mark.parametrize("state", ["retired", "suspended", "suspended with its party"])
def test_cancel_nonces_by_a_key_out_of_force_goes_through(world: World, key: Key, state: str) -> None:
    if state == "retired":
        world.govern("retireKey", key.address)
    elif state == "suspended":
        world.govern("suspendKey", key.address, world.now() + 1000)
    else:
        world.govern("suspendParty", 1, world.now() + 1000)
    world.send("cancelNonces", *world.signed("NonceCancel", cancellation(world, key), key))
    assert world.ledger.nonceWord(key.address, 3) == 0b1010


def test_cancel_nonces_by_unknown_key_reverts(world: World) -> None:
    stranger = world.new_key("stranger")
    with world.reverts_with("KeyUnknown", stranger.address):
        world.simulate("cancelNonces", *world.signed("NonceCancel", cancellation(world, stranger), stranger))


def test_cancel_nonces_after_the_deadline_reverts(world: World, key: Key) -> None:
    deadline = world.now() - 1
    with world.reverts_with("DeadlinePassed", deadline):
        world.simulate("cancelNonces", *world.signed("NonceCancel", cancellation(world, key, deadline=deadline), key))


def test_cancel_nonces_with_a_wider_mask_than_signed_reverts(world: World, key: Key) -> None:
    message = cancellation(world, key)
    _, signature = world.signed("NonceCancel", message, key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("cancelNonces", values_of("NonceCancel", message | {"mask": 2**256 - 1}), signature)
