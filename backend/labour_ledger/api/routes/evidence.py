"""`/v1/evidence`: evidence files by the hash that documents name them by; erased from the command line only."""

from __future__ import annotations

import time
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from labour_ledger.api.forms import RawBody
from labour_ledger.api.models.passing import EvidenceAttached, EvidenceList, EvidenceShown
from labour_ledger.api.parameters import PageParameters, Parameters
from labour_ledger.api.responses import answer, has_tag, page
from labour_ledger.api.services import Services, TheServices
from labour_ledger.evidence.documents import (
    FOLDER_NAME,
    EvidenceFile,
    EvidenceFolder,
    EvidenceInvalid,
    digest_of,
    parse_digest,
)
from labour_ledger.schemas.personal_data import refuse_personal_words
from labour_ledger.store.queries.naming import documents_naming
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger_verify.status import format_time

router = APIRouter(prefix="/v1/evidence", tags=["evidence"])

FileHash = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$", description="SHA-256 of the file's bytes")]
_BYTES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file; Content-Type says what it is. A larger one: `labour-ledger document attach`.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class NamingParameters(Parameters):
    """How a content names the file."""

    kind: str | None = Field(None, max_length=60, description="For example assessment-report or photograph")
    holder: str = Field("issuer", max_length=60, description="Who keeps the file for others to ask")


@router.put(
    "/{file_hash}",
    response_model=EvidenceAttached,
    status_code=201,
    responses={200: {"model": EvidenceAttached, "description": "It was held before"}},
    openapi_extra=_BYTES,
    summary="Keep an evidence file",
)
def keep(
    request: Request,
    services: TheServices,
    file_hash: FileHash,
    body: RawBody,
    parameters: Annotated[NamingParameters, Query()],
) -> Response:
    """Keep a file under its hash; `evidence` is how a content names it. Nobody here looks into it."""
    digest = parse_digest(file_hash)
    if digest_of(body) != digest:
        raise EvidenceInvalid(
            "the file is not the one that the path names",
            hint="The last part of the path is the SHA-256 of the bytes that are sent.",
            context={"found": f"0x{digest_of(body).hex()}"},
        )
    refuse_personal_words({"$.kind": parameters.kind or "", "$.holder": parameters.holder})
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    folder = _folder(services)
    was_held = folder.holds(digest)
    kept = folder.attach(body, media_type=media_type, now=int(time.time()))
    item = kept.named_in_content(holder=parameters.holder, kind=parameters.kind, language=None)
    headers = {"Location": f"/v1/evidence/{kept.hash_text}"}
    return JSONResponse({**_kept_json(kept), "evidence": item}, 200 if was_held else 201, headers)


@router.get("", response_model=EvidenceList, summary="List evidence files")
def listing(request: Request, services: TheServices, parameters: Annotated[PageParameters, Query()]) -> Response:
    """Return a page of the files that are held or were erased, by hash."""
    found = list(_folder(services).listed())
    if parameters.cursor is not None:
        (last,) = decode_token(parameters.cursor, (str,))
        found = [file for file in found if file.hash_text > str(last)]
    shown = found[: parameters.limit]
    after = encode_token(shown[-1].hash_text) if len(found) > len(shown) else None
    return page(request, {"items": [_kept_json(file) for file in shown], "next": after})


@router.get("/{file_hash}", response_model=EvidenceShown, summary="One evidence file")
def one(request: Request, services: TheServices, file_hash: FileHash) -> Response:
    """Return what a file is, after checking that it is intact, and which documents name it."""
    folder, digest = _folder(services), parse_digest(file_hash)
    found = folder.find(digest)
    if found.erased_at is None:
        folder.read(digest)
    with services.store.reading() as session:
        named = [f"0x{document.hex()}" for document in documents_naming(session, found.hash_text)]
    return answer(request, {**_kept_json(found), "namedBy": named})


@router.get(
    "/{file_hash}/file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
    summary="The bytes of an evidence file",
)
def file(request: Request, services: TheServices, file_hash: FileHash) -> Response:
    """Return a file's bytes, after checking them against the hash."""
    folder, digest = _folder(services), parse_digest(file_hash)
    found = folder.find(digest)
    # what somebody attached is nothing that a browser should show as a page of this service
    headers = {"ETag": f'"{digest.hex()}"', "Content-Disposition": f'attachment; filename="{digest.hex()}"'}
    if found.erased_at is None and has_tag(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(folder.read(digest), headers=headers, media_type=found.media_type)


def _kept_json(file: EvidenceFile) -> dict[str, object]:
    return {
        **file.to_json(),
        "attachedAt": format_time(file.attached_at),
        "erasedAt": None if file.erased_at is None else format_time(file.erased_at),
    }


def _folder(services: Services) -> EvidenceFolder:
    return EvidenceFolder(services.settings.home / FOLDER_NAME)
