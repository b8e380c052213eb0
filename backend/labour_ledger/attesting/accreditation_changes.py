"""Accreditations that an accreditor gives and ends with its own key; the council's own are `chain.council`'s."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from labour_ledger.chain import calls
from labour_ledger.chain.signed_types import NO_COUNTRY, AccreditationAction, AccreditationChange
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger_verify.attestation import Domain

TIME_TO_SEND_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class AccreditationPlace:
    """What an accreditation is for: a party, a schema (32 bytes), a country (2 bytes; `NO_COUNTRY`: every country)."""

    party: int
    schema: bytes
    country: bytes = NO_COUNTRY


def giving(
    accreditor: Signer, place: AccreditationPlace, *, from_time: int, until: int, domain: Domain, now: int
) -> bytes:
    """Return the call that gives an accreditation, `from_time <= t < until` in Unix seconds."""
    return _call(accreditor, place, AccreditationAction.GIVE, from_time, until, domain, now)


def ending(accreditor: Signer, place: AccreditationPlace, *, domain: Domain, now: int) -> bytes:
    """Return the call that ends an accreditation that the accreditor gave."""
    return _call(accreditor, place, AccreditationAction.END, 0, 0, domain, now)


def _call(
    accreditor: Signer,
    place: AccreditationPlace,
    action: AccreditationAction,
    from_time: int,
    until: int,
    domain: Domain,
    now: int,
) -> bytes:
    change = AccreditationChange(
        issuer=accreditor.address,
        nonce=secrets.randbits(64),
        deadline=now + TIME_TO_SEND_S,
        party=place.party,
        schema=place.schema,
        country=place.country,
        action=action,
        from_time=from_time,
        until=until,
    )
    return calls.change_accreditation(change, sign_typed(accreditor, domain, change))
