"""Accreditations that an accreditor gives and ends with its own key; the council's own are `chain.council`'s.

A change is signed where the key is: at once, or as a file that was prepared and comes back with its signature.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.request_files import (
    RequestInvalid,
    named_request,
    parse_uint64,
    read_request,
    require_domain,
    require_signed,
)
from labour_ledger.chain import calls
from labour_ledger.chain.signed_types import (
    NO_COUNTRY,
    AccreditationAction,
    AccreditationChange,
    decode_country,
    encode_country,
)
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger.schemas.codes import code_name, code_named
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.fields import exact_fields
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex

CHANGE_FORMAT: Final = "labour-ledger/accreditation-change@1"
TIME_TO_SEND_S: Final = 86_400
_FIELDS: Final = ("issuer", "nonce", "deadline", "party", "schema", "country", "action", "from", "until")


@dataclass(frozen=True, slots=True)
class AccreditationPlace:
    """What an accreditation is for: a party, a schema (32 bytes), a country (2 bytes; `NO_COUNTRY`: every country)."""

    party: int
    schema: bytes
    country: bytes = NO_COUNTRY


@dataclass(frozen=True, slots=True)
class SignedAccreditationChange:
    """A change with the accreditor's signature, which the contract checks."""

    change: AccreditationChange
    signature: bytes

    def call(self) -> bytes:
        """Return the call that makes the change."""
        return calls.change_accreditation(self.change, self.signature)


def giving(
    accreditor: Signer, place: AccreditationPlace, *, from_time: int, until: int, domain: Domain, now: int
) -> bytes:
    """Return the call that gives an accreditation, `from_time <= t < until` in Unix seconds."""
    return _call(accreditor, draft_giving(accreditor.address, place, from_time=from_time, until=until, now=now), domain)


def ending(accreditor: Signer, place: AccreditationPlace, *, domain: Domain, now: int) -> bytes:
    """Return the call that ends an accreditation that the accreditor gave."""
    return _call(accreditor, draft_ending(accreditor.address, place, now=now), domain)


def draft_giving(
    issuer: bytes, place: AccreditationPlace, *, from_time: int, until: int, now: int
) -> AccreditationChange:
    """Return what an accreditor's key (20 bytes) signs to give an accreditation, `from_time <= t < until`."""
    return _draft(issuer, place, AccreditationAction.GIVE, from_time, until, now)


def draft_ending(issuer: bytes, place: AccreditationPlace, *, now: int) -> AccreditationChange:
    """Return what an accreditor's key (20 bytes) signs to end an accreditation that it gave."""
    return _draft(issuer, place, AccreditationAction.END, 0, 0, now)


def change_file(domain: Domain, change: AccreditationChange) -> dict[str, object]:
    """Return the content of a file whose `signature` is still null."""
    return {
        "format": CHANGE_FORMAT,
        "domain": domain.to_json(),
        "change": {
            "issuer": to_checksum_address(change.issuer),
            "nonce": str(change.nonce),
            "deadline": str(change.deadline),
            "party": str(change.party),
            "schema": to_hex(change.schema),
            "country": decode_country(change.country),
            "action": code_name(AccreditationAction(change.action)),
            "from": str(change.from_time),
            "until": str(change.until),
        },
        "signature": None,
    }


def parse_change(data: bytes, *, domain: Domain, what: str) -> SignedAccreditationChange:
    """Read a signed change strictly; whether its signature holds, and who may, the contract says.

    Args:
        data: Its bytes.
        domain: The ledger that it must be for.
        what: Its name, for errors.

    Raises:
        RequestInvalid: Another format, a field missing or out of range, another ledger, or no signature.
    """
    value = read_request(data, CHANGE_FORMAT, ("domain", "change", "signature"), what=what)
    require_signed(value, "signature", what=what)
    with named_request(what):
        fields = exact_fields(value["change"], _FIELDS, f"{what}: change")
        require_domain(Domain.from_json(value["domain"]), domain, what=what)
        change = AccreditationChange(
            issuer=parse_address(fields["issuer"], "change.issuer"),
            nonce=parse_uint64(fields["nonce"], what),
            deadline=parse_uint64(fields["deadline"], what),
            party=parse_uint64(fields["party"], what),
            schema=parse_hex(fields["schema"], 32, "change.schema"),
            country=encode_country(str(fields["country"])),
            action=_action(fields["action"], what),
            from_time=parse_uint64(fields["from"], what),
            until=parse_uint64(fields["until"], what),
        )
        return SignedAccreditationChange(change, parse_hex(value["signature"], None, "signature"))


def _action(value: object, what: str) -> AccreditationAction:
    try:
        return code_named(AccreditationAction, str(value))
    except KeyError as error:
        raise RequestInvalid(f"{what}: not a file of format {CHANGE_FORMAT}", hint="Ask for a new file.") from error


def _draft(
    issuer: bytes, place: AccreditationPlace, action: AccreditationAction, from_time: int, until: int, now: int
) -> AccreditationChange:
    return AccreditationChange(
        issuer=issuer,
        nonce=secrets.randbits(64),
        deadline=now + TIME_TO_SEND_S,
        party=place.party,
        schema=place.schema,
        country=place.country,
        action=action,
        from_time=from_time,
        until=until,
    )


def _call(accreditor: Signer, change: AccreditationChange, domain: Domain) -> bytes:
    return calls.change_accreditation(change, sign_typed(accreditor, domain, change))
