"""Whose signature is taken, in which form, and what a contract wallet can and cannot do."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from tests.contracts.support.sending import send
from tests.contracts.support.typed_data import Key, account_key, secret_of, values_of
from tests.contracts.support.world import AUDITOR, CONTRACT, FOREVER, SIGN, World

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF_ORDER = ORDER // 2


@pytest.fixture(scope="module")
def schema(world: World) -> bytes:
    return world.schema("ilo/c029@1930", flags=0)


@pytest.fixture(scope="module")
def subject(world: World) -> bytes:
    return world.subject("mill")


@pytest.fixture(scope="module")
def party(world: World) -> int:
    return world.party(AUDITOR)


@pytest.fixture(scope="module")
def key(world: World, party: int) -> Key:
    return world.key(party, "auditor")


@pytest.fixture
def signed(world: World, key: Key, subject: bytes, schema: bytes) -> tuple[Any, bytes]:
    return world.signed("Attestation", world.attestation(key, subject, schema), key)


@pytest.mark.parametrize("length", [0, 64, 66, 130])
def test_signature_of_another_length_reverts(world: World, signed: tuple[Any, bytes], length: int) -> None:
    struct, signature = signed
    with world.reverts_with("SignatureLengthInvalid", length):
        world.simulate("record", struct, (signature * 2)[:length])


def test_signature_with_high_s_reverts(world: World, signed: tuple[Any, bytes]) -> None:
    struct, signature = signed
    mirrored = (ORDER - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    twin = signature[:32] + mirrored + bytes([55 - signature[64]])
    with world.reverts_with("SignatureMalleable", mirrored):
        world.simulate("record", struct, twin)


def test_signature_with_s_at_half_the_order_is_not_called_malleable(
    world: World, key: Key, signed: tuple[Any, bytes]
) -> None:
    struct, signature = signed
    limit = HALF_ORDER.to_bytes(32, "big")
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", struct, signature[:32] + limit + signature[64:])
    above = (HALF_ORDER + 1).to_bytes(32, "big")
    with world.reverts_with("SignatureMalleable", above):
        world.simulate("record", struct, signature[:32] + above + signature[64:])


@pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
def test_signature_with_another_v_reverts(world: World, signed: tuple[Any, bytes], v: int) -> None:
    struct, signature = signed
    with world.reverts_with("SignatureRecoveryInvalid", v):
        world.simulate("record", struct, signature[:64] + bytes([v]))


def test_signature_that_recovers_nobody_reverts(world: World, key: Key, signed: tuple[Any, bytes]) -> None:
    struct, _ = signed
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", struct, bytes(64) + b"\x1b")


def test_signature_of_another_key_reverts(world: World, key: Key, subject: bytes, schema: bytes) -> None:
    attestation = world.attestation(key, subject, schema)
    arguments = world.signed("Attestation", attestation, account_key("somebody else"))
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", *arguments)


@pytest.mark.parametrize(
    "changes",
    [{"outcome": 3}, {"deadline": FOREVER}, {"validUntil": FOREVER}, {"documentHash": bytes(32)}, {"nonce": 77}],
    ids=lambda changes: next(iter(changes)),
)
def test_signature_over_another_content_reverts(
    world: World, key: Key, subject: bytes, schema: bytes, changes: dict[str, Any]
) -> None:
    attestation = world.attestation(key, subject, schema)
    _, signature = world.signed("Attestation", attestation, key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", values_of("Attestation", attestation | changes), signature)


def test_signature_for_another_ledger_reverts(
    world: World, key: Key, subject: bytes, schema: bytes, LabourLedger: Any
) -> None:
    other = world.deploy(LabourLedger, world.council)
    attestation = world.attestation(key, subject, schema)
    elsewhere = World(other, world.web3, world.council, world.relayer, None)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", *elsewhere.signed("Attestation", attestation, key))


def test_account_key_with_delegated_code_still_signs_by_itself(
    world: World, key: Key, signed: tuple[Any, bytes]
) -> None:
    """EIP-7702: code at the account says nothing about who signs for it."""
    delegation = "0xef0100" + "11" * 20
    world.web3.provider.make_request("anvil_setCode", [key.address, delegation])
    assert len(world.web3.eth.get_code(key.address)) == 23
    world.send("record", *signed)
    world.assert_heads()


def test_account_key_whose_code_approves_everything_gains_nothing(
    world: World, key: Key, signed: tuple[Any, bytes], LongAnswerWallet: Any
) -> None:
    approving = world.deploy(LongAnswerWallet)
    code = bytes(world.web3.eth.get_code(approving.address))
    world.web3.provider.make_request("anvil_setCode", [key.address, "0x" + code.hex()])
    struct, signature = signed
    with world.reverts_with("SignatureLengthInvalid", 5):
        world.simulate("record", struct, signature[:5])


class Wallets:
    """Records by a contract key whose wallet behaves in a given way."""

    def __init__(self, world: World, party: int, subject: bytes, schema: bytes) -> None:
        self.world = world
        self.party = party
        self.subject = subject
        self.schema = schema

    def attestation(self, wallet: Any) -> dict[str, Any]:
        key = Key(wallet.address, CONTRACT, secret_of("owner"))
        self.world.govern("addKey", self.party, wallet.address, CONTRACT, SIGN, 0, FOREVER)
        return self.world.attestation(key, self.subject, self.schema)


@pytest.fixture
def wallets(world: World, party: int, subject: bytes, schema: bytes) -> Wallets:
    return Wallets(world, party, subject, schema)


MISBEHAVING = ["WrongAnswerWallet", "ShortAnswerWallet", "DirtyAnswerWallet", "RevertingWallet", "GasBurningWallet"]


@pytest.mark.parametrize("name", MISBEHAVING)
def test_contract_key_that_does_not_approve_reverts(
    world: World, wallets: Wallets, request: pytest.FixtureRequest, name: str
) -> None:
    wallet = world.deploy(request.getfixturevalue(name))
    attestation = wallets.attestation(wallet)
    with world.reverts_with("SignatureInvalid", wallet.address):
        world.simulate("record", values_of("Attestation", attestation), b"anything")


def test_contract_key_without_code_reverts(world: World, wallets: Wallets) -> None:
    nobody = account_key("nobody")
    attestation = wallets.attestation(nobody)
    arguments = world.signed("Attestation", attestation, nobody)
    with world.reverts_with("SignatureInvalid", nobody.address):
        world.simulate("record", *arguments)


def test_contract_key_that_burns_gas_costs_no_more_than_its_cap(
    world: World, wallets: Wallets, GasBurningWallet: Any
) -> None:
    wallet = world.deploy(GasBurningWallet)
    attestation = wallets.attestation(wallet)
    data = world.ledger.record.encode_input(values_of("Attestation", attestation), b"anything")
    request = {"from": str(world.relayer), "to": world.ledger.address, "data": data, "gas": hex(400_000)}
    answer = world.web3.provider.make_request("eth_call", [request, "latest"])
    # The ledger still had gas to name the reason.
    assert answer["error"]["data"] == "0x" + world.errors.encode("SignatureInvalid", (wallet.address,)).hex()


def test_contract_key_with_a_long_answer_is_taken_by_its_first_word(
    world: World, wallets: Wallets, LongAnswerWallet: Any
) -> None:
    wallet = world.deploy(LongAnswerWallet)
    world.send("record", values_of("Attestation", wallets.attestation(wallet)), b"")
    world.assert_heads()


def test_contract_key_cannot_record_again_while_it_is_asked(
    world: World, wallets: Wallets, key: Key, subject: bytes, schema: bytes, ReenteringWallet: Any
) -> None:
    wallet = world.deploy(ReenteringWallet, world.ledger.address)
    inner = world.signed("Attestation", world.attestation(key, subject, schema), key)
    preparation = wallet.prepare.encode_input(world.ledger.record.encode_input(*inner))
    send(world.web3, world.relayer, preparation, to=wallet.address)
    attestation = wallets.attestation(wallet)
    world.simulate("record", *inner)
    with world.reverts_with("SignatureInvalid", wallet.address):
        world.simulate("record", values_of("Attestation", attestation), b"")


def test_contract_key_is_asked_about_the_uid(world: World, party: int, subject: bytes, schema: bytes) -> None:
    key = world.key(party, "wallet owner", CONTRACT)
    attestation = world.attestation(key, subject, schema)
    struct, signature = world.signed("Attestation", attestation, key)
    assert world.simulate("record", struct, signature) == world.uid(attestation)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("record", struct, signature[:64] + bytes([55 - signature[64]]))


def test_call_data_of_recorded_signature_is_logged_whole(
    world: World, party: int, subject: bytes, schema: bytes, LongAnswerWallet: Any, wallets: Wallets
) -> None:
    wallet = world.deploy(LongAnswerWallet)
    long_signature = encode(["uint256"] * 20, list(range(20)))
    sent = world.send("record", values_of("Attestation", wallets.attestation(wallet)), long_signature)
    assert world.events_of(sent)[-1][1]["signature"] == long_signature
