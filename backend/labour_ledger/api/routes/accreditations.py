"""`/v1/accreditations`: who may assess what and where, given and ended by accreditors with their own keys."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from labour_ledger.api.forms import STRICT_JSON, StrictRoute, json_request
from labour_ledger.api.models.accreditations import AccreditationChanged, AccreditationForm, PreparedAccreditation
from labour_ledger.api.models.day_examples import ACCREDITATION_FILE_EXAMPLE
from labour_ledger.api.preparing import time_on_chain
from labour_ledger.api.services import JsonBody, TheServices
from labour_ledger.attesting.accreditation_changes import (
    AccreditationPlace,
    change_file,
    draft_ending,
    draft_giving,
    parse_change,
)
from labour_ledger.attesting.dates import parse_end, parse_start
from labour_ledger.attesting.key_changes import require_registered
from labour_ledger.chain.signed_types import encode_country
from labour_ledger.chain.typed_data import typed_data
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import parse_address, to_hex

router = APIRouter(prefix="/v1/accreditations", tags=["accreditations"], route_class=StrictRoute)

_FILE = json_request("A change with its signature, as its preparation gave it.", ACCREDITATION_FILE_EXAMPLE)


@router.post(
    "/prepare", response_model=PreparedAccreditation, dependencies=STRICT_JSON, summary="Prepare an accreditation"
)
def prepare(services: TheServices, form: AccreditationForm) -> Response:
    """Return what an accreditor signs to give an accreditation, or to end one that it gave; nothing is sent or kept."""
    now, key = time_on_chain(services), parse_address(form.key, "key")
    require_registered(services.client, key)
    place = AccreditationPlace(
        form.party, schema_hash(load_schema(form.schema_id).id), encode_country(form.country or "")
    )
    if form.action == "end":
        change = draft_ending(key, place, now=now)
    else:
        start = now if form.valid_from is None else parse_start(form.valid_from, "from")
        change = draft_giving(key, place, from_time=start, until=parse_end(form.until or "", "until"), now=now)
    domain = services.deployment.domain
    return JSONResponse({"typedData": typed_data(domain, change), "file": change_file(domain, change)})


@router.post(
    "",
    response_model=AccreditationChanged,
    status_code=201,
    openapi_extra=_FILE,
    summary="Give or end an accreditation",
)
def submit(services: TheServices, body: JsonBody) -> Response:
    """Try a signed change on the contract, then send it; who may, the contract judges (409)."""
    signed = parse_change(body, domain=services.deployment.domain, what="body")
    relay = services.submitter().relay
    with services.one_at_a_time:
        relay.client.call(signed.call())
        done = relay.change_accreditation(signed.change, signed.signature)
    document = {"transactionHash": to_hex(done.transaction_hash), "blockNumber": done.block_number}
    return JSONResponse(document, 201)
