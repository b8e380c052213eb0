"""The routes of the daily work against pages, bodies and names that mean harm; no node answers."""

from __future__ import annotations

import copy
import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.api.conftest import NOBODY, Service
from tests.unit.api.test_daily_work import DIGEST, DOMAIN, FORMS, KEY, NOW, REPORT, application, claim

from labour_ledger.api.app import create_app
from labour_ledger.api.guard import LARGEST_BODY_BYTES
from labour_ledger.attesting.draft import Terms, draft_attestation
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.config import Settings
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.codes import Outcome
from labour_ledger.store.session import open_store

JSON = {"content-type": "application/json"}
TEXT = {"content-type": "text/plain"}
PERSON = "Mrs Ratna Dewi"
SIGNED_FILES = ("/v1/applications", "/v1/accreditations", "/v1/claims", "/v1/cosignatures", "/v1/cosignatures/check")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for what is refused at the door, which can change nothing for the next test."""
    home = tmp_path_factory.mktemp("home")
    save_deployment(NOBODY, home / "deployment.json")
    settings = Settings(
        home=home, store_url=f"sqlite:///{home / 'ledger.db'}", rpc_url="http://127.0.0.1:9",
        deployment_file=home / "deployment.json", keystore_dir=home / "keys", rpc_timeout_s=2.0,
    )  # fmt: skip
    store = open_store(settings.store_url, create=True)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Service(client, store, settings, LedgerSimulator(), {})
    store.close()


def paths() -> list[str]:
    return [*FORMS, *(f"/v1/claims/0x1234/{decision}" for decision in ("refusal", "grant", "grant/prepare"))]


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """Check that a response is a certain problem, and return it."""
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    return found


def left_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize("path", paths())
def test_page_of_another_site_cannot_post(shared: Service, path: str) -> None:
    body = json.dumps(FORMS.get(path, {})).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json"):
        refused(shared.client.post(path, content=body, headers={"content-type": kind}), 415, "media-type-unsupported")
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    response = shared.client.options(path, headers=asked)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "127.0.0.1@evil.example", "127.1", ""])
def test_name_that_is_not_this_service_reaches_no_form_and_keeps_no_file(shared: Service, host: str) -> None:
    for path in paths():
        refused(shared.client.post(path, json={}, headers={"host": host}), 421, "host-unknown")
    kept = shared.client.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers={**TEXT, "host": host})
    refused(kept, 421, "host-unknown")
    assert not left_in(shared.settings.home / "evidence")


@pytest.mark.parametrize("path", paths())
def test_body_that_grows_too_large_unannounced_is_told_so(shared: Service, path: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield b" " * LARGEST_BODY_BYTES
        yield b" " * 2**20

    refused(shared.client.post(path, content=chunks(), headers=JSON), 413, "body-too-large")


def test_length_in_odd_digits_is_no_fault(shared: Service) -> None:
    for length in (b"\xb2", b"9" * 5_000):
        headers = [(b"content-length", length), (b"content-type", b"application/json")]
        assert shared.client.post("/v1/claims", content=b"{}", headers=headers).status_code < 500


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"by": ' + b"9" * 10_000 + b"}",
        b'{"by": NaN}',
        b'{"by": "\\ud800", "reason": "a"}',
        b'\xef\xbb\xbf{"by": "desk"}',
        '{"by": "desk", "reason": "no proof"}'.encode("utf-16"),
        b'{"by": "desk", "by": "other", "reason": "no proof"}',
        b"",
        b"null",
    ],
    ids=range(10),
)
def test_malformed_body_is_input_that_cannot_be_used_at_every_form(shared: Service, body: bytes) -> None:
    for path in (*paths(), "/v1/statuses"):
        response = shared.client.post(path, content=body, headers=JSON)
        assert response.status_code == 422, (path, response.text)
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [path for path in paths() if path not in SIGNED_FILES])
def test_values_and_unknown_names_are_not_repeated(shared: Service, path: str) -> None:
    secret = f"{PERSON}, +62 812 3456 7890"
    body = {**dict.fromkeys(FORMS.get(path, {"by": 1, "key": 1}), secret), secret: secret}
    response = shared.client.post(path, json=body)
    assert response.status_code == 422, response.text
    assert "Ratna" not in response.text


def test_million_unknown_fields_are_answered_in_few_words(shared: Service) -> None:
    body = {"key": "0x" + "11" * 20, **{f"f{number}": 1 for number in range(50_000)}}
    response = shared.client.post("/v1/drafts/dispute", json=body)
    assert response.status_code == 422
    assert len(response.content) < 10_000


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fdeployment.json", "%2e%2e/deployment.json", "....//deployment.json", DIGEST + "%0a", DIGEST + "%00",
        DIGEST.upper(), DIGEST[2:], "0x" + "１" * 64, DIGEST + "/../x", "%5c%5cserver%5cshare", "C:%5cx",
        "0x" + "g" * 64,
    ],
)  # fmt: skip
def test_evidence_path_that_is_no_hash_writes_nothing(shared: Service, name: str) -> None:
    before = left_in(shared.settings.home)
    path = f"/v1/evidence/{name}"
    for response in (shared.client.put(path, content=REPORT, headers=TEXT), shared.client.get(path)):
        assert 400 <= response.status_code < 500, response.text
        assert str(shared.settings.home) not in response.text
    assert left_in(shared.settings.home) == before


@pytest.mark.parametrize("kind", ["", "text", "text/html\r\nX-Evil: 1", "text/plain/x", "../../x", "a" * 200 + "/b"])
def test_evidence_of_no_media_type_writes_nothing(service: Service, kind: str) -> None:
    headers = [(b"content-type", kind.encode())]
    refused(service.client.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers=headers), 422, "evidence-invalid")
    assert not left_in(service.settings.home / "evidence")


@pytest.mark.parametrize("name", ["kind", "holder"])
def test_evidence_named_after_a_person_is_refused_with_its_place_and_not_kept(service: Service, name: str) -> None:
    asked = {name: f"photo of {PERSON}"}
    response = service.client.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers=TEXT, params=asked)
    problem = refused(response, 422, "personal-data-refused")
    assert {found["path"] for found in problem["context"]["found"]} == {f"$.{name}"}
    assert "Ratna" not in response.text
    assert not left_in(service.settings.home / "evidence")


def _full(after: int) -> Callable[[int], None]:
    left = [after]

    def fsync(_file: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    return fsync


@pytest.mark.parametrize("after", [0, 1])
def test_evidence_on_a_full_disk_leaves_nothing_and_can_be_sent_again(
    service: Service, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", _full(after))
        response = service.client.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers=TEXT)
    problem = refused(response, 503, "evidence-not-kept")
    assert "No space left" in problem["detail"]
    assert str(service.settings.home) not in response.text
    assert not left_in(service.settings.home / "evidence")
    assert service.client.get(f"/v1/evidence/{DIGEST}").status_code == 404
    assert service.client.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers=TEXT).status_code == 201


def test_evidence_folder_that_cannot_be_made_is_told_without_its_place(service: Service) -> None:
    (service.settings.home / "evidence").write_text("not a folder")
    response = service.client.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers=TEXT)
    refused(response, 503, "evidence-not-kept")
    assert str(service.settings.home) not in response.text


def test_evidence_sent_by_several_at_once_is_kept_whole(service: Service) -> None:
    data = os.urandom(2**20)
    path = f"/v1/evidence/0x{hashlib.sha256(data).hexdigest()}"
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: service.client.put(path, content=data, headers=TEXT).status_code, range(12)))
    assert set(done) <= {200, 201}
    assert service.client.get(f"{path}/file").content == data
    assert len(left_in(service.settings.home / "evidence")) == 2


def test_evidence_that_a_browser_could_run_is_only_given_as_a_file(service: Service) -> None:
    page = b"<script>fetch('/v1/queue/release')</script>"
    path = f"/v1/evidence/0x{hashlib.sha256(page).hexdigest()}"
    service.client.put(path, content=page, headers={"content-type": "text/html"})
    headers = service.client.get(f"{path}/file").headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({"by": PERSON, "reason": "no proof"}, "$.by"),
        ({"by": "desk", "reason": f"{PERSON} did not answer"}, "$.reason"),
        ({"by": "desk of ratna.dewi@example.org", "reason": "no proof"}, "$.by"),
    ],
)
def test_person_in_a_refusal_is_refused_with_its_place(service: Service, form: dict[str, str], place: str) -> None:
    for path, file in (("/v1/applications", application()), ("/v1/claims", claim())):
        location = service.client.post(path, json=file).headers["location"]
        response = service.client.post(f"{location}/refusal", json=form)
        problem = refused(response, 422, "personal-data-refused")
        assert {found["path"] for found in problem["context"]["found"]} == {place}
        assert "ratna" not in response.text.lower()
        assert service.get(location)["state"] == "pending"


@pytest.mark.parametrize("field", ["by", "reason"])
@pytest.mark.parametrize("character", ["\x00", "\x1b[2J", "\r"])
def test_refusal_in_characters_that_no_screen_shows_is_refused(service: Service, field: str, character: str) -> None:
    location = service.client.post("/v1/claims", json=claim()).headers["location"]
    form = {"by": "desk", "reason": "no proof", field: f"a{character}b"}
    refused(service.client.post(f"{location}/refusal", json=form), 422, "input-invalid")
    assert service.get(location)["state"] == "pending"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", f"passport of {PERSON}.pdf", "personal-data-refused"),
        ("name", {"of": PERSON}, "request-invalid"),
        ("name", "n" * 201, "request-invalid"),
        ("hash", f"ask {PERSON}", "request-invalid"),
        ("hash", ["0x" + "11" * 32], "request-invalid"),
        ("size", PERSON, "request-invalid"),
        ("size", -1, "request-invalid"),
        ("algorithm", PERSON, "request-invalid"),
    ],
)
def test_claim_whose_evidence_hides_words_is_not_held(shared: Service, field: str, value: object, code: str) -> None:
    file: dict[str, Any] = copy.deepcopy(claim())
    item = {"name": "licence.pdf", "algorithm": "keccak256", "hash": "0x" + "11" * 32, "size": 9}
    file["document"]["evidence"] = [item, {**item, field: value}]
    response = shared.client.post("/v1/claims", json=file)
    problem = refused(response, 422, code)
    if code == "personal-data-refused":
        assert {found["path"] for found in problem["context"]["found"]} == {"$.document.evidence[1].name"}
    assert "Ratna" not in response.text
    assert shared.get("/v1/claims")["items"] == []


@pytest.mark.parametrize(("field", "value"), [("salt", f"ask {PERSON}"), ("note", f"ask {PERSON}"), ("note", {"a": 1})])
def test_claim_whose_document_hides_words_is_not_held(shared: Service, field: str, value: object) -> None:
    file: dict[str, Any] = copy.deepcopy(claim())
    file["document"][field] = value
    response = shared.client.post("/v1/claims", json=file)
    assert response.status_code == 422, response.text
    assert "Ratna" not in response.text


def test_batch_of_a_draft_with_personal_data_gets_nothing_to_sign(shared: Service) -> None:
    content = {**load_schema("ilo/c029@1930").examples[0], "note": f"said by {PERSON}", "language": "en"}
    terms = Terms(outcome=Outcome.CONFORMS)
    drafts = [
        draft_attestation("ilo/c029@1930", b"\x01" * 32, item, domain=DOMAIN, issuer=KEY.address, now=NOW, terms=terms)
        for item in (load_schema("ilo/c029@1930").examples[0], content)
    ]
    response = shared.client.post("/v1/drafts/batch", json={"drafts": [draft.to_json() for draft in drafts]})
    problem = refused(response, 422, "attestation-invalid")
    assert "drafts[1]." in problem["detail"]
    assert "Ratna" not in response.text


def test_queue_that_is_damaged_is_told_without_its_place(service: Service) -> None:
    folder = service.settings.home / "relay-queue"
    folder.mkdir()
    (folder / "x.json").write_text("{}")
    response = service.client.get("/v1/queue")
    problem = refused(response, 500, "queue-unusable")
    assert str(service.settings.home) not in response.text
    assert "$LABOUR_LEDGER_HOME/relay-queue/x.json" in problem["detail"]


def test_description_names_every_operation_once_and_its_examples_are_valid(shared: Service) -> None:
    description = shared.client.get("/openapi.json").json()
    operations = [operation for ways in description["paths"].values() for operation in ways.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all("default" in operation["responses"] for operation in operations)
    for name, schema in description["components"]["schemas"].items():
        validator = Draft202012Validator({**schema, "components": description["components"]})
        for example in schema.get("examples", []):
            if name != "StatusAnswer":  # nulls are left out of its records there
                assert not [error.message for error in validator.iter_errors(example)], name
