"""Signatures in every place where one is asked for: wrong forms, wallets that misbehave, accounts with code."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account
from tests.contracts.support.sending import send
from tests.contracts.support.signed_calls import SIGNED_FUNCTIONS, TWO_SIGNERS, Actors
from tests.contracts.support.typed_data import Key, account_key, secret_of
from tests.contracts.support.world import CONTRACT, NO_ADDRESS, World

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
MISBEHAVING = ["WrongAnswerWallet", "ShortAnswerWallet", "DirtyAnswerWallet", "RevertingWallet", "GasBurningWallet"]
PLACES = [(function, 1) for function in SIGNED_FUNCTIONS] + [(function, 2) for function in TWO_SIGNERS]
EACH_PLACE = pytest.mark.parametrize(("function", "place"), PLACES, ids=[f"{name}-{n}" for name, n in PLACES])


def wallet_key(address: str) -> Key:
    return Key(address, CONTRACT, secret_of("owner"))


def replaced(signature: bytes, place: int) -> dict[str, bytes]:
    return {"first" if place == 1 else "second": signature}


@EACH_PLACE
def test_signature_in_another_form_reverts_in_every_place(world: World, function: str, place: int) -> None:
    actors = Actors(world, account_key("issuer"))
    actors.add_authority()
    call = actors.call(function)
    signatures = [argument for argument in actors.arguments(call) if isinstance(argument, bytes)]
    good = signatures[place - 1]
    mirrored = (ORDER - int.from_bytes(good[32:64], "big")).to_bytes(32, "big")
    recovery = good[64] - 27
    compact = good[:32] + (int.from_bytes(good[32:64], "big") | recovery << 255).to_bytes(32, "big")
    forms: list[tuple[bytes, str, Any]] = [
        (b"", "SignatureLengthInvalid", 0),
        (compact, "SignatureLengthInvalid", 64),
        (good + b"\0", "SignatureLengthInvalid", 66),
        (good[:32] + mirrored + bytes([28 - recovery]), "SignatureMalleable", mirrored),
        (good[:64] + bytes([recovery]), "SignatureRecoveryInvalid", recovery),
    ]
    for signature, error, value in forms:
        with world.reverts_with(error, value):
            actors.simulate(call, **replaced(signature, place))
    actors.simulate(call)


@EACH_PLACE
@pytest.mark.parametrize("name", MISBEHAVING)
def test_wallet_that_does_not_approve_is_refused_in_every_place(
    world: World, request: pytest.FixtureRequest, name: str, function: str, place: int
) -> None:
    wallet = wallet_key(world.deploy(request.getfixturevalue(name)).address)
    if place == 1:
        actors = Actors(world, wallet)
        actors.add_authority()
    else:
        actors = Actors(world, account_key("issuer"), second=wallet)
        if function == "changeController":
            actors.add_authority()
    with world.reverts_with("SignatureInvalid", wallet.address):
        actors.simulate(actors.call(function), **replaced(b"anything", place))


@pytest.mark.parametrize("function", TWO_SIGNERS)
def test_wallet_as_issuer_does_not_answer_for_the_second_signer(
    world: World, LongAnswerWallet: Any, function: str
) -> None:
    actors = Actors(world, wallet_key(world.deploy(LongAnswerWallet).address))
    actors.add_authority()
    with world.reverts_with("SignatureLengthInvalid", 8):
        actors.simulate(actors.call(function), first=b"", second=b"anything")


@pytest.mark.parametrize("function", SIGNED_FUNCTIONS)
def test_relay_that_gives_too_little_gas_changes_nothing(world: World, HungryWallet: Any, function: str) -> None:
    """The wallet then fails for want of gas, and what it would have approved can still be sent."""
    actors = Actors(world, wallet_key(world.deploy(HungryWallet).address))
    actors.add_authority()
    data = getattr(world.ledger, function).encode_input(*actors.arguments(actors.call(function)))
    heads = world.events()
    for gas in (60_000, 120_000, 180_000):
        request = {"from": str(world.relayer), "to": world.ledger.address, "data": data, "gas": hex(gas)}
        sent = world.web3.provider.make_request("eth_sendTransaction", [request])["result"]
        assert world.web3.eth.wait_for_transaction_receipt(sent)["status"] == 0
    assert world.events() == heads
    send(world.web3, world.relayer, data, to=world.ledger.address)
    world.assert_heads()


# ------------------------------------------------------------------ accounts with delegated code (EIP-7702)


def delegate(world: World, account: Key, to: str) -> None:
    """Let an account run another contract's code, by a transaction of type 4 that anyone may send."""
    authority = Account.from_key(account.secret)
    nonce = world.web3.eth.get_transaction_count(account.address)
    signed = authority.sign_authorization({"chainId": world.web3.eth.chain_id, "address": to, "nonce": nonce})
    authorization = {
        "chainId": hex(signed.chain_id),
        "address": "0x" + bytes(signed.address).hex(),
        "nonce": hex(signed.nonce),
        "yParity": hex(signed.y_parity),
        "r": hex(signed.r),
        "s": hex(signed.s),
    }
    request = {"from": str(world.relayer), "to": str(world.relayer), "authorizationList": [authorization]}
    sent = world.web3.provider.make_request("eth_sendTransaction", [request | {"gas": hex(200_000)}])["result"]
    assert world.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1
    code = bytes(world.web3.eth.get_code(account.address))
    assert code == (b"" if to == NO_ADDRESS else bytes.fromhex("ef0100" + to[2:]))


@pytest.mark.parametrize("function", SIGNED_FUNCTIONS)
def test_account_that_delegates_to_a_wallet_that_approves_all_still_signs_by_itself(
    world: World, LongAnswerWallet: Any, function: str
) -> None:
    issuer = account_key("issuer")
    actors = Actors(world, issuer)
    actors.add_authority()
    delegate(world, issuer, world.deploy(LongAnswerWallet).address)
    call = actors.call(function)
    with world.reverts_with("SignatureLengthInvalid", 8):
        actors.simulate(call, first=b"anything")
    with world.reverts_with("SignatureInvalid", issuer.address):
        actors.simulate(call, first=account_key("thief").sign(world.domain, call.primary_type, call.message))
    actors.simulate(call)


def test_contract_key_at_an_account_approves_while_it_delegates_and_never_by_its_own_signature(
    world: World, OwnedWallet: Any
) -> None:
    account, owner = account_key("delegating account"), account_key("owner of the code")
    delegate(world, account, world.deploy(OwnedWallet, owner.address).address)
    actors = Actors(world, Key(account.address, CONTRACT, owner.secret))
    call = actors.call("record")
    by_itself = account.sign(world.domain, call.primary_type, call.message)

    actors.simulate(call)
    with world.reverts_with("SignatureInvalid", account.address):
        actors.simulate(call, first=by_itself)

    delegate(world, account, NO_ADDRESS)
    for signature in (None, by_itself):
        with world.reverts_with("SignatureInvalid", account.address):
            actors.simulate(call, first=signature)


@pytest.mark.parametrize("within_multicall", [False, True])
def test_wallet_cannot_cancel_nonces_while_it_is_asked(
    world: World, ReenteringWallet: Any, within_multicall: bool
) -> None:
    """It is asked by a static call, so even what anybody may send reverts inside its answer."""
    wallet = world.deploy(ReenteringWallet, world.ledger.address)
    actors = Actors(world, wallet_key(wallet.address))
    actors.add_authority()
    message = {"issuer": actors.authority.address, "word": 3, "mask": 1, "deadline": world.now() + 1000}
    inner = world.ledger.cancelNonces.encode_input(*world.signed("NonceCancel", message, actors.authority))
    if within_multicall:
        inner = world.ledger.multicall.encode_input([inner])
    world.simulate.raw(bytes.fromhex(inner[2:]))
    send(world.web3, world.relayer, wallet.prepare.encode_input(inner), to=wallet.address)
    with world.reverts_with("SignatureInvalid", wallet.address):
        actors.simulate(actors.call("record"))
