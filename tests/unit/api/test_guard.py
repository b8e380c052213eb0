"""What every request passes: names, sizes, ids; and the headers of every response."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.unit.api.conftest import Service

from labour_ledger.api.guard import LARGEST_BODY_BYTES, Guard

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "127.0.0.1.evil.example"])
def test_guard_refuses_a_name_that_is_not_this_machine(service: Service, host: str) -> None:
    response = service.client.get("/v1/sites", headers={"host": host})
    assert (response.status_code, response.json()["code"]) == (421, "host-unknown")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_guard_takes_every_name_of_this_machine(service: Service, host: str) -> None:
    assert service.client.get("/healthz", headers={"host": host}).status_code == 200


def test_guard_answers_head_as_get_without_the_body(service: Service) -> None:
    asked = service.client.get("/v1/schemas")
    headed = service.client.head("/v1/schemas")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["etag"] == asked.headers["etag"]
    assert service.client.head("/v1/parties/99").status_code == 404


def test_guard_without_names_takes_any() -> None:
    app = FastAPI()
    app.add_middleware(Guard, hosts=None)
    assert TestClient(app, base_url="http://any.example").get("/openapi.json").status_code == 200


def test_guard_refuses_a_body_that_is_announced_too_large(service: Service) -> None:
    headers = {**JSON, "content-length": str(LARGEST_BODY_BYTES + 1)}
    response = service.client.post("/v1/attestations", content=b"{}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")


def test_guard_refuses_a_body_that_grows_too_large_unannounced(service: Service) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY_BYTES // 2**20 + 1):
            yield b" " * 2**20

    response = service.client.post("/v1/attestations", content=chunks(), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")


def test_guard_keeps_a_request_id_that_is_well_formed(service: Service) -> None:
    response = service.client.get("/healthz", headers={"x-request-id": "abc-1.2_3"})
    assert response.headers["x-request-id"] == "abc-1.2_3"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>"])
def test_guard_makes_a_request_id_of_its_own_for_any_other(service: Service, given: str) -> None:
    response = service.client.get("/healthz", headers={"x-request-id": given})
    assert response.headers["x-request-id"] not in ("", given)


def test_guard_puts_modest_headers_on_every_response(service: Service) -> None:
    for path in ("/healthz", "/v1/nothing"):
        headers = service.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")


def test_no_other_site_may_read_answers(service: Service) -> None:
    response = service.client.get("/v1/sites", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_that_a_foreign_page_could_send_is_refused(service: Service, kind: str) -> None:
    for path in ("/v1/attestations", "/v1/attestations/dry-run"):
        response = service.client.post(path, content=b"{}", headers={"content-type": kind})
        assert (response.status_code, response.json()["code"]) == (415, "media-type-unsupported")
