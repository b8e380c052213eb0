"""`/v1/queue`: signed files that are sent later, together and in random order, so that time points at nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from labour_ledger.api.forms import STRICT_JSON, StrictRoute, json_request
from labour_ledger.api.models.examples import SIGNED_EXAMPLE
from labour_ledger.api.models.passing import Queue, QueueAdded, Released, ReleaseForm
from labour_ledger.api.parameters import Parameters
from labour_ledger.api.preparing import time_on_chain
from labour_ledger.api.responses import answer
from labour_ledger.api.services import JsonBody, Services, TheServices
from labour_ledger.attesting.relay_queue import (
    FOLDER_NAME,
    LONGEST_WAIT_S,
    add_to_queue,
    read_queue,
    release,
    tells_when_drafted,
)
from labour_ledger.attesting.submit import chain_time, parse_one_signed_file, refuse_wrong_ledger
from labour_ledger_verify.status import format_time

router = APIRouter(prefix="/v1/queue", tags=["queue"], route_class=StrictRoute)

_FILE = json_request("A signed attestation or a signed batch with its documents.", SIGNED_EXAMPLE)
_THREE_DAYS_S = 3 * 86_400


class WaitingParameters(Parameters):
    """How long a file may wait."""

    within_s: int = Field(
        _THREE_DAYS_S, ge=1, le=LONGEST_WAIT_S, description="It leaves at a random moment within so many seconds"
    )


@router.post("", response_model=QueueAdded, status_code=202, openapi_extra=_FILE, summary="Let a signed file wait")
def add(services: TheServices, body: JsonBody, parameters: Annotated[WaitingParameters, Query()]) -> Response:
    """Check a signed file and let it wait for a random time; it is sent with others when the queue is released."""
    signed = parse_one_signed_file(body, what="body")
    refuse_wrong_ledger(signed.domain, services.ledger)
    now = time_on_chain(services)
    with services.one_at_a_time:  # the same file, handed in twice at once, waits once
        waiting = add_to_queue(_folder(services), signed, now=now, within_s=parameters.within_s)
    document = {
        "waiting": len(read_queue(_folder(services))),
        "notAfter": format_time(waiting.not_after),
        "tellsWhenDrafted": tells_when_drafted(signed),
    }
    return JSONResponse(document, 202)


@router.get("", response_model=Queue, summary="How much waits")
def listing(request: Request, services: TheServices) -> Response:
    """Return how much waits, and until when at the latest; not who signed it."""
    queue = read_queue(_folder(services))
    last = max((waiting.not_after for waiting in queue), default=None)
    return answer(request, {"waiting": len(queue), "allSentBy": None if last is None else format_time(last)})


@router.post("/release", response_model=Released, dependencies=STRICT_JSON, summary="Send what may leave")
def leave(services: TheServices, form: ReleaseForm) -> Response:
    """Send what may leave now, in random order; ask it by a timer, such as every hour."""
    submitter = services.submitter()
    with services.one_at_a_time:
        done = release(
            _folder(services),
            lambda signed: submitter.submit(signed, now=chain_time(services.client)),
            now=chain_time(services.client),
            least=form.batch,
        )
    return JSONResponse(
        {
            "submissions": [item.to_json() for item in done.sent],
            "refused": [{"file": file.name, "reason": reason} for file, reason in done.refused],
            "waiting": done.waiting,
            "issuers": done.issuers,
        }
    )


def _folder(services: Services) -> Path:
    return services.settings.home / FOLDER_NAME
