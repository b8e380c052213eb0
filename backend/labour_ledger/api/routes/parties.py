"""`/v1/parties`: organisations, their keys and accreditations, what they issued."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from labour_ledger.api.models.records import Issued
from labour_ledger.api.models.registries import Parties, Party
from labour_ledger.api.parameters import PageParameters
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.parties import issued, parties, party

router = APIRouter(prefix="/v1/parties", tags=["parties"])

PartyNumber = Annotated[int, Path(ge=0, lt=2**63, description="Counted from 1 in order of registration")]


@router.get("", response_model=Parties, summary="List parties")
def listing(request: Request, services: TheServices, parameters: Annotated[PageParameters, Query()]) -> Response:
    """Return a page of parties in order of their numbers."""
    with services.store.reading() as session:
        found = parties(session, services.ledger, after=parameters.cursor, limit=parameters.limit)
    return page(request, found.to_json())


@router.get("/{number}", response_model=Party, summary="One party")
def one(request: Request, services: TheServices, number: PartyNumber) -> Response:
    """Return a party with its keys, and its accreditations in force at the time of the block."""
    with services.store.reading() as session:
        found = party(session, services.ledger, number)
    return answer(request, found.to_json())


@router.get("/{number}/issued", response_model=Issued, summary="What a party issued")
def records(
    request: Request, services: TheServices, number: PartyNumber, parameters: Annotated[PageParameters, Query()]
) -> Response:
    """Return a page of what a party issued, in the order of its history."""
    with services.store.reading() as session:
        found = issued(session, services.ledger, number, after=parameters.cursor, limit=parameters.limit)
    return page(request, found.to_json())
