import pytest

from labour_ledger.chain.signed_types import NonceCancel
from labour_ledger.chain.signing import LocalSigner, sign_batch, sign_typed
from labour_ledger.errors import InputError
from labour_ledger_verify.attestation import Attestation, Domain, batch_struct_hash, digest
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signature import CURVE_ORDER, check_signature

# account 0 of every development chain
KEY = bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
DOMAIN = Domain(31337, b"\x05" * 20)


def attestation(nonce: int) -> Attestation:
    return Attestation(LocalSigner(KEY).address, nonce, 2, b"\x03" * 32, b"\x04" * 32, 1, 5, 6, b"\x07" * 32, bytes(32))


def test_local_signer_address_is_that_of_the_key() -> None:
    assert to_checksum_address(LocalSigner(KEY).address) == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"


def test_sign_digest_is_accepted_by_the_verifier_for_many_digests() -> None:
    signer = LocalSigner(KEY)
    for number in range(64):
        signed = keccak256(bytes((number,)))
        check_signature(signed, signer.sign_digest(signed), signer.address)


def test_sign_typed_signs_the_digest_under_the_domain() -> None:
    signer = LocalSigner(KEY)
    cancel = NonceCancel(signer.address, 1, 2, 3)
    check_signature(digest(DOMAIN.separator, cancel.struct_hash()), sign_typed(signer, DOMAIN, cancel), signer.address)


def test_sign_batch_signs_the_batch_in_its_order() -> None:
    signer = LocalSigner(KEY)
    batch = [attestation(1), attestation(2)]
    hashes = [item.struct_hash() for item in batch]
    check_signature(
        digest(DOMAIN.separator, batch_struct_hash(hashes)), sign_batch(signer, DOMAIN, batch), signer.address
    )
    assert sign_batch(signer, DOMAIN, batch) != sign_batch(signer, DOMAIN, batch[::-1])


def test_sign_batch_empty_is_refused() -> None:
    with pytest.raises(InputError, match="at least one"):
        sign_batch(LocalSigner(KEY), DOMAIN, [])


@pytest.mark.parametrize("key", [b"", bytes(32), KEY[:31], KEY + b"\0", CURVE_ORDER.to_bytes(32, "big"), b"\xff" * 32])
def test_local_signer_of_no_key_is_refused_without_repeating_it(key: bytes) -> None:
    with pytest.raises(InputError) as refused:
        LocalSigner(key)
    assert not key or key.hex() not in str(refused.value)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_sign_digest_of_other_length_is_refused(length: int) -> None:
    with pytest.raises(InputError, match="32 bytes"):
        LocalSigner(KEY).sign_digest(bytes(length))


def test_repr_shows_the_address_and_not_the_key() -> None:
    assert repr(LocalSigner(KEY)) == "LocalSigner(0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266)"
