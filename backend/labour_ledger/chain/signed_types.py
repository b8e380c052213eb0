"""The administrative types that keys sign, and their EIP-712 hashes.

Implements docs/history-format.md 2.2 for all types but attestations and batches, which are the verifier's. Values are
hashed as they are given: whether they make sense is the contract's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final, Protocol

from labour_ledger.errors import InputError
from labour_ledger_verify.keccak import address_word, bytes_word, keccak256, uint_word

NO_COUNTRY: Final = bytes(2)
"""No country; every country in an accreditation."""
NO_END: Final = 2**48 - 1
"""The `not_after` of a key without end."""

SUBJECT_REGISTRATION_TYPE: Final = (
    "SubjectRegistration(address issuer,uint64 nonce,uint64 deadline,bytes32 salt,uint8 kind,bytes2 country,"
    "uint64 controller,bytes32 identityHash,bytes32[] identifiers)"
)
CONTROLLER_CHANGE_TYPE: Final = (
    "ControllerChange(bytes32 subject,uint64 controller,address issuer,uint64 nonce,uint64 deadline)"
)
KEY_CHANGE_TYPE: Final = (
    "KeyChange(address issuer,uint64 nonce,uint64 deadline,address key,uint8 action,uint8 kind,uint8 role,"
    "uint48 notBefore,uint48 notAfter,uint48 compromisedFrom)"
)
ACCREDITATION_CHANGE_TYPE: Final = (
    "AccreditationChange(address issuer,uint64 nonce,uint64 deadline,uint64 party,bytes32 schema,bytes2 country,"
    "uint8 action,uint48 from,uint48 until)"
)
NONCE_CANCEL_TYPE: Final = "NonceCancel(address issuer,uint64 word,uint256 mask,uint64 deadline)"

_SUBJECT_REGISTRATION_HASH: Final = keccak256(SUBJECT_REGISTRATION_TYPE.encode())
_CONTROLLER_CHANGE_HASH: Final = keccak256(CONTROLLER_CHANGE_TYPE.encode())
_KEY_CHANGE_HASH: Final = keccak256(KEY_CHANGE_TYPE.encode())
_ACCREDITATION_CHANGE_HASH: Final = keccak256(ACCREDITATION_CHANGE_TYPE.encode())
_NONCE_CANCEL_HASH: Final = keccak256(NONCE_CANCEL_TYPE.encode())


class KeyRole(IntFlag):
    """What a key may sign: bits."""

    SIGN = 1
    ADMIN = 2


class KeyAction(IntEnum):
    """What a `KeyChange` does."""

    ADD = 1
    RETIRE = 2
    MARK_COMPROMISED = 3


class AccreditationAction(IntEnum):
    """What an `AccreditationChange` does."""

    GIVE = 1
    END = 2


class SignedType(Protocol):
    """Anything with an EIP-712 struct hash that a key signs under the ledger's domain."""

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class SubjectRegistration:
    """A registrar's registration of a subject. `country` is 2 bytes, the hashes and identifiers 32."""

    issuer: bytes
    nonce: int
    deadline: int
    salt: bytes
    kind: int
    country: bytes
    controller: int
    identity_hash: bytes
    identifiers: tuple[bytes, ...]

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _SUBJECT_REGISTRATION_HASH
            + address_word(self.issuer)
            + uint_word(self.nonce)
            + uint_word(self.deadline)
            + self.salt
            + uint_word(self.kind)
            + bytes_word(self.country)
            + uint_word(self.controller)
            + self.identity_hash
            + keccak256(b"".join(self.identifiers))
        )


@dataclass(frozen=True, slots=True)
class ControllerChange:
    """A subject given to a new controller; `issuer` is a key of the new one, whose nonce is spent."""

    subject: bytes
    controller: int
    issuer: bytes
    nonce: int
    deadline: int

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _CONTROLLER_CHANGE_HASH
            + self.subject
            + uint_word(self.controller)
            + address_word(self.issuer)
            + uint_word(self.nonce)
            + uint_word(self.deadline)
        )


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A party's change to its own keys; fields that the action does not use are zero. Times are Unix seconds."""

    issuer: bytes
    nonce: int
    deadline: int
    key: bytes
    action: int
    kind: int = 0
    role: int = 0
    not_before: int = 0
    not_after: int = 0
    compromised_from: int = 0

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _KEY_CHANGE_HASH
            + address_word(self.issuer)
            + uint_word(self.nonce)
            + uint_word(self.deadline)
            + address_word(self.key)
            + uint_word(self.action)
            + uint_word(self.kind)
            + uint_word(self.role)
            + uint_word(self.not_before)
            + uint_word(self.not_after)
            + uint_word(self.compromised_from)
        )


@dataclass(frozen=True, slots=True)
class AccreditationChange:
    """An accreditation given or ended by a party that may; fields that the action does not use are zero.

    `country` is 2 bytes, `NO_COUNTRY` for every country; times are Unix seconds, `from_time <= t < until`.
    """

    issuer: bytes
    nonce: int
    deadline: int
    party: int
    schema: bytes
    country: bytes
    action: int
    from_time: int = 0
    until: int = 0

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _ACCREDITATION_CHANGE_HASH
            + address_word(self.issuer)
            + uint_word(self.nonce)
            + uint_word(self.deadline)
            + uint_word(self.party)
            + self.schema
            + bytes_word(self.country)
            + uint_word(self.action)
            + uint_word(self.from_time)
            + uint_word(self.until)
        )


@dataclass(frozen=True, slots=True)
class NonceCancel:
    """Nonces marked as used by their own key: bit *b* of `mask` is nonce `word * 256 + b`."""

    issuer: bytes
    word: int
    mask: int
    deadline: int

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _NONCE_CANCEL_HASH
            + address_word(self.issuer)
            + uint_word(self.word)
            + uint_word(self.mask)
            + uint_word(self.deadline)
        )


def encode_country(text: str) -> bytes:
    """Return the two bytes of a country: ISO 3166-1 alpha-2 in capitals, or empty for none.

    Raises:
        InputError: Neither two capital ASCII letters nor empty.
    """
    if text == "":
        return NO_COUNTRY
    if len(text) != 2 or not text.isascii() or not text.isalpha() or not text.isupper():
        raise InputError(
            f"{text!r} is not a country code",
            hint="Write the two capital letters of ISO 3166-1, such as ID for Indonesia.",
        )
    return text.encode("ascii")


def decode_country(country: bytes) -> str:
    """Return the two letters of a country, or empty for none; the contract admits no other bytes."""
    return country.rstrip(b"\0").decode("ascii")
