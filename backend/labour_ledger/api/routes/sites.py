"""`/v1/sites`: search, one site, its history, its status."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from labour_ledger.api.models.base import KindName
from labour_ledger.api.models.records import History, StatusAnswer
from labour_ledger.api.models.registries import Site, Sites
from labour_ledger.api.models.timeline import SiteTimeline
from labour_ledger.api.parameters import PageParameters, Parameters
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.history import site_history
from labour_ledger.diligence.sites import SiteSearch, search_sites, site
from labour_ledger.diligence.status import site_status
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.diligence.timeline import site_timeline
from labour_ledger.schemas.codes import SubjectKind, code_named

router = APIRouter(prefix="/v1/sites", tags=["sites"])

SiteName = Annotated[
    str,
    Path(
        description="Handle, `scheme:value`, full id, or at least four first digits of an id. Several choices: 409.",
        examples=["LL-7K3M-92QF", "os:CN2021250D1DTN7"],
    ),
]


class SearchParameters(PageParameters):
    """What is searched; every condition given must hold."""

    q: str | None = Field(None, description="Text within the name, whatever its case", min_length=1, max_length=200)
    country: str | None = Field(None, pattern="^[A-Za-z]{2}$", description="ISO 3166-1 alpha-2")
    identifier: str | None = Field(None, description="`scheme:value` that it holds", max_length=120)
    kind: KindName | None = Field(None)
    controller: int | None = Field(None, ge=0, lt=2**63, description="Number of a party; 0 for unclaimed ones")


class StatusParameters(Parameters):
    """What is asked of a site."""

    schema_id: str = Field(alias="schema", examples=["ilo/c029@1930"], max_length=200)
    valid_at: str | None = Field(
        None,
        description="For which date: `2025-06-30`, an RFC 3339 instant, or `today` (the time of the last block)",
        max_length=60,
    )
    known_at: str | None = Field(None, description="As known on which date; likewise", max_length=60)
    records: Literal["all", "none"] = Field(
        "all", description="`none`: the records that the status names are left out; their uids stay"
    )


class TimelineParameters(Parameters):
    """Whose status a timeline tells."""

    schema_id: str | None = Field(
        None,
        alias="schema",
        examples=["ilo/c029@1930"],
        max_length=200,
        description="A standard; without it each that the site has a record under",
    )


@router.get("", response_model=Sites, summary="Search sites and other subjects")
def search(request: Request, services: TheServices, parameters: Annotated[SearchParameters, Query()]) -> Response:
    """Return a page of subjects, by name if a name is searched, else by id."""
    wanted = SiteSearch(
        name=parameters.q,
        country=None if parameters.country is None else parameters.country.upper(),
        kind=None if parameters.kind is None else code_named(SubjectKind, parameters.kind),
        controller=parameters.controller,
        identifier=parameters.identifier,
    )
    with services.store.reading() as session:
        found = search_sites(session, services.ledger, wanted, after=parameters.cursor, limit=parameters.limit)
    return page(request, found.to_json())


# before the site alone: an identifier may hold a slash, so a name takes whatever is left of the path
@router.get("/{name:path}/history", response_model=History, summary="The history of a site")
def history(
    request: Request, services: TheServices, name: SiteName, parameters: Annotated[PageParameters, Query()]
) -> Response:
    """Return all that was recorded about a site, in order: who, in which capacity, when, and what it refers to."""
    with services.store.reading() as session:
        subject = find_subject(session, services.ledger, name)
        found = site_history(session, services.ledger, subject, after=parameters.cursor, limit=parameters.limit)
    return page(request, found.to_json())


@router.get("/{name:path}/timeline", response_model=SiteTimeline, summary="The history of a site over time")
def timeline(
    request: Request, services: TheServices, name: SiteName, parameters: Annotated[TimelineParameters, Query()]
) -> Response:
    """Return what was said of a site for which period, and the status as it was known at every moment."""
    with services.store.reading() as session:
        subject = find_subject(session, services.ledger, name)
        found = site_timeline(session, services.ledger, subject, schema_id=parameters.schema_id)
    return answer(request, found.to_json())


@router.get("/{name:path}/status", response_model=StatusAnswer, summary="The status of a site under a schema")
def status(
    request: Request, services: TheServices, name: SiteName, parameters: Annotated[StatusParameters, Query()]
) -> Response:
    """Say whether a site is in conformity with a schema on a date, as was known on a date, and why."""
    with services.store.reading() as session:
        found = site_status(
            session,
            services.ledger,
            find_subject(session, services.ledger, name),
            schema_id=parameters.schema_id,
            valid_at_text=parameters.valid_at,
            known_at_text=parameters.known_at,
            with_records=parameters.records == "all",
        )
    return answer(request, found.to_json())


@router.get("/{name:path}", response_model=Site, summary="One site")
def one(request: Request, services: TheServices, name: SiteName) -> Response:
    """Return a site: name and place if its identity document is held, identifiers, controllers, registrar."""
    with services.store.reading() as session:
        found = site(session, services.ledger, find_subject(session, services.ledger, name))
    return answer(request, found.to_json())
