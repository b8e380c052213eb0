"""`/v1/cosignatures`: one document signed by several, in a file that is passed around; nothing of it is kept here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from labour_ledger.api.dry_run import basis_json
from labour_ledger.api.forms import STRICT_JSON, StrictRoute, json_request
from labour_ledger.api.models.day_examples import COSIGNATURE_FILE_EXAMPLE
from labour_ledger.api.models.passing import CosignatureForm, CosignatureState, CosignatureSubmitted
from labour_ledger.api.preparing import draft_statement, outcome_named, time_on_chain
from labour_ledger.api.services import JsonBody, TheServices
from labour_ledger.attesting.cosignature import (
    Cosignature,
    capacities,
    parse_cosignature,
    refuse_if_one_is_refused,
    start_cosignature,
)
from labour_ledger.attesting.dates import parse_end, parse_start
from labour_ledger.attesting.draft import NO_REFERENCE, Terms
from labour_ledger.attesting.submit import chain_time, refuse_wrong_ledger
from labour_ledger.attesting.validate import refuse_problems
from labour_ledger.chain.typed_data import typed_data
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.hexadecimal import parse_address, to_checksum_address, to_hex

router = APIRouter(prefix="/v1/cosignatures", tags=["co-signature"], route_class=StrictRoute)

_FILE = json_request("The file that is passed around, as an answer here gave it.", COSIGNATURE_FILE_EXAMPLE)
_MANY_NEGATIVES: Final = (
    "This makes a negative record for each signer, and a remedy has to be confirmed of each of them. "
    "Often one is enough, with replies of the others."
)


@router.post("/prepare", response_model=CosignatureState, dependencies=STRICT_JSON, summary="Begin a co-signature")
def prepare(services: TheServices, form: CosignatureForm) -> Response:
    """Return a document with a place for each who signs it; nothing is signed, sent or kept.

    The ledger is asked about every place: where it would refuse one, nobody needs to sign.
    """
    now = time_on_chain(services)
    with services.store.reading() as session:
        subject = find_subject(session, services.ledger, form.site)
    signers = [(signer.role, parse_address(signer.key, "signers.key")) for signer in form.signers]
    terms = Terms(
        outcome=outcome_named(form.outcome),
        valid_from=None if form.valid_from is None else parse_start(form.valid_from, "validFrom"),
        valid_until=None if form.valid_until is None else parse_end(form.valid_until, "validUntil"),
        ref_uid=NO_REFERENCE if form.ref is None else bytes.fromhex(form.ref[2:]),
    )
    first = draft_statement(services, form.schema_id, subject, form.content, issuer=signers[0][1], now=now, terms=terms)
    refuse_problems(first.attestation, first.document, now=now)
    found = start_cosignature(first, signers, now=now)
    return JSONResponse(_state(found, capacities(found, services.client)))


@router.post("/check", response_model=CosignatureState, openapi_extra=_FILE, summary="Who has signed, who is missing")
def check(services: TheServices, body: JsonBody) -> Response:
    """Check the signatures in a file that is passed around, and return what those who are missing sign."""
    found = parse_cosignature(body, what="body")
    refuse_wrong_ledger(found.domain, services.ledger)
    return JSONResponse(_state(found))


@router.post(
    "",
    response_model=CosignatureSubmitted,
    status_code=201,
    responses={200: {"model": CosignatureSubmitted, "description": "All of it was recorded before"}},
    openapi_extra=_FILE,
    summary="Submit a co-signed document",
)
def submit(services: TheServices, body: JsonBody) -> Response:
    """Record what all have signed, a record for each; where one is missing or would be refused, none is sent."""
    signed = parse_cosignature(body, what="body").complete()
    refuse_wrong_ledger(signed[0].domain, services.ledger)
    submitter = services.submitter()
    with services.one_at_a_time:  # each signer may send it: what all send at once must not be paid for several times
        refuse_if_one_is_refused(signed, submitter)
        done = [submitter.submit(item, now=chain_time(services.client)) for item in signed]
    is_new = any(not item.already_recorded for item in done)
    return JSONResponse({"submissions": [item.to_json() for item in done]}, 201 if is_new else 200)


def _state(found: Cosignature, bases: Sequence[Basis] = ()) -> dict[str, object]:
    places = [
        {
            "role": place.role,
            "key": to_checksum_address(place.attestation.issuer),
            "uid": to_hex(place.attestation.uid(found.domain.separator)),
            "signed": place.signature is not None,
            "basis": None if basis is None else basis_json(basis),
            "typedData": None if place.signature is not None else typed_data(found.domain, place.attestation),
        }
        for place, basis in zip_longest(found.places, bases)
    ]
    is_negative = found.places[0].attestation.outcome in (Outcome.DOES_NOT_CONFORM, Outcome.ZERO_TOLERANCE)
    return {
        "places": places,
        "missing": [place.role for place in found.missing],
        "notes": [_MANY_NEGATIVES] if is_negative else [],
        "file": found.to_json(),
    }
