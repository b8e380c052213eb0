import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conformance.sources.digests import address_of, private_key, sign
from tests.property.verify_strategies import addresses, words

from labour_ledger_verify.errors import SignatureFalse
from labour_ledger_verify.signature import CURVE_ORDER, LARGEST_S, check_signature, recover_signer

keys = st.integers(0, 2**32).map(private_key)


def signer_of(key):
    return bytes.fromhex(address_of(key)[2:])


@given(keys, words)
def test_check_signature_of_any_key_over_anything_passes(key, digest):
    check_signature(digest, sign(key, digest), signer_of(key))


@given(keys, words, st.integers(0, 8 * 65 - 1))
def test_check_signature_with_any_bit_changed_is_false(key, digest, bit):
    changed = (int.from_bytes(sign(key, digest), "big") ^ 1 << bit).to_bytes(65, "big")
    with pytest.raises(SignatureFalse):
        check_signature(digest, changed, signer_of(key))


@given(keys, words, st.integers(0, 255))
def test_check_signature_over_another_digest_is_false(key, digest, bit):
    other = (int.from_bytes(digest, "big") ^ 1 << bit).to_bytes(32, "big")
    with pytest.raises(SignatureFalse):
        check_signature(other, sign(key, digest), signer_of(key))


@given(keys, words)
def test_check_signature_in_its_second_form_is_false(key, digest):
    signature = sign(key, digest)
    s = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    assert s > LARGEST_S
    with pytest.raises(SignatureFalse, match="upper half"):
        check_signature(digest, signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],)), signer_of(key))


@given(words, st.binary(max_size=100) | st.binary(min_size=65, max_size=65), addresses)
def test_check_signature_of_garbage_is_false_and_nothing_else(digest, signature, issuer):
    with pytest.raises(SignatureFalse):
        check_signature(digest, signature, issuer)


@given(words, st.binary(min_size=64, max_size=64), st.sampled_from([27, 28]))
def test_recover_signer_of_garbage_is_an_address_or_false(digest, rs, v):
    try:
        signer = recover_signer(digest, rs + bytes((v,)))
    except SignatureFalse:
        return
    assert len(signer) == 20
