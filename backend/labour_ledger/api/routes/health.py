"""`/healthz`, `/readyz`, `/metrics`: whether the process runs, whether it can answer and submit, and its figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from labour_ledger.api.models.submissions import Health, Readiness
from labour_ledger.api.problems import NotReady
from labour_ledger.api.services import Services, TheServices
from labour_ledger.diligence.basis import read_basis
from labour_ledger.errors import LabourLedgerError
from labour_ledger.indexer.condition import read_audit_note, read_condition
from labour_ledger.indexer.errors import IndexDiffers
from labour_ledger.indexer.metrics import ConditionMetrics
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.results import Cursor
from labour_ledger_verify.status import format_time

router = APIRouter(tags=["service"])

MOST_BLOCKS_BEHIND: Final = 25
"""Beyond it the index does not follow the chain, whatever the reason."""
_OK: Final = "ok"


class IndexBehindNode(NotReady):
    """The index does not keep up with the node."""

    code = "index-lags"


class FollowerTroubled(NotReady):
    """Something is in the way of the indexer; the state named beside it says what."""

    code = "follower-troubled"

    def __init__(self, state: str, message: str, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.state = state


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
            hint="Run `labour-ledger doctor` where the service runs; docs/operate.md says what to do for each state.",
            context={"checks": checks},
        )
    return JSONResponse({"status": "ready", "checks": checks})


@router.get("/metrics", response_class=PlainTextResponse, summary="Figures for Prometheus")
def metrics(services: TheServices) -> Response:
    """Give the state and place of the index, the last audit and how the node answers, in Prometheus' text format."""
    registry = CollectorRegistry()
    figures = ConditionMetrics(registry)
    condition, audit = read_condition(services.settings.home), read_audit_note(services.settings.home)
    if condition is not None:
        figures.condition(condition.seen_at(int(time.time())))
    if audit is not None:
        figures.audit(audit)
    # what cannot be asked now is left out, or stays as the indexer last saw it; /readyz says why
    with suppress(LabourLedgerError):
        with services.store.reading() as session:
            cursor = get_cursor(session, services.ledger)
        if cursor is not None:
            figures.cursor(cursor)
            head = services.client.block("latest")
            figures.place(cursor.block_number, None if head is None else head.number)
    text = generate_latest(registry) + generate_latest(services.rpc_registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _check(name: str, check: Callable[[Services], tuple[str, str]], services: Services) -> dict[str, object]:
    try:
        state, detail = check(services)
        return {"name": name, "ok": True, "state": state, "detail": detail}
    except FollowerTroubled as error:
        return {"name": name, "ok": False, "state": error.state, "detail": error.message}
    except LabourLedgerError as error:
        return {"name": name, "ok": False, "state": error.code, "detail": error.message}


def _check_store(services: Services) -> tuple[str, str]:
    with services.store.reading():  # a file that is gone shows only on a new session
        services.store.check_version()
    return _OK, "reachable"


def _check_node(services: Services) -> tuple[str, str]:
    services.client.require_chain(services.deployment.chain_id)
    services.client.code_hash()
    return _OK, f"serves chain {services.deployment.chain_id}"


def _check_index(services: Services) -> tuple[str, str]:
    with services.store.reading() as session:
        basis, cursor = read_basis(session, services.ledger), get_cursor(session, services.ledger)
    head = services.client.block("latest")
    behind = 0 if head is None else head.number - basis.block_number
    if behind > MOST_BLOCKS_BEHIND:
        raise IndexBehindNode(f"{behind} blocks behind the node, at block {basis.block_number}")
    marks = "" if cursor is None else _marks(cursor)
    return _OK, f"at block {basis.block_number}, {max(behind, 0)} behind the node{marks}"


def _marks(cursor: Cursor) -> str:
    marks = {"safe": cursor.safe_block, "finalized": cursor.finalized_block}
    return "".join(f", {name} up to {block}" for name, block in marks.items() if block is not None)


def _check_follower(services: Services) -> tuple[str, str]:
    condition = read_condition(services.settings.home)
    if condition is None:
        return "none", "no indexer reports here; how far the index is behind the node says the rest"
    condition = condition.seen_at(int(time.time()))
    detail = f"{condition.detail} (since {format_time(condition.since)})"
    if condition.is_trouble:
        raise FollowerTroubled(condition.state, detail, condition.hint)
    return condition.state, detail


def _check_audit(services: Services) -> tuple[str, str]:
    note = read_audit_note(services.settings.home)
    if note is None:
        return "none", "no whole audit has been made here yet"
    found = f"{note.differences} histories differ, {note.problems} records are false, as of block {note.block_number}"
    if note.differences or note.problems:
        raise IndexDiffers(
            found, hint="Run `labour-ledger index audit` to see where, then `labour-ledger index rebuild`."
        )
    return _OK, f"{note.histories} histories and {note.records} records up to block {note.block_number}"


_CHECKS: Final[dict[str, Callable[[Services], tuple[str, str]]]] = {
    "store": _check_store,
    "node": _check_node,
    "index": _check_index,
    "follower": _check_follower,
    "audit": _check_audit,
}
