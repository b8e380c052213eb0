"""`/v1/sites/{name}/context` and `/v1/screening`: what other people's lists say. Never a verdict."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from labour_ledger.api.models.lists import ScreeningAnswer, SiteContextAnswer
from labour_ledger.api.parameters import PageParameters, Parameters
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.context import site_context
from labour_ledger.diligence.screening import page_of_hits, screen_subjects
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.store.queries.watch_lists import HitState

from .sites import SiteName

router = APIRouter(prefix="/v1", tags=["context"])


class ContextParameters(Parameters):
    """Which goods are asked about."""

    good: list[str] = Field(
        default_factory=list, description="Good as the lists name it; may be repeated; none means all", max_length=50
    )


class ScreeningParameters(PageParameters):
    """What is screened, and which hits are wanted."""

    site: list[str] = Field(
        default_factory=list, description="Site or organisation, named as in a path; none means all", max_length=200
    )
    list_name: str | None = Field(
        None, alias="list", description="Only this list", max_length=80, examples=["uflpa-entity-list"]
    )
    state: Literal["open", "cleared", "confirmed"] | None = Field(None, description="Only hits in this state")


@router.get("/sites/{name:path}/context", response_model=SiteContextAnswer, summary="The context of a site")
def context(
    request: Request, services: TheServices, name: SiteName, parameters: Annotated[ContextParameters, Query()]
) -> Response:
    """Return what lists say of a site's country and of goods made there, with source and date."""
    with services.store.reading() as session:
        subject = find_subject(session, services.ledger, name)
        found = site_context(session, services.ledger, subject, parameters.good)
    return answer(request, found.to_json())


@router.get("/screening", response_model=ScreeningAnswer, summary="Screening against watch lists")
def screening(request: Request, services: TheServices, parameters: Annotated[ScreeningParameters, Query()]) -> Response:
    """Compare sites and organisations with the newest edition of each watch list; a hit is for a person to judge."""
    with services.store.reading() as session:
        subjects = [find_subject(session, services.ledger, name) for name in parameters.site]
        found = screen_subjects(
            session,
            services.ledger,
            subjects or None,
            list_name=parameters.list_name,
            state=None if parameters.state is None else HitState(parameters.state),
        )
    hits, after = page_of_hits(found.hits, after=parameters.cursor, limit=parameters.limit)
    return page(request, {**found.to_json(), "items": [hit.to_json() for hit in hits], "next": after})
