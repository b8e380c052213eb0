"""Digests and signatures by eth_account, from type strings of its own.

A source independent of the contract and of `labour_ledger_verify`: types are written out here once more, as
`docs/history-format.md` 2.2 has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage, _hash_eip191_message, encode_typed_data

TYPE_STRINGS = {
    "Attestation": "address issuer,uint64 nonce,uint64 deadline,bytes32 subject,bytes32 schema,uint8 outcome,"
    "uint64 validFrom,uint64 validUntil,bytes32 documentHash,bytes32 refUid",
    "Batch": "Attestation[] attestations",
    "SubjectRegistration": "address issuer,uint64 nonce,uint64 deadline,bytes32 salt,uint8 kind,bytes2 country,"
    "uint64 controller,bytes32 identityHash,bytes32[] identifiers",
    "ControllerChange": "bytes32 subject,uint64 controller,address issuer,uint64 nonce,uint64 deadline",
    "KeyChange": "address issuer,uint64 nonce,uint64 deadline,address key,uint8 action,uint8 kind,uint8 role,"
    "uint48 notBefore,uint48 notAfter,uint48 compromisedFrom",
    "AccreditationChange": "address issuer,uint64 nonce,uint64 deadline,uint64 party,bytes32 schema,bytes2 country,"
    "uint8 action,uint48 from,uint48 until",
    "NonceCancel": "address issuer,uint64 word,uint256 mask,uint64 deadline",
}
DOMAIN_FIELDS = "string name,string version,uint256 chainId,address verifyingContract"


def fields_of(type_string: str) -> list[dict[str, str]]:
    """Return the fields of a type string as eth_account wants them."""
    pairs = (field.split(" ") for field in type_string.split(","))
    return [{"name": name, "type": kind} for kind, name in pairs]


def values_of(primary_type: str, message: dict[str, Any]) -> tuple[Any, ...]:
    """Return the message's values in the order of its type, as the contract ABI takes a struct."""
    return tuple(message[field["name"]] for field in fields_of(TYPE_STRINGS[primary_type]))


@dataclass(frozen=True)
class Domain:
    """The EIP-712 domain of one ledger."""

    chain_id: int
    contract: str

    def signable(self, primary_type: str, message: dict[str, Any]) -> SignableMessage:
        """Return the message with its types and this domain, encoded by eth_account."""
        names = [primary_type, *(["Attestation"] if primary_type == "Batch" else [])]
        types = {name: fields_of(TYPE_STRINGS[name]) for name in names}
        domain = {
            "name": "LabourLedger",
            "version": "1",
            "chainId": self.chain_id,
            "verifyingContract": self.contract,
        }
        return encode_typed_data(
            full_message={
                "types": types | {"EIP712Domain": fields_of(DOMAIN_FIELDS)},
                "primaryType": primary_type,
                "domain": domain,
                "message": message,
            }
        )

    def digest(self, primary_type: str, message: dict[str, Any]) -> bytes:
        """Return the 32 bytes that are signed; for an attestation its uid."""
        return bytes(_hash_eip191_message(self.signable(primary_type, message)))

    def struct_hash(self, primary_type: str, message: dict[str, Any]) -> bytes:
        """Return the hash of the struct alone."""
        return bytes(self.signable(primary_type, message).body)

    def separator(self) -> bytes:
        """Return the domain separator."""
        return bytes(
            self.signable("NonceCancel", {"issuer": self.contract, "word": 0, "mask": 0, "deadline": 0}).header
        )


@dataclass(frozen=True)
class Key:
    """A key of a party: `address` is what the ledger knows, `secret` what signs for it."""

    address: str
    kind: int
    secret: bytes

    def sign(self, domain: Domain, primary_type: str, message: dict[str, Any]) -> bytes:
        """Return a 65-byte signature over the message's digest."""
        signed = Account.from_key(self.secret).sign_message(domain.signable(primary_type, message))
        return bytes(signed.signature)


def account_key(name: str) -> Key:
    """Return a key of kind account that is the same in every run."""
    secret = secret_of(name)
    return Key(Account.from_key(secret).address, 1, secret)


def secret_of(name: str) -> bytes:
    """Return a private key derived from a name."""
    return name.encode().rjust(32, b"\x01")
