"""`/v1/attestations` and `/v1/documents`: records by uid, submissions, dry runs, documents by hash."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from labour_ledger.api.dry_run import find_answers, read_items
from labour_ledger.api.forms import json_request
from labour_ledger.api.models.examples import DRY_RUN_EXAMPLE, SIGNED_EXAMPLE
from labour_ledger.api.models.records import Attestation
from labour_ledger.api.models.submissions import DryRun, Submitted
from labour_ledger.api.parameters import Parameters
from labour_ledger.api.responses import answer, tagged
from labour_ledger.api.services import JsonBody, TheServices
from labour_ledger.attesting.rehearsal import refuse_without_effect
from labour_ledger.attesting.submit import chain_time, parse_one_signed_file, refuse_wrong_ledger
from labour_ledger.diligence.documents import document
from labour_ledger.diligence.records import attestation_by_uid
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries import subjects_by_id
from labour_ledger_verify.hexadecimal import to_hex

router = APIRouter(prefix="/v1", tags=["attestations"])

Hexadecimal = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$", description="0x and 64 lower-case digits")]


_SUBMISSION: Final = json_request(
    "A signed attestation or a signed batch (docs/verify.md, section 3), with its documents.", SIGNED_EXAMPLE
)
_DRY_RUN: Final = json_request(
    'One item or `{"items": […]}`; an item is a signed file, a draft, or `{"attestation", "document"}`.',
    DRY_RUN_EXAMPLE,
)


class SubmitParameters(Parameters):
    """How a signed file is taken."""

    force: bool = Field(False, description="Record an act also where the status rule would not look at it")


@router.get("/attestations/{uid}", response_model=Attestation, summary="One record")
def one(request: Request, services: TheServices, uid: Hexadecimal) -> Response:
    """Return a record with its signature, its batch and its document, and the file that an auditor can verify."""
    with services.store.reading() as session:
        found = attestation_by_uid(session, services.ledger, bytes.fromhex(uid[2:]))
    return answer(request, found.to_json())


@router.post(
    "/attestations",
    response_model=Submitted,
    status_code=201,
    responses={200: {"model": Submitted, "description": "It was recorded before; nothing was sent"}},
    openapi_extra=_SUBMISSION,
    summary="Submit a signed attestation or batch",
)
def submit(services: TheServices, body: JsonBody, parameters: Annotated[SubmitParameters, Query()]) -> Response:
    """Validate, simulate, keep the documents and relay; all items of a batch or none.

    A refusal of the contract is a problem with status 409 that carries the contract's error, its arguments and the
    item's place. An act that the status rule would not look at is refused (422) unless it is forced.
    """
    signed = parse_one_signed_file(body, what="body")
    submitter = services.submitter()
    if not parameters.force:
        refuse_wrong_ledger(signed.domain, services.ledger)
        refuse_without_effect(signed.attestations, submitter)
    submitted = submitter.submit(signed, now=chain_time(services.client))
    headers = {"Location": f"/v1/attestations/{to_hex(submitted.uids[0])}"}
    return JSONResponse(submitted.to_json(), 200 if submitted.already_recorded else 201, headers)


@router.post(
    "/attestations/dry-run",
    response_model=DryRun,
    openapi_extra=_DRY_RUN,
    summary="Ask what would become of attestations",
)
def dry_run(services: TheServices, body: JsonBody) -> Response:
    """Return an answer per attestation: in which capacity it would be recorded, or every reason why not."""
    domain = services.deployment.domain
    items = read_items(body, domain)
    subjects = {
        candidate.attestation.subject
        for item in items
        for candidate in item.candidates
        if candidate.attestation is not None
    }
    with services.store.reading() as session:
        known = subjects_by_id(session, services.ledger, subjects)
    kinds = {subject: SubjectKind(summary.kind) for subject, summary in known.items()}
    services.client.require_chain(services.deployment.chain_id)
    answers = find_answers(items, services.client, now=chain_time(services.client), kinds=kinds)
    return JSONResponse({"items": [candidate.to_json(domain.separator) for candidate in answers]})


@router.get(
    "/documents/{document_hash}",
    summary="One document",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
def one_document(request: Request, services: TheServices, document_hash: Hexadecimal) -> Response:
    """Return a document in canonical form: the keccak-256 of these bytes is the hash."""
    with services.store.reading() as session:
        found = document(session, bytes.fromhex(document_hash[2:]))
    return tagged(request, found.canonical_json)
