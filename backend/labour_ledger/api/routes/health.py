"""`/healthz` and `/readyz`: whether the process runs, and whether it can answer and submit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from labour_ledger.api.models.submissions import Health, Readiness
from labour_ledger.api.problems import NotReady
from labour_ledger.api.services import Services, TheServices
from labour_ledger.diligence.basis import read_basis
from labour_ledger.errors import LabourLedgerError

router = APIRouter(tags=["service"])

MOST_BLOCKS_BEHIND: Final = 25
"""Beyond it the index does not follow the chain, whatever the reason."""


@router.get("/healthz", response_model=Health, summary="Whether the process runs")
def health() -> Response:
    """Say that the process runs; nothing else is asked."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", response_model=Readiness, summary="Whether the service can answer and submit")
def ready(services: TheServices) -> Response:
    """Say whether store, node and index are as they must be; otherwise 503 with the reasons."""
    checks = [_check(name, check, services) for name, check in _CHECKS.items()]
    failed = [check for check in checks if not check["ok"]]
    if failed:
        raise NotReady(
            "; ".join(f"{check['name']}: {check['detail']}" for check in failed),
            hint="Run `labour-ledger doctor` where the service runs.",
            context={"checks": checks},
        )
    return JSONResponse({"status": "ready", "checks": checks})


def _check(name: str, check: Callable[[Services], str], services: Services) -> dict[str, object]:
    try:
        return {"name": name, "ok": True, "detail": check(services)}
    except LabourLedgerError as error:
        return {"name": name, "ok": False, "detail": error.message}


def _check_store(services: Services) -> str:
    with services.store.reading():  # a file that is gone shows only on a new session
        services.store.check_version()
    return "reachable"


def _check_node(services: Services) -> str:
    services.client.require_chain(services.deployment.chain_id)
    services.client.code_hash()
    return f"serves chain {services.deployment.chain_id}"


def _check_index(services: Services) -> str:
    with services.store.reading() as session:
        basis = read_basis(session, services.ledger)
    head = services.client.block("latest")
    behind = 0 if head is None else head.number - basis.block_number
    if behind > MOST_BLOCKS_BEHIND:
        raise NotReady(f"{behind} blocks behind the node, at block {basis.block_number}")
    return f"at block {basis.block_number}, {max(behind, 0)} behind the node"


_CHECKS: Final[dict[str, Callable[[Services], str]]] = {
    "store": _check_store,
    "node": _check_node,
    "index": _check_index,
}
