"""`/v1/exports`: all records, sites and links as files, and a buyer's network as a graph or a picture."""

from __future__ import annotations

from typing import Annotated, Any, BinaryIO, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from labour_ledger.api.files import chosen_format, file_response
from labour_ledger.api.models.questions import ExportParameters, NetworkParameters
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.exports import graphml, picture
from labour_ledger.diligence.exports.formats import MEDIA_TYPES, block_words, write_table
from labour_ledger.diligence.exports.network import read_network
from labour_ledger.diligence.exports.tables import read_table

router = APIRouter(prefix="/v1/exports", tags=["exports"])
_NETWORK: Final = {
    "graphml": (graphml.write_graphml, graphml.MEDIA_TYPE),
    "svg": (picture.write_picture, picture.MEDIA_TYPE),
}
_TABLES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media_type.partition(";")[0]: {} for media_type in MEDIA_TYPES.values()}}
}
_PICTURES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media_type: {} for _, media_type in _NETWORK.values()}}
}
TableName = Annotated[Literal["records", "sites", "links"], Path(description="What is exported")]


# before the tables: its name is none of theirs
@router.get("/network", response_class=Response, responses=_PICTURES, summary="A buyer's network as a file")
def network(request: Request, services: TheServices, parameters: Annotated[NetworkParameters, Query()]) -> Response:
    """Return all that is upstream of a buyer with the status of each site: GraphML, or a picture of the tiers."""
    values = {name: str(value) for name, value in parameters.model_dump(exclude_none=True, exclude={"format"}).items()}
    with services.store.reading() as session:
        found = read_network(session, services.ledger, values, tiers=services.snapshots.current)
    write, media_type = _NETWORK[parameters.format]
    return file_response(
        request,
        lambda output: write(found, output),
        media_type=media_type,
        name=f"network.{parameters.format}",
        complete_to=block_words(found.basis),
    )


@router.get("/{table}", response_class=Response, responses=_TABLES, summary="All records, sites or links as a file")
def whole_table(
    request: Request, services: TheServices, table: TableName, parameters: Annotated[ExportParameters, Query()]
) -> Response:
    """Return a table up to the last indexed block; the header Labour-Ledger-Block names it."""
    wanted = chosen_format(request, parameters.format, otherwise="csv")
    with services.store.reading() as session:
        found = read_table(session, services.ledger, table)

        def write(output: BinaryIO) -> int:
            return write_table(found, output, wanted)

        return file_response(
            request,
            write,
            media_type=MEDIA_TYPES[wanted],
            name=f"{table}.{wanted}",
            complete_to=block_words(found.basis),
        )
