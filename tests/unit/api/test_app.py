"""The factory: what it refuses before it serves, what it says when it starts, and its description."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.unit.api.conftest import Service

from labour_ledger.api.app import create_app, is_loopback
from labour_ledger.api.models.examples import PROBLEM_EXAMPLE, SIGNED_EXAMPLE, STATUS_EXAMPLE
from labour_ledger.api.models.records import StatusAnswer
from labour_ledger.api.models.submissions import Problem
from labour_ledger.chain.deployment import Deployment, save_deployment
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.config import Settings
from labour_ledger.errors import ConfigurationError
from labour_ledger.indexer.condition import (
    AUDIT_FILE,
    FOLLOW_FILE,
    SILENT_AFTER_S,
    AuditNote,
    starting,
    write_note,
)
from labour_ledger.indexer.errors import ReorganisedTooDeep
from labour_ledger.indexer.steps import Step, StepReport
from labour_ledger.store.errors import StoreUnavailable
from labour_ledger_verify.signed_file import signed_file_from_json


def test_app_without_a_deployment_record_is_refused_at_once(settings: Settings) -> None:
    settings.deployment_file.unlink()
    with pytest.raises(ConfigurationError):
        create_app(settings)


def test_app_over_a_store_that_cannot_be_opened_is_refused_at_once(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = settings.model_copy(update={"store_url": f"sqlite:///{tmp_path}/file/ledger.db"})
    with pytest.raises(StoreUnavailable):
        create_app(broken)


@pytest.mark.parametrize(
    ("host", "words"), [("127.0.0.1", "this machine only"), ("0.0.0.0", "put access control before")]
)
def test_app_says_at_its_start_that_there_is_no_access_control(
    settings: Settings, caplog: pytest.LogCaptureFixture, host: str, words: str
) -> None:
    app = create_app(settings.model_copy(update={"api_host": host}))
    with caplog.at_level(logging.WARNING), TestClient(app, base_url="http://127.0.0.1"):
        pass
    assert words in caplog.text


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("h", False)],
)
def test_is_loopback_knows_addresses_of_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_two_apps_in_one_process_keep_apart(service: Service, settings: Settings, tmp_path: Path) -> None:
    other = settings.model_copy(update={"store_url": f"sqlite:///{tmp_path / 'other.db'}"})
    with TestClient(create_app(other), base_url="http://127.0.0.1") as client:
        assert client.get("/v1/schemas").json()["code"] == "index-empty"
    assert service.get("/v1/schemas")["items"]


def test_submission_to_a_chain_without_an_account_that_pays_is_closed(settings: Settings) -> None:
    elsewhere = Deployment(1, b"\1" * 20, bytes(20), 1, bytes(32), bytes(32), bytes(32))
    save_deployment(elsewhere, settings.deployment_file)
    signed = {**SIGNED_EXAMPLE}
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        response = client.post("/v1/attestations", json=signed)
    assert (response.status_code, response.json()["code"]) == (503, "submissions-closed")


def test_submission_while_the_node_is_down_is_a_problem_that_may_pass(service: Service) -> None:
    for path in ("/v1/attestations", "/v1/attestations/dry-run"):
        response = service.client.post(path, json=SIGNED_EXAMPLE)
        assert (response.status_code, response.json()["code"]) == (503, "node-unavailable")


def test_readiness_names_what_is_missing(service: Service) -> None:
    response = service.client.get("/readyz")
    assert (response.status_code, response.json()["code"]) == (503, "not-ready")
    checks = {check["name"]: check["ok"] for check in response.json()["context"]["checks"]}
    assert checks == {"store": True, "node": False, "index": False, "follower": True, "audit": True}


def test_readiness_of_a_store_that_is_gone_says_so(service: Service) -> None:
    service.settings.home.joinpath("ledger.db").unlink()
    checks = {check["name"]: check for check in service.client.get("/readyz").json()["context"]["checks"]}
    assert checks["store"]["ok"] is False


def test_readiness_shows_the_state_of_the_follower(service: Service) -> None:
    now = int(time.time())
    well = starting(now).after_step(StepReport(Step.AT_HEAD, 9, 9), now)
    late = starting(now - SILENT_AFTER_S - 1)
    found = []
    for condition in (well, well.after_error(ReorganisedTooDeep("too deep", hint="rebuild"), now), late):
        write_note(condition, service.settings.home / FOLLOW_FILE)
        response = service.client.get("/readyz").json()
        check = next(check for check in response["context"]["checks"] if check["name"] == "follower")
        found.append((check["ok"], check["state"]))
    assert found == [(True, "following"), (False, "reorganised-too-deep"), (False, "stopped")]


def test_metrics_give_place_state_and_audit_though_the_node_is_down(service: Service) -> None:
    now = int(time.time())
    write_note(starting(now).after_error(NodeUnavailable("down"), now), service.settings.home / FOLLOW_FILE)
    note = AuditNote(at=5, block_number=9, histories=9, records=4, differences=0, problems=0, proven=True)
    write_note(note, service.settings.home / AUDIT_FILE)
    response = service.client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    for line in (
        "labour_ledger_index_block 9.0",
        "labour_ledger_safe_block 7.0",
        'labour_ledger_state{state="node-unavailable"} 1.0',
        "labour_ledger_audit_histories 9.0",
        'labour_ledger_rpc_errors_total{method="eth_getBlockByNumber"} 1.0',
    ):
        assert line in lines, response.text


@pytest.mark.parametrize(("differences", "expected"), [(0, (True, "ok")), (2, (False, "index-differs"))])
def test_readiness_shows_what_the_last_audit_found(
    service: Service, differences: int, expected: tuple[bool, str]
) -> None:
    note = AuditNote(at=5, block_number=9, histories=9, records=4, differences=differences, problems=0, proven=False)
    write_note(note, service.settings.home / AUDIT_FILE)
    checks = service.client.get("/readyz").json()["context"]["checks"]
    assert next((check["ok"], check["state"]) for check in checks if check["name"] == "audit") == expected


def test_metrics_without_a_store_still_answer(service: Service) -> None:
    service.settings.home.joinpath("ledger.db").unlink()
    assert service.client.get("/metrics").status_code == 200


def test_health_needs_nothing(empty_service: Service) -> None:
    assert empty_service.get("/healthz") == {"status": "ok"}


def test_description_covers_every_route_with_words(service: Service) -> None:
    description: dict[str, Any] = service.get("/openapi.json")
    assert {"/v1/sites", "/v1/sites/{name}/status", "/v1/attestations", "/v1/documents/{document_hash}"} <= set(
        description["paths"]
    )
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            assert "application/problem+json" in operation["responses"]["default"]["content"], path
            assert "422" not in operation["responses"], path
    for path in ("/v1/attestations", "/v1/attestations/dry-run"):
        assert "example" in description["paths"][path]["post"]["requestBody"]["content"]["application/json"]


def test_description_for_people_names_every_route_and_loads_nothing(service: Service) -> None:
    response = service.client.get("/docs")
    description: dict[str, Any] = service.get("/openapi.json")
    assert all(path in response.text for path in description["paths"])
    assert "<script" not in response.text
    assert "src=" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src")


def test_examples_are_what_they_are_examples_of() -> None:
    assert StatusAnswer.model_validate(STATUS_EXAMPLE).model_dump(by_alias=True) == STATUS_EXAMPLE
    assert Problem.model_validate(PROBLEM_EXAMPLE)
    assert signed_file_from_json(SIGNED_EXAMPLE).to_json() == SIGNED_EXAMPLE
