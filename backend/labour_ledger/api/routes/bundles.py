"""Proof bundles of sites and parties: files that an auditor checks without this service."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from labour_ledger.api.parameters import Parameters
from labour_ledger.api.responses import tagged
from labour_ledger.api.services import TheServices
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.evidence.bundles import BuiltBundle, build_party_bundle, build_subject_bundle
from labour_ledger.evidence.pinned_block import parse_block
from labour_ledger_verify.bundle import BUNDLE_FORMAT
from labour_ledger_verify.handle import handle_of

from .parties import PartyNumber
from .sites import SiteName

router = APIRouter(tags=["bundles"])

_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "A bundle (docs/bundle-format.md); check it with `labour-ledger-verify`",
        "content": {
            "application/json": {
                "schema": {"type": "object", "properties": {"format": {"const": BUNDLE_FORMAT}}},
                "example": {"format": BUNDLE_FORMAT, "header": "0x…", "nodes": ["0x…"], "subjects": ["…"]},
            }
        },
    }
}


class PartyBundleParameters(Parameters):
    """What goes into a bundle."""

    block: str = Field(
        "latest",
        pattern="^([0-9]{1,18}|latest|safe|finalized)$",
        description="Block to prove: its number, `safe`, `finalized`, or the `latest` that was indexed",
    )
    documents: bool = Field(True, description="Disclose the documents that are held here")
    since: str | None = Field(
        None, pattern="^0x[0-9a-f]{64}$", description="Head that was verified before: only what came after is sent"
    )

    def head(self) -> bytes | None:
        """Return the head to continue from, 32 bytes."""
        return None if self.since is None else bytes.fromhex(self.since[2:])


class SiteBundleParameters(PartyBundleParameters):
    """What goes into a bundle of a site."""

    schema_id: str | None = Field(
        None,
        alias="schema",
        examples=["ilo/c029@1930"],
        max_length=200,
        description="Show the records of this schema and those that act on them; others travel as bare hashes",
    )


@router.get(
    "/v1/sites/{name:path}/bundle", response_class=Response, responses=_RESPONSES, summary="The proof bundle of a site"
)
def of_site(
    request: Request, services: TheServices, name: SiteName, parameters: Annotated[SiteBundleParameters, Query()]
) -> Response:
    """Return everything recorded about a site up to a block, with the proof that nothing was left out."""
    with services.store.reading() as session:
        subject = find_subject(session, services.ledger, name)
        built = build_subject_bundle(
            session,
            services.client,
            services.ledger,
            subject,
            schema_id=parameters.schema_id,
            block=parse_block(parameters.block),
            include_documents=parameters.documents,
            since=parameters.head(),
        )
        return _file(request, built, handle_of(subject))


@router.get(
    "/v1/parties/{number}/bundle",
    response_class=Response,
    responses=_RESPONSES,
    summary="The proof bundle of what a party issued",
)
def of_party(
    request: Request,
    services: TheServices,
    number: PartyNumber,
    parameters: Annotated[PartyBundleParameters, Query()],
) -> Response:
    """Return the ids of everything that a party ever issued up to a block, with the proof that nothing was left out."""
    with services.store.reading() as session:
        built = build_party_bundle(
            session,
            services.client,
            services.ledger,
            number,
            block=parse_block(parameters.block),
            include_documents=parameters.documents,
            since=parameters.head(),
        )
        return _file(request, built, f"party-{number}")


def _file(request: Request, built: BuiltBundle, name: str) -> Response:
    # the text is at most what a verifier reads, and its tag needs all of it
    body = "".join(built.text).encode("utf-8")
    file_name = f"{name}-block-{built.header.number}.bundle.json"
    return tagged(request, body, {"Content-Disposition": f'attachment; filename="{file_name}"'})
