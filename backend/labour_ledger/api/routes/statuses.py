"""`/v1/statuses`: many sites under several schemas, in one answer."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request, Response

from labour_ledger.api.forms import StrictRoute
from labour_ledger.api.models.statuses import Statuses, StatusesQuestion
from labour_ledger.api.responses import tagged
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.many_statuses import many_statuses

router = APIRouter(prefix="/v1/statuses", tags=["sites"], route_class=StrictRoute)


@router.post("", response_model=Statuses, summary="The statuses of many sites under several schemas")
def statuses(request: Request, services: TheServices, question: StatusesQuestion) -> Response:
    """Say of each site what single statuses say, without records; a name that fails spoils no other."""
    with services.store.reading() as session:
        found = many_statuses(
            session,
            services.ledger,
            question.sites,
            schema_ids=question.schemas,
            valid_at_text=question.valid_at,
            known_at_text=question.known_at,
            tiers=services.snapshots.current,
        )
    return tagged(request, msgspec.json.encode(found.to_json()))
