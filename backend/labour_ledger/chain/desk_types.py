"""Types that keys sign for a registrar's desk, never for the contract: applications and claims.

They are signed under the ledger's domain. Their type strings differ from those of docs/history-format.md 2.2, so no
signature over one can ever be taken for something that the contract records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from labour_ledger_verify.keccak import address_word, bytes_word, keccak256, uint_word

PARTY_APPLICATION_TYPE: Final = (
    "PartyApplication(address key,uint8 class,bytes2 country,bytes32 profileHash,uint64 madeAt)"
)
SITE_CLAIM_TYPE: Final = "SiteClaim(address issuer,bytes32 controllerChange,bytes32 documentHash)"

_PARTY_APPLICATION_HASH: Final = keccak256(PARTY_APPLICATION_TYPE.encode())
_SITE_CLAIM_HASH: Final = keccak256(SITE_CLAIM_TYPE.encode())


@dataclass(frozen=True, slots=True)
class PartyApplication:
    """An organisation that asks to be registered, signed by the key that it will begin with.

    `key` is 20 bytes, `country` 2, `profile_hash` 32; `made_at` is Unix seconds.
    """

    key: bytes
    party_class: int
    country: bytes
    profile_hash: bytes
    made_at: int

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(
            _PARTY_APPLICATION_HASH
            + address_word(self.key)
            + uint_word(self.party_class)
            + bytes_word(self.country)
            + self.profile_hash
            + uint_word(self.made_at)
        )


@dataclass(frozen=True, slots=True)
class SiteClaim:
    """Evidence for a change of controller: `controller_change` is the struct hash of the change, 32 bytes."""

    issuer: bytes
    controller_change: bytes
    document_hash: bytes

    def struct_hash(self) -> bytes:
        """Return the EIP-712 struct hash, 32 bytes."""
        return keccak256(_SITE_CLAIM_HASH + address_word(self.issuer) + self.controller_change + self.document_hash)
