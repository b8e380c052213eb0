"""Attestations and batches: their fields, EIP-712 hashes and JSON form.

Implements sections 1 and 2 of docs/history-format.md. Pure: it checks ranges and hashes, and neither signs nor judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .errors import InputError
from .fields import exact_fields, parse_number
from .hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex
from .keccak import address_word, keccak256, uint_word

DOMAIN_NAME: Final = "LabourLedger"
DOMAIN_VERSION: Final = "1"
DOMAIN_TYPE: Final = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
ATTESTATION_TYPE: Final = (
    "Attestation(address issuer,uint64 nonce,uint64 deadline,bytes32 subject,bytes32 schema,uint8 outcome,"
    "uint64 validFrom,uint64 validUntil,bytes32 documentHash,bytes32 refUid)"
)
BATCH_TYPE: Final = "Batch(Attestation[] attestations)" + ATTESTATION_TYPE

_DOMAIN_TYPE_HASH: Final = keccak256(DOMAIN_TYPE.encode())
_ATTESTATION_TYPE_HASH: Final = keccak256(ATTESTATION_TYPE.encode())
_BATCH_TYPE_HASH: Final = keccak256(BATCH_TYPE.encode())
_NAME_HASH: Final = keccak256(DOMAIN_NAME.encode())
_VERSION_HASH: Final = keccak256(DOMAIN_VERSION.encode())

UINT64_LIMIT: Final = 2**64
LARGEST_CHAIN_ID: Final = 2**53 - 1
"""A JSON number beyond it is read differently by different readers."""
LARGEST_OUTCOME: Final = 5


@dataclass(frozen=True, slots=True)
class Domain:
    """The chain and contract that a signature is bound to (EIP-712).

    Attributes:
        chain_id: EIP-155 chain id.
        verifying_contract: The ledger, 20 bytes.
        separator: 32 bytes, derived.
    """

    chain_id: int
    verifying_contract: bytes

    @property
    def separator(self) -> bytes:
        """The domain separator, 32 bytes."""
        return keccak256(
            _DOMAIN_TYPE_HASH
            + _NAME_HASH
            + _VERSION_HASH
            + uint_word(self.chain_id)
            + address_word(self.verifying_contract)
        )

    def to_json(self) -> dict[str, object]:
        """Return the JSON form, as `eth_signTypedData_v4` writes a domain."""
        return {
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "chainId": self.chain_id,
            "verifyingContract": to_checksum_address(self.verifying_contract),
        }

    @classmethod
    def from_json(cls, value: object, where: str = "domain") -> Domain:
        """Parse the JSON form.

        Raises:
            InputError: Other fields, another name or version, or a value out of range.
        """
        fields = exact_fields(value, ("name", "version", "chainId", "verifyingContract"), where)
        if fields["name"] != DOMAIN_NAME or fields["version"] != DOMAIN_VERSION:
            raise InputError(f"{where}: name and version must be {DOMAIN_NAME} and {DOMAIN_VERSION}")
        chain_id = parse_number(fields["chainId"], f"{where}.chainId", lowest=1, highest=LARGEST_CHAIN_ID)
        return cls(chain_id, parse_address(fields["verifyingContract"], f"{where}.verifyingContract"))


@dataclass(frozen=True, slots=True)
class Attestation:
    """What an issuer signs about a subject. Times are Unix seconds; `valid_from <= t < valid_until`."""

    issuer: bytes
    nonce: int
    deadline: int
    subject: bytes
    schema: bytes
    outcome: int
    valid_from: int
    valid_until: int
    document_hash: bytes
    ref_uid: bytes

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _ATTESTATION_TYPE_HASH
            + address_word(self.issuer)
            + uint_word(self.nonce)
            + uint_word(self.deadline)
            + self.subject
            + self.schema
            + uint_word(self.outcome)
            + uint_word(self.valid_from)
            + uint_word(self.valid_until)
            + self.document_hash
            + self.ref_uid
        )

    def uid(self, separator: bytes) -> bytes:
        """Return the attestation's digest under a domain separator: what is signed, and its name in histories."""
        return digest(separator, self.struct_hash())

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; uint64 values are decimal strings, so that no reader rounds them."""
        return {
            "issuer": to_checksum_address(self.issuer),
            "nonce": str(self.nonce),
            "deadline": str(self.deadline),
            "subject": to_hex(self.subject),
            "schema": to_hex(self.schema),
            "outcome": self.outcome,
            "validFrom": str(self.valid_from),
            "validUntil": str(self.valid_until),
            "documentHash": to_hex(self.document_hash),
            "refUid": to_hex(self.ref_uid),
        }

    @classmethod
    def from_json(cls, value: object, where: str = "attestation") -> Attestation:
        """Parse the JSON form strictly.

        Args:
            value: Parsed JSON.
            where: JSON path for errors.

        Raises:
            InputError: A field missing, unknown or out of range, with its path.
        """
        fields = exact_fields(value, ATTESTATION_FIELDS, where)
        return cls(
            issuer=parse_address(fields["issuer"], f"{where}.issuer"),
            nonce=parse_uint64(fields["nonce"], f"{where}.nonce"),
            deadline=parse_uint64(fields["deadline"], f"{where}.deadline"),
            subject=parse_hex(fields["subject"], 32, f"{where}.subject"),
            schema=parse_hex(fields["schema"], 32, f"{where}.schema"),
            outcome=parse_number(fields["outcome"], f"{where}.outcome", lowest=0, highest=LARGEST_OUTCOME),
            valid_from=parse_uint64(fields["validFrom"], f"{where}.validFrom"),
            valid_until=parse_uint64(fields["validUntil"], f"{where}.validUntil"),
            document_hash=parse_hex(fields["documentHash"], 32, f"{where}.documentHash"),
            ref_uid=parse_hex(fields["refUid"], 32, f"{where}.refUid"),
        )


ATTESTATION_FIELDS: Final = (
    "issuer",
    "nonce",
    "deadline",
    "subject",
    "schema",
    "outcome",
    "validFrom",
    "validUntil",
    "documentHash",
    "refUid",
)


def batch_struct_hash(struct_hashes: Sequence[bytes]) -> bytes:
    """Return the struct hash of a `Batch`, given the struct hashes of its attestations in order."""
    return keccak256(_BATCH_TYPE_HASH + keccak256(b"".join(struct_hashes)))


def digest(separator: bytes, struct_hash: bytes) -> bytes:
    """Return what a key signs: `keccak256(0x1901 ‖ separator ‖ structHash)` (EIP-712)."""
    return keccak256(b"\x19\x01" + separator + struct_hash)


def schema_hash(schema_id: str) -> bytes:
    """Return the 32-byte name of a schema on chain, from its id such as `ilo/c029@1930`."""
    return keccak256(schema_id.encode())


def subject_id(registrar_party: int, salt: bytes) -> bytes:
    """Return the subject that a registrar party (0: the council) registers with a 32-byte salt."""
    return keccak256(uint_word(registrar_party) + salt)


def identifier_hash(scheme: str, value: str) -> bytes:
    """Return the 32-byte name of an identifier on chain, such as scheme `os`, value `CN2021250D1DTN7`."""
    return keccak256(f"{scheme}:{value}".encode())


def parse_uint64(value: object, where: str) -> int:
    """Parse a uint64 written as a decimal string without sign or leading zeros.

    Raises:
        InputError: Another form, or 2^64 and beyond.
    """
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 20:
        raise InputError(f"{where}: must be a whole number written as a decimal string")
    number = int(value)
    if number >= UINT64_LIMIT or str(number) != value:
        raise InputError(f"{where}: must be below 2^64, without leading zeros")
    return number
