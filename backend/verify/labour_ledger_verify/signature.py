"""Signatures of account keys: recovery with the strict form that the contract takes.

Implements section 2.4 of docs/history-format.md. The hot path of verification, so it calls libsecp256k1 through
coincurve; `recover` accepts malleable signatures by itself, so the form is checked first.
"""

from __future__ import annotations

from typing import Final

from coincurve import PublicKey

from .errors import SignatureFalse
from .hexadecimal import to_checksum_address
from .keccak import keccak256

SIGNATURE_BYTES: Final = 65
CURVE_ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
LARGEST_S: Final = CURVE_ORDER // 2


def recover_signer(digest: bytes, signature: bytes) -> bytes:
    """Return the 20-byte address whose key made a signature over a digest.

    Recovery from garbage gives some address: the caller compares it with the issuer.

    Args:
        digest: 32 bytes.
        signature: `r ‖ s ‖ v`.

    Raises:
        SignatureFalse: Not 65 bytes, `s` in the upper half, `v` not 27 or 28, or no point on the curve.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise SignatureFalse(f"signature: must be {SIGNATURE_BYTES} bytes, found {len(signature)}")
    s = int.from_bytes(signature[32:64], "big")
    if s > LARGEST_S:
        raise SignatureFalse("signature: s is in the upper half of the curve order (malleable, EIP-2)")
    v = signature[64]
    if v not in (27, 28):
        raise SignatureFalse(f"signature: v must be 27 or 28, found {v}")
    try:
        key = PublicKey.from_signature_and_message(signature[:64] + bytes((v - 27,)), digest, hasher=None)
    except ValueError as error:
        # coincurve has no narrower class; r or s out of range, or r not on the curve
        raise SignatureFalse("signature: not a signature of any key") from error
    return keccak256(key.format(compressed=False)[1:])[12:]


def check_signature(digest: bytes, signature: bytes, issuer: bytes) -> None:
    """Check that the account `issuer` (20 bytes) signed `digest`.

    Raises:
        SignatureFalse: The form is wrong, or another key signed (which then shows as some other address).
    """
    signer = recover_signer(digest, signature)
    if signer != issuer:
        raise SignatureFalse(
            f"signature: not made by {to_checksum_address(issuer)} over exactly these fields",
            hint="A field was changed, the domain is another one, or another key signed.",
            context={"issuer": to_checksum_address(issuer), "recovered": to_checksum_address(signer)},
        )
