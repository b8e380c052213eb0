from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from labour_ledger.chain.desk_types import PartyApplication, SiteClaim
from labour_ledger.chain.signed_types import (
    AccreditationChange,
    ControllerChange,
    KeyChange,
    NonceCancel,
    SignedType,
    SubjectRegistration,
)
from labour_ledger.chain.signing import LocalSigner, sign_batch, sign_typed
from labour_ledger.chain.typed_data import TypedData, batch_typed_data, typed_data
from labour_ledger_verify.attestation import Attestation, Domain

DOMAIN = Domain(31337, bytes(range(20)))
ONE, TWO, THREE = b"\x11" * 32, b"\x22" * 32, b"\x33" * 32
KEY = b"\x44" * 20
LARGE = 2**64 - 1
ATTESTATION = Attestation(KEY, LARGE, LARGE, ONE, TWO, 4, LARGE, LARGE, THREE, bytes(32))

VALUES: list[SignedType] = [
    ATTESTATION,
    SubjectRegistration(KEY, 1, LARGE, ONE, 2, b"ID", 7, TWO, (ONE, THREE)),
    SubjectRegistration(KEY, 1, LARGE, ONE, 2, bytes(2), 7, TWO, ()),
    ControllerChange(ONE, LARGE, KEY, 3, 4),
    KeyChange(KEY, 1, 2, KEY, 1, 1, 3, 2**48 - 1, 5, 6),
    AccreditationChange(KEY, 1, 2, 3, ONE, b"BR", 2, 2**48 - 1, 9),
    NonceCancel(KEY, LARGE, 2**256 - 1, 5),
    PartyApplication(KEY, 9, b"ID", ONE, LARGE),
    SiteClaim(KEY, ONE, TWO),
]


class Service:
    """A signer that is given typed data and hashes it by a library of its own."""

    def __init__(self, private_key: bytes) -> None:
        self.account = Account.from_key(private_key)
        self.address = bytes.fromhex(self.account.address[2:])

    def sign_typed_data(self, typed: TypedData, digest: bytes) -> bytes:
        message = encode_typed_data(full_message=json.loads(json.dumps(typed)))
        return bytes(self.account.sign_message(message).signature)

    def sign_digest(self, digest: bytes) -> bytes:
        raise AssertionError("typed data was not offered")


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_typed_data_is_hashed_by_another_library_to_what_the_contract_checks(value: SignedType) -> None:
    private_key = b"\x07" * 32
    by_digest = sign_typed(LocalSigner(private_key), DOMAIN, value)
    assert sign_typed(Service(private_key), DOMAIN, value) == by_digest


def test_batch_typed_data_is_hashed_by_another_library_to_what_the_contract_checks() -> None:
    private_key = b"\x07" * 32
    items = [ATTESTATION, Attestation(KEY, 1, 2, THREE, TWO, 0, 5, 6, ONE, THREE)]
    assert sign_batch(Service(private_key), DOMAIN, items) == sign_batch(LocalSigner(private_key), DOMAIN, items)


@pytest.mark.parametrize(
    "make", [lambda: typed_data(DOMAIN, ATTESTATION), lambda: batch_typed_data(DOMAIN, [ATTESTATION])]
)
def test_typed_data_holds_no_number_that_a_reader_of_json_rounds(make: Callable[[], TypedData]) -> None:
    def numbers(value: object) -> list[int]:
        if isinstance(value, dict):
            return [found for item in value.values() for found in numbers(item)]
        if isinstance(value, list):
            return [found for item in value for found in numbers(item)]
        return [value] if isinstance(value, int) else []

    assert numbers(make()) == [DOMAIN.chain_id]
