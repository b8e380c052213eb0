"""Basis: what the contract found when it recorded, packed in one word.

Implements section 3.2 of docs/history-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from .errors import InputError


class PartyClass(IntEnum):
    """What an organisation is; Alliance 8.7's groups and those that its work needs."""

    GOVERNMENT = 1
    EMPLOYERS_ORGANISATION = 2
    WORKERS_ORGANISATION = 3
    BUSINESS = 4
    CIVIL_SOCIETY = 5
    AUDITOR = 6
    INTERNATIONAL_ORGANISATION = 7
    RESEARCH = 8
    STATISTICS_OFFICE = 9


class Method(IntEnum):
    """How the issuer stands to the subject; derived by the contract, never claimed."""

    SELF = 1
    SECOND_PARTY = 2
    THIRD_PARTY = 3
    GOVERNMENT = 4
    WORKERS_ORGANISATION = 5
    OTHER = 6


class SignerKind(IntEnum):
    """How a key signs: an account by ECDSA, a contract by ERC-1271."""

    ACCOUNT = 1
    CONTRACT = 2


class AccreditationFound(IntEnum):
    """Which accreditation the contract found."""

    NONE_NEEDED = 0
    COUNTRY = 1
    WORLDWIDE = 2


@dataclass(frozen=True, slots=True)
class Basis:
    """In what capacity an attestation was recorded.

    Attributes:
        party: Party of the issuer's key, from 1.
        party_class: Class of that party then.
        method: How it stood to the subject then.
        signer_kind: Kind of the key.
        country: Two letters of the party's country, or empty.
        accreditation: Which accreditation was found.
        accreditor: Party that gave it; 0 the council, or none needed.
    """

    party: int
    party_class: PartyClass
    method: Method
    signer_kind: SignerKind
    country: str
    accreditation: AccreditationFound
    accreditor: int

    def pack(self) -> int:
        """Return the word of the fold as an integer."""
        return (
            self.party
            | self.party_class << 64
            | self.method << 72
            | self.signer_kind << 80
            | int.from_bytes(self.country.encode().ljust(2, b"\0"), "big") << 88
            | self.accreditation << 104
            | self.accreditor << 112
        )

    @classmethod
    def unpack(cls, word: int) -> Basis:
        """Read a basis word.

        Raises:
            InputError: A bit or a value that this version does not know.
        """
        if word >> 176:
            raise InputError("basis: bits above 175 must be zero", hint="A newer verifier may know them.")
        try:
            return cls(
                party=word & 2**64 - 1,
                party_class=PartyClass(word >> 64 & 255),
                method=Method(word >> 72 & 255),
                signer_kind=SignerKind(word >> 80 & 255),
                country=_read_country((word >> 88 & 65535).to_bytes(2, "big")),
                accreditation=AccreditationFound(word >> 104 & 255),
                accreditor=word >> 112 & 2**64 - 1,
            )
        except ValueError as error:
            raise InputError(f"basis: {error}", hint="A newer verifier may know this value.") from error


def _read_country(letters: bytes) -> str:
    if letters == b"\0\0":
        return ""
    if not all(ord("A") <= letter <= ord("Z") for letter in letters):
        raise ValueError(f"country {letters!r} is not two capital letters")
    return letters.decode("ascii")


def derive_method(party: int, party_class: PartyClass, controller: int) -> Method:
    """Return the method of an issuer's party towards a subject with that controller (0: unclaimed)."""
    if party == controller:
        return Method.SELF
    return {
        PartyClass.BUSINESS: Method.SECOND_PARTY,
        PartyClass.AUDITOR: Method.THIRD_PARTY,
        PartyClass.GOVERNMENT: Method.GOVERNMENT,
        PartyClass.WORKERS_ORGANISATION: Method.WORKERS_ORGANISATION,
    }.get(party_class, Method.OTHER)
