"""`/v1/findings`: which findings are open or overdue, and what was done about one."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from labour_ledger.api.models.findings import FindingCase
from labour_ledger.api.models.questions import answer_model
from labour_ledger.api.parameters import PageParameters
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.finding_case import read_case
from labour_ledger.diligence.questions.asking import ask

router = APIRouter(prefix="/v1/findings", tags=["findings"])
_QUESTION = "open-findings"


class FindingParameters(PageParameters):
    """Which findings are listed."""

    site: str | None = Field(None, min_length=1, max_length=200, description="Named as in a path")
    buyer: str | None = Field(None, min_length=1, max_length=200, description="All sites upstream of it")
    standard: str | None = Field(None, min_length=1, max_length=200, examples=["ilo/c029@1930"])
    severity: Literal["minor", "major", "critical", "zero_tolerance"] = Field("minor", description="The least")
    overdue: bool = Field(False, description="Only those whose day has passed")


@router.get("", response_model=answer_model(_QUESTION), summary="List open findings")
def listing(request: Request, services: TheServices, parameters: Annotated[FindingParameters, Query()]) -> Response:
    """Return a page of findings that their assessor did not call closed, the gravest first."""
    named = {name: getattr(parameters, name) for name in ("site", "buyer", "standard", "severity")}
    values = {name: text for name, text in named.items() if text is not None}
    if parameters.overdue:
        values["overdue"] = "true"
    with services.store.reading() as session:
        found = ask(
            session,
            services.ledger,
            _QUESTION,
            values,
            after=parameters.cursor,
            limit=parameters.limit,
            tiers=services.snapshots.current,
        )
    return page(request, found.to_json())


@router.get("/{uid}", response_model=FindingCase, summary="The findings of one record")
def one(
    request: Request,
    services: TheServices,
    uid: Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$", description="Of the assessment")],
) -> Response:
    """Return the findings of a record, and everything that was said about them since."""
    with services.store.reading() as session:
        case = read_case(session, services.ledger, bytes.fromhex(uid[2:]))
    return answer(request, case.to_json())
