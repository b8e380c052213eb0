"""Every error of the program has a status, and every error of the framework is a problem."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.unit.api.conftest import Service

import labour_ledger
import labour_ledger_verify
from labour_ledger import errors
from labour_ledger.api import problems
from labour_ledger.api.models.submissions import Problem
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.registry.names import SubjectAmbiguous, SubjectNotFound
from labour_ledger.store.errors import StoreUnavailable
from labour_ledger.words import sentences
from labour_ledger.words.sentences import Sentences, template_of
from labour_ledger_verify import errors as verify_errors

ROOTS = (errors.LabourLedgerError, verify_errors.VerifyError)


def import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith((".__main__", ".env")):
            importlib.import_module(module.name)


def descendants(error: type[Exception]) -> Iterator[type[Exception]]:
    for child in error.__subclasses__():
        yield child
        yield from descendants(child)


def test_status_of_every_error_class_is_decided() -> None:
    import_all(labour_ledger)
    import_all(labour_ledger_verify)
    classes = {child for root in ROOTS for child in descendants(root) if child.__module__.startswith("labour_ledger")}
    assert len(classes) > 50
    for found in classes:
        assert 400 <= problems.status_of(found) < 600, found


def test_every_error_class_has_a_code_of_its_own_form() -> None:
    import_all(labour_ledger)
    for found in descendants(errors.LabourLedgerError):
        if found.__module__.startswith("labour_ledger"):
            code = vars(found).get("code", getattr(found, "code", ""))
            assert code == code.lower()
            assert " " not in code
            assert "_" not in code


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InputError, 422),
        (errors.NotFoundError, 404),
        (SubjectNotFound, 404),
        (SubjectAmbiguous, 409),
        (errors.LedgerRefused, 409),
        (ContractRefusal, 409),
        (StoreUnavailable, 503),
        (errors.ConfigurationError, 500),
        (problems.BodyTooLarge, 413),
        (problems.MediaTypeUnsupported, 415),
        (problems.HostUnknown, 421),
        (verify_errors.InputError, 422),
        (verify_errors.NotCheckable, 503),
    ],
)
def test_status_of_an_error_is_what_it_means(error: type[Exception], status: int) -> None:
    assert problems.status_of(error) == status


def test_status_of_a_foreign_error_is_none() -> None:
    with pytest.raises(KeyError):
        problems.status_of(ValueError)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "route-unknown"),
        ("DELETE", "/v1/sites", 405, "method-not-allowed"),
        ("GET", "/v1/sites?limit=0", 422, "request-invalid"),
        ("GET", "/v1/sites?limti=3", 422, "request-invalid"),
        ("GET", "/v1/sites?cursor=zz", 422, "page-token-invalid"),
        ("GET", "/v1/sites?identifier=gln:1", 422, "identifier-invalid"),
        ("GET", "/v1/sites/who", 422, "subject-name-unreadable"),
        ("GET", "/v1/sites/LL-0000-0000", 404, "subject-not-found"),
        ("GET", "/v1/sites/os:CN2021250D1DTN7", 404, "subject-not-found"),
        ("GET", "/v1/parties/x", 422, "request-invalid"),
        ("GET", "/v1/parties/77", 404, "party-not-found"),
        ("GET", "/v1/schemas/ilo/c9@1", 404, "schema-unknown"),
        ("GET", "/v1/schemas/ilo/c105@1957", 404, "schema-not-registered"),
        ("GET", "/v1/attestations/0x12", 422, "request-invalid"),
        ("GET", "/v1/attestations/0x" + "ab" * 32, 404, "record-not-found"),
        ("GET", "/v1/documents/0x" + "ab" * 32, 404, "document-not-held"),
    ],
)
def test_every_refusal_is_a_problem_that_says_what_to_do(
    service: Service, method: str, path: str, status: int, code: str
) -> None:
    response = service.client.request(method, path)
    assert response.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate(response.json())
    assert (response.status_code, found.status, found.code) == (status, status, code)
    assert found.type == f"urn:labour-ledger:problem:{code}"
    assert found.detail
    assert found.hint
    assert found.request_id == response.headers["x-request-id"]


def test_method_not_allowed_names_the_methods(service: Service) -> None:
    assert service.client.delete("/v1/sites").headers["allow"] == "GET"


def test_validation_problem_never_repeats_what_was_sent(service: Service) -> None:
    response = service.client.get("/v1/sites", params={"limit": "jane.doe@example.org"})
    assert response.status_code == 422
    assert "jane" not in response.text


def test_ambiguous_name_lists_the_choices(service: Service) -> None:
    # the simulator's subjects are hashes, so two that share four digits are made by trying
    prefixes: dict[str, bytes] = {}
    shared = None
    number = 0
    while shared is None:
        subject = service.simulator.register_subject(f"site {number}")
        number += 1
        shared = prefixes.get(subject.hex()[:4])
        prefixes[subject.hex()[:4]] = subject
    service.simulator.mine()
    service.index()
    response = service.client.get(f"/v1/sites/{shared.hex()[:4]}/status", params={"schema": "ilo/c029@1930"})
    assert response.status_code == 409
    found = response.json()
    assert found["code"] == "subject-ambiguous"
    assert "0x" + shared.hex() in [choice["subject"] for choice in found["context"]["choices"]]
    assert all(choice["handle"].startswith("LL-") for choice in found["context"]["choices"])


def test_store_that_is_gone_is_a_problem_that_may_pass(service: Service) -> None:
    service.settings.home.joinpath("ledger.db").unlink()
    response = service.client.get("/v1/sites")
    assert (response.status_code, response.json()["code"]) == (503, "store-unavailable")
    assert response.headers["retry-after"]


def test_bug_is_a_problem_without_details_that_names_the_request() -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    def broken() -> None:
        raise RuntimeError("secret detail")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/")
    assert (response.status_code, response.json()["code"]) == (500, "internal-error")
    assert "secret" not in response.text


def test_problem_context_that_is_no_json_is_shown_as_text() -> None:
    response = problems.problem_of(errors.InputError("wrong", context={"when": object, "name": "\ud800"}))
    assert json.loads(bytes(response.body))["context"]["when"] == str(object)


def test_problem_says_detail_and_hint_in_the_language_that_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    french = Sentences(
        [template_of("Ask for fewer.", "Demandez-en moins."), template_of("{count} items", "{count} objets")]
    )
    monkeypatch.setattr(sentences, "sentences_of", {"fr": french}.__getitem__)
    error = errors.InputError("7 items", hint="Ask for fewer.", context={"count": 7})
    answer = problems.problem_of(error, "a1", "fr-FR, en;q=0.5")
    body = json.loads(bytes(answer.body))
    assert (body["detail"], body["hint"]) == ("7 objets", "Demandez-en moins.")
    assert (body["code"], body["title"], body["context"]) == ("input-invalid", "Input invalid", {"count": 7})
    assert answer.headers["content-language"] == "fr"
    assert answer.headers["vary"] == "Accept-Language"


def test_problem_of_a_request_without_a_preference_is_english(service: Service) -> None:
    answer = service.client.get("/no-such-route")
    assert answer.json()["hint"] == "GET /openapi.json lists the routes."
    assert answer.headers["content-language"] == "en"
    assert answer.headers["vary"] == "Accept-Language"


def test_problem_of_a_request_in_french_is_told_in_french(service: Service) -> None:
    answer = service.client.get("/v1/sites/LL-0000-0000", headers={"Accept-Language": "fr-CH, fr;q=0.9"})
    assert answer.status_code == 404
    body = answer.json()
    assert body["detail"] == "aucun sujet de ce registre n'a le nom 'LL-0000-0000'"
    assert body["hint"] == "Vérifiez les chiffres et que l'index est à jour."
    assert body["code"] == "subject-not-found"
    assert answer.headers["content-language"] == "fr"


def test_problem_of_a_route_passes_the_request_s_language_on(service: Service) -> None:
    for path in ("/no-such-route", "/v1/sites/nobody", "/v1/sites?limit=none"):
        answer = service.client.get(path, headers={"Accept-Language": "es"})
        assert answer.status_code >= 400
        assert answer.headers["content-language"] == "es"
