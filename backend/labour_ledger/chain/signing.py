"""Signing digests with a key held in memory.

Implements docs/history-format.md 2.4 for keys of kind account. Where keys are kept, and how they are unlocked, is not
known here; keys are never printed, also not by `repr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, runtime_checkable

from coincurve import PrivateKey

from labour_ledger.errors import InputError
from labour_ledger_verify.attestation import Attestation, Domain, batch_struct_hash, digest
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signature import CURVE_ORDER

from .signed_types import SignedType
from .typed_data import TypedData, batch_typed_data, typed_data

PRIVATE_KEY_BYTES: Final = 32


class Signer(Protocol):
    """A key that can sign, wherever it is held."""

    @property
    def address(self) -> bytes:
        """The key's address, 20 bytes."""
        ...

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the signature over a 32-byte digest: 65 bytes `r ‖ s ‖ v`, low s, v 27 or 28."""
        ...


@runtime_checkable
class TypedDataSigner(Protocol):
    """A key whose holder is given what it signs in full, not its digest."""

    @property
    def address(self) -> bytes:
        """The key's address, 20 bytes."""
        ...

    def sign_typed_data(self, typed: TypedData, digest: bytes) -> bytes:
        """Return the signature over typed data, whose digest (32 bytes) is what the contract will check."""
        ...


class LocalSigner:
    """A signer over a private key in memory."""

    __slots__ = ("_key", "address")

    def __init__(self, private_key: bytes) -> None:
        """Take a private key.

        Args:
            private_key: 32 bytes, big-endian, between 1 and the curve's order.

        Raises:
            InputError: Not such a number. The message does not repeat it.
        """
        if len(private_key) != PRIVATE_KEY_BYTES or not 0 < int.from_bytes(private_key, "big") < CURVE_ORDER:
            raise InputError("the private key must be 32 bytes that are a key of secp256k1")
        self._key = PrivateKey(private_key)
        self.address: bytes = keccak256(self._key.public_key.format(compressed=False)[1:])[12:]

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the signature over a 32-byte digest: 65 bytes `r ‖ s ‖ v`, low s, v 27 or 28 (RFC 6979)."""
        if len(digest) != 32:
            raise InputError(f"a digest is 32 bytes, found {len(digest)}")
        signature: bytes = self._key.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes((27 + signature[64],))

    def __repr__(self) -> str:
        return f"LocalSigner({to_checksum_address(self.address)})"


def sign_typed(signer: Signer, domain: Domain, signed: SignedType) -> bytes:
    """Return the signature over one typed value, such as an attestation or a key change, under a domain."""
    signing = digest(domain.separator, signed.struct_hash())
    if isinstance(signer, TypedDataSigner):
        return signer.sign_typed_data(typed_data(domain, signed), signing)
    return signer.sign_digest(signing)


def sign_batch(signer: Signer, domain: Domain, attestations: Sequence[Attestation]) -> bytes:
    """Return the one signature over a batch of attestations, in their order.

    Raises:
        InputError: The batch is empty.
    """
    if not attestations:
        raise InputError("a batch must hold at least one attestation")
    struct_hashes = [attestation.struct_hash() for attestation in attestations]
    signing = digest(domain.separator, batch_struct_hash(struct_hashes))
    if isinstance(signer, TypedDataSigner):
        return signer.sign_typed_data(batch_typed_data(domain, attestations), signing)
    return signer.sign_digest(signing)
