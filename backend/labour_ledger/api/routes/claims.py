"""`/v1/claims`: parties that want to control a site; what the desk holds, and who lets it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from labour_ledger.api.forms import STRICT_JSON, StrictRoute, json_request
from labour_ledger.api.models.day_examples import CLAIM_FILE_EXAMPLE
from labour_ledger.api.models.desk import (
    Claim,
    ClaimForm,
    Claims,
    GrantForm,
    GrantKeyForm,
    PreparedClaim,
    PreparedGrant,
    RefusalForm,
)
from labour_ledger.api.preparing import time_now, time_on_chain
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import JsonBody, Services, TheServices
from labour_ledger.attesting.claim_decisions import grant_held_claim
from labour_ledger.attesting.desk import Desk, refuse_refused
from labour_ledger.attesting.desk_json import claim_json
from labour_ledger.attesting.key_changes import require_registered
from labour_ledger.attesting.site_claims import (
    Evidence,
    SignedClaim,
    draft_claim,
    parse_claim,
    refuse_own_site,
    send_grant,
)
from labour_ledger.chain.typed_data import typed_data
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.store.queries.requests import DeskRequest, RequestKind, RequestState
from labour_ledger_verify.attestation import digest
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_hex
from labour_ledger_verify.status import format_time

from .applications import DeskParameters, RequestName

router = APIRouter(prefix="/v1/claims", tags=["claims"], route_class=StrictRoute)

_FILE = json_request("A claim file with both signatures, as its preparation gave it.", CLAIM_FILE_EXAMPLE)


@router.post("/prepare", response_model=PreparedClaim, dependencies=STRICT_JSON, summary="Prepare a claim")
def prepare(services: TheServices, form: ClaimForm) -> Response:
    """Return what a party signs to claim a site; nothing is kept, and the evidence stays with the party."""
    now, key = time_on_chain(services), parse_address(form.key, "key")
    party = require_registered(services.client, key).party
    with services.store.reading() as session:
        subject = find_subject(session, services.ledger, form.site)
    refuse_own_site(services.client, subject, party)
    evidence = [Evidence(item.name, bytes.fromhex(item.hash[2:]), item.size) for item in form.evidence]
    draft = draft_claim(subject, party, evidence, form.note, issuer=key, now=now)
    domain = services.deployment.domain
    return JSONResponse(
        {
            "id": to_hex(digest(domain.separator, draft.claim.struct_hash())),
            "deadline": format_time(draft.change.deadline),
            "changeTypedData": typed_data(domain, draft.change),
            "claimTypedData": typed_data(domain, draft.claim),
            "file": draft.to_json(domain),
        }
    )


@router.post(
    "",
    response_model=Claim,
    status_code=201,
    responses={200: {"model": Claim, "description": "It was held before"}},
    openapi_extra=_FILE,
    summary="Hand in a claim",
)
def hand_in(services: TheServices, body: JsonBody) -> Response:
    """Take in a signed claim: its signatures are checked, then it is pending."""
    signed = parse_claim(body, domain=services.deployment.domain, what="body")
    desk = Desk(services.store, services.ledger)
    was_held = desk.holds(RequestKind.CLAIM, signed.request_id)
    request = desk.keep(RequestKind.CLAIM, signed.request_id, signed.to_json(), now=time_now(services))
    headers = {"Location": f"/v1/claims/{to_hex(request.request_id)}"}
    return JSONResponse(claim_json(request, signed), 200 if was_held else 201, headers)


@router.get("", response_model=Claims, summary="List claims")
def listing(request: Request, services: TheServices, parameters: Annotated[DeskParameters, Query()]) -> Response:
    """Return a page of the claims that are held here, oldest first."""
    state = None if parameters.state is None else RequestState(parameters.state)
    desk = Desk(services.store, services.ledger)
    found, after = desk.page(RequestKind.CLAIM, state, after=parameters.cursor, limit=parameters.limit)
    return page(request, {"items": [claim_json(item, _signed(services, item)) for item in found], "next": after})


@router.get("/{name}", response_model=Claim, summary="One claim")
def one(request: Request, services: TheServices, name: RequestName) -> Response:
    """Return a claim with the hashes of its evidence, and what was decided."""
    return answer(request, claim_json(*_find(services, name)))


@router.post("/{name}/refusal", response_model=Claim, dependencies=STRICT_JSON, summary="Refuse a claim")
def refuse(services: TheServices, name: RequestName, form: RefusalForm) -> Response:
    """Refuse a claim with the reason that the claimant is given."""
    now, desk = time_now(services), Desk(services.store, services.ledger)
    with services.one_at_a_time:
        held, signed = _find(services, name)
        desk.refuse(held, decided_by=form.by, reason=form.reason, now=now)
    return JSONResponse(claim_json(desk.find(held.kind, held.request_id.hex()), signed))


@router.post("/{name}/grant/prepare", response_model=PreparedGrant, dependencies=STRICT_JSON, summary="Prepare a grant")
def prepare_grant(services: TheServices, name: RequestName, form: GrantKeyForm) -> Response:
    """Return what a registrar for the country, or the present controller, signs to let a claim; nothing is sent."""
    held, signed = _find(services, name)
    refuse_refused(held)
    time_on_chain(services)
    party = require_registered(services.client, parse_address(form.key, "key")).party
    return JSONResponse({"party": party, "typedData": typed_data(signed.domain, signed.change)})


@router.post("/{name}/grant", response_model=Claim, dependencies=STRICT_JSON, summary="Grant a claim")
def grant(services: TheServices, name: RequestName, form: GrantForm) -> Response:
    """Grant a claim with the signature of who lets it; the claimant then controls the site.

    The contract judges who may: a refusal is 409, and nothing was sent or written down. What was granted before is
    answered, not sent again.
    """
    authority, signature = parse_address(form.key, "key"), parse_hex(form.signature, None, "signature")
    relay, desk = services.submitter().relay, Desk(services.store, services.ledger)
    with services.one_at_a_time:
        held, signed = _find(services, name)
        grant_held_claim(
            desk,
            held,
            signed,
            relay.client,
            lambda: send_grant(signed, relay, authority, signature),
            decided_by=form.by,
        )
    return JSONResponse(claim_json(desk.find(held.kind, held.request_id.hex()), signed))


def _find(services: Services, name: str) -> tuple[DeskRequest, SignedClaim]:
    request = Desk(services.store, services.ledger).find(RequestKind.CLAIM, name)
    return request, _signed(services, request)


def _signed(services: Services, request: DeskRequest) -> SignedClaim:
    return parse_claim(request.signed_json.encode(), domain=services.deployment.domain)
