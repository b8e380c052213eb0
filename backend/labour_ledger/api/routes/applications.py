"""`/v1/applications`: organisations that want to become parties; what the desk holds and decides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from labour_ledger.api.forms import STRICT_JSON, StrictRoute, json_request
from labour_ledger.api.models.day_examples import APPLICATION_FILE_EXAMPLE
from labour_ledger.api.models.desk import (
    Application,
    ApplicationForm,
    Applications,
    Approval,
    ApprovalForm,
    PreparedApplication,
    RefusalForm,
    StateName,
)
from labour_ledger.api.parameters import PageParameters
from labour_ledger.api.preparing import time_now, time_on_chain
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import JsonBody, Services, TheServices
from labour_ledger.attesting.admission import Admission, AdmissionOffice, KeyTaken, approve_application
from labour_ledger.attesting.applications import (
    SignedApplication,
    application_file,
    draft_application,
    parse_application,
    party_class_named,
)
from labour_ledger.attesting.desk import Desk, refuse_refused, refuse_unfit_decider
from labour_ledger.attesting.desk_json import application_json
from labour_ledger.chain.council_prepared import PreparedCouncil, UnsignedTransaction
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.local import LOCAL_CHAIN_ID
from labour_ledger.chain.local_decisions import local_decisions
from labour_ledger.chain.typed_data import typed_data
from labour_ledger.errors import InputError
from labour_ledger.store.queries.requests import DeskRequest, RequestKind, RequestState
from labour_ledger_verify.attestation import digest
from labour_ledger_verify.hexadecimal import parse_address, to_hex

router = APIRouter(prefix="/v1/applications", tags=["applications"], route_class=StrictRoute)

RequestName = Annotated[
    str, Path(min_length=4, max_length=66, description="Its id, or at least four first digits", examples=["0x3f6c1a"])
]
_FILE = json_request(
    "An application file whose signature is there, as its preparation gave it.", APPLICATION_FILE_EXAMPLE
)


class DeskParameters(PageParameters):
    """Which requests are listed."""

    state: StateName | None = Field(None, description="Only requests in this state")


@router.post("/prepare", response_model=PreparedApplication, dependencies=STRICT_JSON, summary="Prepare an application")
def prepare(services: TheServices, form: ApplicationForm) -> Response:
    """Return what an organisation signs with its first key to apply; nothing is kept."""
    domain = services.deployment.domain
    application, profile = draft_application(
        form.name,
        party_class_named(form.class_, "class"),
        form.country or "",
        form.website or "",
        key=parse_address(form.key, "key"),
        now=time_now(services),
    )
    return JSONResponse(
        {
            "id": to_hex(digest(domain.separator, application.struct_hash())),
            "typedData": typed_data(domain, application),
            "file": application_file(domain, application, profile, None),
        }
    )


@router.post(
    "",
    response_model=Application,
    status_code=201,
    responses={200: {"model": Application, "description": "It was held before"}},
    openapi_extra=_FILE,
    summary="Hand in an application",
)
def hand_in(services: TheServices, body: JsonBody) -> Response:
    """Take in a signed application: its signature and its profile are checked, then it is pending."""
    signed = parse_application(body, domain=services.deployment.domain, what="body")
    desk = Desk(services.store, services.ledger)
    was_held = desk.holds(RequestKind.APPLICATION, signed.request_id)
    request = desk.keep(RequestKind.APPLICATION, signed.request_id, signed.to_json(), now=time_now(services))
    headers = {"Location": f"/v1/applications/{to_hex(request.request_id)}"}
    return JSONResponse(application_json(request, signed), 200 if was_held else 201, headers)


@router.get("", response_model=Applications, summary="List applications")
def listing(request: Request, services: TheServices, parameters: Annotated[DeskParameters, Query()]) -> Response:
    """Return a page of the applications that are held here, oldest first."""
    state = None if parameters.state is None else RequestState(parameters.state)
    desk = Desk(services.store, services.ledger)
    found, after = desk.page(RequestKind.APPLICATION, state, after=parameters.cursor, limit=parameters.limit)
    items = [application_json(item, _signed(services, item)) for item in found]
    return page(request, {"items": items, "next": after})


@router.get("/{name}", response_model=Application, summary="One application")
def one(request: Request, services: TheServices, name: RequestName) -> Response:
    """Return what was asked for, what was decided, and how far the ledger has it."""
    held, signed = _find(services, name)
    try:
        services.client.require_chain(services.deployment.chain_id)
        standing: Admission | None = _office(services).standing(signed)
    except (NodeUnavailable, KeyTaken):
        standing = None  # what is held here can be read; approving says what stands in the way
    return answer(request, application_json(held, signed, standing))


@router.post("/{name}/refusal", response_model=Application, dependencies=STRICT_JSON, summary="Refuse an application")
def refuse(services: TheServices, name: RequestName, form: RefusalForm) -> Response:
    """Refuse an application with the reason that the applicant is given."""
    now, desk = time_now(services), Desk(services.store, services.ledger)
    with services.one_at_a_time:
        held, signed = _find(services, name)
        desk.refuse(held, decided_by=form.by, reason=form.reason, now=now)
    return JSONResponse(application_json(desk.find(held.kind, held.request_id.hex()), signed))


@router.post(
    "/{name}/approval",
    response_model=Approval,
    dependencies=STRICT_JSON,
    responses={
        202: {"model": Approval, "description": "The council has to send transactions first; then approve again"}
    },
    summary="Approve an application",
)
def approve(services: TheServices, name: RequestName, form: ApprovalForm) -> Response:
    """Approve an application: the council registers the organisation and adds its first key.

    On a local chain that is done at once. Elsewhere the council's keys are not here: the answer holds the transactions
    that the council has to send, and nothing is written down until it did; then approve again, and where members
    decide with the `proposal` that they made. Asked again, it goes on and does nothing twice.
    """
    now = time_on_chain(services)
    transactions: list[UnsignedTransaction] = []
    with services.one_at_a_time:
        held, signed = _find(services, name)
        if services.deployment.chain_id == LOCAL_CHAIN_ID and form.member is None and form.proposal is None:
            standing = _approve_locally(services, held, signed, form.by, now)
        else:
            standing, transactions = _approve_elsewhere(services, held, signed, form, now)
    held = Desk(services.store, services.ledger).find(held.kind, held.request_id.hex())
    document = {
        "application": application_json(held, signed, standing),
        "transactions": [transaction.to_json() for transaction in transactions],
    }
    return JSONResponse(document, 202 if transactions else 200)


def _approve_locally(
    services: Services, held: DeskRequest, signed: SignedApplication, decided_by: str, now: int
) -> Admission:
    return approve_application(
        Desk(services.store, services.ledger),
        _office(services),
        held,
        signed,
        lambda: local_decisions(services.client, services.deployment),
        deployment=services.deployment,
        decided_by=decided_by,
        now=now,
    )


def _approve_elsewhere(
    services: Services, held: DeskRequest, signed: SignedApplication, form: ApprovalForm, now: int
) -> tuple[Admission, list[UnsignedTransaction]]:
    refuse_refused(held)
    refuse_unfit_decider(form.by)
    office, desk = _office(services), Desk(services.store, services.ledger)
    standing = office.standing(signed)
    proposal = None if form.proposal is None else bytes.fromhex(form.proposal[2:])
    if standing.key_added:
        if held.state is not RequestState.APPROVED:
            desk.approve(held, decided_by=form.by, now=now)
        return standing, []
    if proposal is not None:
        if not office.is_proposed(signed, services.deployment, proposal):
            raise InputError(
                "the council has no such proposal that waits, or it does something else",
                hint="Give the id that `labour-ledger council list` shows; leave it out to be told what to send.",
                context={"field": "proposal"},
            )
        desk.approve(held, decided_by=form.by, now=now, proposal=proposal)
        return standing, []
    member = None if form.member is None else parse_address(form.member, "member")
    council = PreparedCouncil(services.client, services.deployment, member)
    return office.admit(signed, council, now=now), council.transactions


def _office(services: Services) -> AdmissionOffice:
    return AdmissionOffice(services.store, services.ledger, services.client, services.deployment.block_number)


def _find(services: Services, name: str) -> tuple[DeskRequest, SignedApplication]:
    request = Desk(services.store, services.ledger).find(RequestKind.APPLICATION, name)
    return request, _signed(services, request)


def _signed(services: Services, request: DeskRequest) -> SignedApplication:
    return parse_application(request.signed_json.encode(), domain=services.deployment.domain)
