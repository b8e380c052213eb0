"""Applications of organisations that want to be parties: made, signed with their first key, read by a desk.

The signature shows that the applicant has the key; who the applicant is, the desk finds out by itself. Nothing here
reaches the chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.party_profile import PartyProfile, draft_profile, read_profile
from labour_ledger.attesting.request_files import (
    RequestInvalid,
    named_request,
    read_request,
    require_domain,
    require_signature,
    require_signed,
    sign_request,
)
from labour_ledger.chain.desk_types import PartyApplication
from labour_ledger.chain.signed_types import encode_country
from labour_ledger.chain.signing import Signer
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import PartyClass, code_name, code_named
from labour_ledger_verify.attestation import Domain, digest
from labour_ledger_verify.fields import exact_fields
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex

APPLICATION_FORMAT: Final = "labour-ledger/party-application@1"
INVITATION_FORMAT: Final = "labour-ledger/party-invitation@1"
_WHAT: Final = "application"
_LONGEST_TIME: Final = 12
"""Digits of Unix seconds."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a desk proposes an organisation to apply as; empty text where the applicant fills it in.

    Attributes:
        domain: The ledger.
        name: Registered name.
        party_class: Its class, or None.
        country: Two letters, or empty.
    """

    domain: Domain
    name: str
    party_class: PartyClass | None
    country: str

    def to_json(self) -> dict[str, object]:
        """Return the content of an invitation file."""
        return {
            "format": INVITATION_FORMAT,
            "domain": self.domain.to_json(),
            "name": self.name,
            "class": "" if self.party_class is None else code_name(self.party_class),
            "country": self.country,
        }


@dataclass(frozen=True, slots=True)
class SignedApplication:
    """An application whose signature holds.

    Attributes:
        domain: The ledger that it is for.
        application: What was signed.
        profile: The profile document that it commits to.
        signature: 65 bytes.
    """

    domain: Domain
    application: PartyApplication
    profile: PartyProfile
    signature: bytes

    @property
    def request_id(self) -> bytes:
        """What was signed over, 32 bytes."""
        return digest(self.domain.separator, self.application.struct_hash())

    @property
    def party_class(self) -> PartyClass:
        """The class that it asks for."""
        return PartyClass(self.application.party_class)

    def to_json(self) -> dict[str, object]:
        """Return the content of an application file."""
        return application_file(self.domain, self.application, self.profile, self.signature)


def application_file(
    domain: Domain, application: PartyApplication, profile: PartyProfile, signature: bytes | None
) -> dict[str, object]:
    """Return the content of an application file; its `signature` is null while nobody has signed."""
    return {
        "format": APPLICATION_FORMAT,
        "domain": domain.to_json(),
        "application": {
            "key": to_checksum_address(application.key),
            "class": code_name(PartyClass(application.party_class)),
            "country": profile.country,
            "profileHash": to_hex(application.profile_hash),
            "madeAt": str(application.made_at),
        },
        "profile": dict(profile.document),
        "signature": None if signature is None else to_hex(signature),
    }


def party_class_named(text: str, field: str) -> PartyClass:
    """Return the class of party with a name such as `workers-organisation`.

    Raises:
        InputError: No class has the name.
    """
    try:
        return code_named(PartyClass, text.strip().lower().replace("-", "_").replace(" ", "_"))
    except KeyError as error:
        names = ", ".join(code_name(item) for item in PartyClass)
        raise InputError(f"{field}: {text[:40]!r} is not a class of party", hint=f"Classes: {names}.") from error


def draft_application(
    name: str, party_class: PartyClass, country: str, website: str, *, key: bytes, now: int
) -> tuple[PartyApplication, PartyProfile]:
    """Return what an organisation signs to apply, and the profile that it commits to.

    Args:
        name: Registered name.
        party_class: The class that it asks for.
        country: Two letters, or empty.
        website: Its web address (https), or empty.
        key: Address of its first key, an account's, 20 bytes.
        now: Unix seconds.

    Raises:
        DocumentInvalid: Name, country or web address are not what the schema allows.
        PersonalDataRefused: The name looks like personal data.
    """
    profile = draft_profile(name, country, website)
    return PartyApplication(key, int(party_class), encode_country(country), profile.hash, now), profile


def sign_application(
    name: str, party_class: PartyClass, country: str, website: str, *, domain: Domain, signer: Signer, now: int
) -> SignedApplication:
    """Return the application of an organisation, signed by the key that it will begin with.

    Args:
        name: As `draft_application`, like the next three.
        party_class: The class that it asks for.
        country: Two letters, or empty.
        website: Its web address (https), or empty.
        domain: The ledger.
        signer: Its first key, an account.
        now: Unix seconds.

    Raises:
        InputError: As `draft_application`.
        RequestInvalid: The key is a contract wallet's.
    """
    application, profile = draft_application(name, party_class, country, website, key=signer.address, now=now)
    signature = sign_request(signer, domain, application, what=_WHAT)
    return SignedApplication(domain, application, profile, signature)


def parse_application(data: bytes, *, domain: Domain, what: str = _WHAT) -> SignedApplication:
    """Read an application file and check all that it says about itself.

    Args:
        data: Its bytes.
        domain: The ledger that it must be for.
        what: Its name, for errors.

    Raises:
        RequestInvalid: Another format, a field missing or out of range, another ledger, a profile that is not the one
            signed for, or a signature that does not hold.
        DocumentInvalid: The profile does not fit its schema.
        PersonalDataRefused: The profile seems to hold personal data.
    """
    value = read_request(data, APPLICATION_FORMAT, ("domain", "application", "profile", "signature"), what=what)
    require_signed(value, "signature", what=what)
    with named_request(what):
        fields = exact_fields(value["application"], ("key", "class", "country", "profileHash", "madeAt"), what)
        signed_for = Domain.from_json(value["domain"])
        key = parse_address(fields["key"], "application.key")
        profile_hash = parse_hex(fields["profileHash"], 32, "application.profileHash")
        signature = parse_hex(value["signature"], None, "signature")
    require_domain(signed_for, domain, what=what)
    profile = read_profile(_object(value["profile"], what))
    party_class = party_class_named(str(fields["class"]), f"{what}: class")
    country = encode_country(str(fields["country"]))
    application = PartyApplication(key, int(party_class), country, profile_hash, _time(fields["madeAt"], what))
    if profile.hash != profile_hash or profile.country != fields["country"]:
        raise RequestInvalid(f"{what}: its profile is not the one that was signed for", hint="Ask for a new one.")
    require_signature(domain, application, signature, key, what=what)
    return SignedApplication(domain, application, profile, signature)


def parse_invitation(data: bytes, *, domain: Domain, what: str) -> Invitation:
    """Read an invitation file.

    Raises:
        RequestInvalid: Another format, other fields, or for another ledger.
        InputError: The class is none.
    """
    value = read_request(data, INVITATION_FORMAT, ("domain", "name", "class", "country"), what=what)
    with named_request(what):
        found = Domain.from_json(value["domain"])
    require_domain(found, domain, what=what)
    class_text = str(value["class"])
    party_class = party_class_named(class_text, f"{what}: class") if class_text else None
    return Invitation(found, str(value["name"]), party_class, str(value["country"]))


def _time(value: object, what: str) -> int:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > _LONGEST_TIME:
        raise RequestInvalid(f"{what}: madeAt is not a time", hint="Ask for a new one.")
    return int(value)


def _object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise RequestInvalid(f"{what}: its profile is no document", hint="Ask for a new one.")
    return value
