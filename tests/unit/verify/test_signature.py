import pytest
from tests.unit.verify.samples import ISSUER, OTHER, sign

from labour_ledger_verify.errors import SignatureFalse
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signature import CURVE_ORDER, LARGEST_S, check_signature, recover_signer

DIGEST = keccak256(b"anything")


def test_recover_signer_gives_the_address_of_the_key():
    assert recover_signer(DIGEST, sign(DIGEST)) == ISSUER
    check_signature(DIGEST, sign(DIGEST), ISSUER)


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        (b"", "must be 65 bytes, found 0"),
        (sign(DIGEST)[:64], "must be 65 bytes, found 64"),
        (sign(DIGEST) + b"\0", "must be 65 bytes, found 66"),
        (bytes(32) + (LARGEST_S + 1).to_bytes(32, "big") + b"\x1b", "upper half"),
        (sign(DIGEST)[:64] + b"\0", "v must be 27 or 28, found 0"),
        (sign(DIGEST)[:64] + b"\x1d", "v must be 27 or 28, found 29"),
        (bytes(64) + b"\x1b", "not a signature of any key"),
        (CURVE_ORDER.to_bytes(32, "big") + sign(DIGEST)[32:], "not a signature of any key"),
    ],
)
def test_recover_signer_other_forms_are_false(signature, message):
    with pytest.raises(SignatureFalse, match=message):
        recover_signer(DIGEST, signature)


def test_check_signature_of_another_key_names_both():
    with pytest.raises(SignatureFalse, match=to_checksum_address(ISSUER)) as raised:
        check_signature(DIGEST, sign(DIGEST, 2), ISSUER)
    assert raised.value.context == {"issuer": to_checksum_address(ISSUER), "recovered": to_checksum_address(OTHER)}
    assert raised.value.hint
