"""`/v1/schemas`: what may be attested."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from labour_ledger.api.models.registries import Schema, Schemas
from labour_ledger.api.responses import answer
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.schemas import schema, schemas

router = APIRouter(prefix="/v1/schemas", tags=["schemas"])


@router.get("", response_model=Schemas, summary="List schemas")
def listing(request: Request, services: TheServices) -> Response:
    """Return all schemas of the ledger: who may issue under them, with which outcomes, for how long."""
    with services.store.reading() as session:
        found = schemas(session, services.ledger)
    return answer(request, found.to_json())


@router.get("/{schema_id:path}", response_model=Schema, summary="One schema")
def one(
    request: Request,
    services: TheServices,
    schema_id: Annotated[str, Path(examples=["ilo/c029@1930"], max_length=200)],
) -> Response:
    """Return a schema with the JSON Schema of its documents' content."""
    with services.store.reading() as session:
        found = schema(session, services.ledger, schema_id)
    return answer(request, found.to_json())
