"""The routes of the daily work while no node answers: what can go on, what cannot, and that no form is a fault."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from tests.unit.api.conftest import LEDGER, Service

from labour_ledger.api.models import accreditations, desk, drafts, passing
from labour_ledger.api.models import day_examples as examples
from labour_ledger.attesting.applications import sign_application
from labour_ledger.attesting.cosignature import start_cosignature
from labour_ledger.attesting.draft import Terms, draft_attestation, parse_draft
from labour_ledger.attesting.site_claims import sign_claim
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.codes import Outcome, PartyClass
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.hexadecimal import to_hex

DOMAIN = Domain(LEDGER.chain_id, LEDGER.contract)
KEY = LocalSigner(b"\x31" * 32)
OTHER = LocalSigner(b"\x32" * 32)
NOW = 1_800_000_000
C029 = "ilo/c029@1930"
REPORT = b"The report of a fictitious visit."
DIGEST = "0x" + hashlib.sha256(REPORT).hexdigest()


def application() -> dict[str, object]:
    name = "Riverbend Mill (fictitious)"
    return sign_application(name, PartyClass.BUSINESS, "ID", "", domain=DOMAIN, signer=KEY, now=NOW).to_json()


def claim() -> dict[str, object]:
    return sign_claim(b"\x01" * 32, 7, [], "", domain=DOMAIN, signer=KEY, now=NOW).to_json()


def cosignature(domain: Domain = DOMAIN) -> dict[str, object]:
    content = load_schema(C029).examples[0]
    terms = Terms(outcome=Outcome.CONFORMS)
    first = draft_attestation(C029, b"\x01" * 32, content, domain=domain, issuer=KEY.address, now=NOW, terms=terms)
    signers = [("auditor", KEY.address), ("site", OTHER.address)]
    return start_cosignature(first, signers, now=NOW).signed_by(KEY).to_json()


def test_applications_and_claims_are_taken_in_while_the_node_is_down(service: Service) -> None:
    for path, file, model in (
        ("/v1/applications", application(), desk.Application),
        ("/v1/claims", claim(), desk.Claim),
    ):
        first = service.client.post(path, json=file)
        assert first.status_code == 201, first.text
        assert service.client.post(path, json=file).status_code == 200
        one: dict[str, Any] = service.get(first.headers["location"])
        assert model.model_validate(one).model_dump(by_alias=True) == one
        listed: dict[str, Any] = service.get(path)
        assert [item["id"] for item in listed["items"]] == [one["id"]]


def test_request_is_refused_with_its_reason_while_the_node_is_down(service: Service) -> None:
    for path, file in (("/v1/applications", application()), ("/v1/claims", claim())):
        location = service.client.post(path, json=file).headers["location"]
        response = service.client.post(f"{location}/refusal", json={"by": "desk", "reason": "no proof"})
        assert (response.json()["state"], response.json()["reason"]) == ("refused", "no proof")


def test_what_needs_the_ledger_is_a_problem_that_may_pass(service: Service) -> None:
    location = service.client.post("/v1/applications", json=application()).headers["location"]
    claimed = service.client.post("/v1/claims", json=claim()).headers["location"]
    grant = {"by": "desk", "key": to_hex(KEY.address), "signature": "0x" + "1b" * 65}
    for path, form in (
        (f"{location}/approval", {"by": "desk"}),
        (f"{claimed}/grant", grant),
        ("/v1/drafts/statement", examples.STATEMENT_EXAMPLE),
        ("/v1/queue/release", {}),
    ):
        response = service.client.post(path, json=form)
        assert (response.status_code, response.json()["code"]) == (503, "node-unavailable"), path
        assert response.headers["retry-after"]
    held: dict[str, Any] = service.get(location)
    assert (held["state"], held["party"]) == ("pending", None)


def test_cosignature_check_says_who_is_missing_and_what_they_sign(service: Service) -> None:
    response = service.client.post("/v1/cosignatures/check", json=cosignature())
    assert response.status_code == 200, response.text
    state = response.json()
    assert passing.CosignatureState.model_validate(state).model_dump(by_alias=True) == state
    assert (state["missing"], state["places"][0]["typedData"]) == (["site"], None)
    assert state["places"][1]["typedData"]["primaryType"] == "Attestation"


def test_cosignature_for_another_ledger_is_refused(service: Service) -> None:
    response = service.client.post("/v1/cosignatures/check", json=cosignature(Domain(1, b"\x09" * 20)))
    assert (response.status_code, response.json()["code"]) == (422, "wrong-ledger")


def test_evidence_is_kept_shown_and_listed_in_pages(service: Service) -> None:
    files = {"0x" + hashlib.sha256(data).hexdigest(): data for data in (REPORT, b"2", b"3")}
    for name, data in files.items():
        response = service.client.put(f"/v1/evidence/{name}", content=data, headers={"content-type": "text/plain"})
        assert response.status_code == 201, response.text
        found = response.json()
        assert passing.EvidenceAttached.model_validate(found).model_dump(by_alias=True, exclude_none=True) == {
            key: value for key, value in found.items() if value is not None
        }
    one: dict[str, Any] = service.get(f"/v1/evidence/{DIGEST}")
    assert passing.EvidenceShown.model_validate(one).model_dump(by_alias=True) == one
    first: dict[str, Any] = service.get("/v1/evidence?limit=2")
    rest: dict[str, Any] = service.get(first["next"])
    assert [item["hash"] for item in (*first["items"], *rest["items"])] == sorted(files)
    assert rest["next"] is None


def test_queue_that_is_empty_and_findings_of_an_unknown_record(service: Service) -> None:
    assert service.get("/v1/queue") == {"waiting": 0, "allSentBy": None}
    response = service.client.get("/v1/findings/0x" + "99" * 32)
    assert (response.status_code, response.json()["code"]) == (404, "record-not-found")


def test_findings_answer_as_the_question_does(service: Service) -> None:
    listed: dict[str, Any] = service.get("/v1/findings?overdue=true")
    asked: dict[str, Any] = service.get("/v1/questions/open-findings?overdue=true&severity=minor")
    assert listed["items"] == asked["items"]
    assert listed["summary"] == asked["summary"]


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (drafts.StatementForm, examples.STATEMENT_EXAMPLE),
        (drafts.AnnouncementForm, examples.ANNOUNCEMENT_EXAMPLE),
        (drafts.ActForm, examples.ACT_EXAMPLE),
        (drafts.CorrectionForm, examples.CORRECTION_EXAMPLE),
        (drafts.SiteChangeForm, examples.SITE_CHANGE_EXAMPLE),
        (drafts.SameSiteForm, examples.SAME_SITE_EXAMPLE),
        (drafts.BatchForm, examples.BATCH_EXAMPLE),
        (drafts.Prepared, examples.PREPARED_EXAMPLE),
        (desk.ApplicationForm, examples.APPLICATION_FORM_EXAMPLE),
        (accreditations.AccreditationForm, examples.ACCREDITATION_FORM_EXAMPLE),
        (desk.ClaimForm, examples.CLAIM_FORM_EXAMPLE),
        (desk.ApprovalForm, examples.DECISION_EXAMPLE),
        (desk.RefusalForm, examples.REFUSAL_EXAMPLE),
        (desk.GrantForm, examples.GRANT_EXAMPLE),
        (passing.CosignatureForm, examples.COSIGNATURE_FORM_EXAMPLE),
    ],
)
def test_example_is_one_of_its_model(model: type[BaseModel], example: dict[str, Any]) -> None:
    assert model.model_validate(example)


def test_draft_that_a_statement_gives_is_one_that_the_command_line_reads() -> None:
    made = draft_attestation(
        C029, b"\x01" * 32, load_schema(C029).examples[0], domain=DOMAIN, issuer=KEY.address, now=NOW,
        terms=Terms(outcome=Outcome.CONFORMS),
    )  # fmt: skip
    assert parse_draft(json.dumps(made.to_json()).encode()) == made


FORMS = {
    "/v1/drafts/statement": examples.STATEMENT_EXAMPLE,
    "/v1/drafts/announcement": examples.ANNOUNCEMENT_EXAMPLE,
    "/v1/drafts/dispute": examples.ACT_EXAMPLE,
    "/v1/drafts/correction": examples.CORRECTION_EXAMPLE,
    "/v1/drafts/site-change": examples.SITE_CHANGE_EXAMPLE,
    "/v1/drafts/same-site": examples.SAME_SITE_EXAMPLE,
    "/v1/drafts/batch": examples.BATCH_EXAMPLE,
    "/v1/applications/prepare": examples.APPLICATION_FORM_EXAMPLE,
    "/v1/applications": examples.APPLICATION_FILE_EXAMPLE,
    "/v1/accreditations/prepare": examples.ACCREDITATION_FORM_EXAMPLE,
    "/v1/accreditations": examples.ACCREDITATION_FILE_EXAMPLE,
    "/v1/claims/prepare": examples.CLAIM_FORM_EXAMPLE,
    "/v1/claims": examples.CLAIM_FILE_EXAMPLE,
    "/v1/cosignatures/prepare": examples.COSIGNATURE_FORM_EXAMPLE,
    "/v1/cosignatures/check": examples.COSIGNATURE_FILE_EXAMPLE,
    "/v1/cosignatures": examples.COSIGNATURE_FILE_EXAMPLE,
    "/v1/queue": cosignature(),
    "/v1/queue/release": {"batch": 10},
}
WRONG: tuple[Any, ...] = (None, True, -1, 2**53, "", "0x", "\x00", "ü" * 3_000, [], [None], {}, {"a": {"b": []}})


def changed(example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give copies of a body, in each of which one value is another or one more."""
    for name in example:
        for value in WRONG:
            yield {**example, name: value}
        yield {key: value for key, value in example.items() if key != name}
        if isinstance(example[name], dict):
            for inner in example[name]:
                for value in WRONG[::4]:
                    other = copy.deepcopy(example)
                    other[name][inner] = value
                    yield other
    yield {**example, "unheard-of": 1}


@pytest.mark.parametrize("path", FORMS)
def test_no_form_is_a_fault_of_the_service(service: Service, path: str) -> None:
    for body in (*changed(FORMS[path]), *WRONG):
        response = service.client.post(path, json=body)
        if response.status_code in (200, 201, 202):
            continue
        assert 400 <= response.status_code < 500 or response.status_code == 503, (body, response.text)
        assert response.headers["content-type"] == "application/problem+json", (body, response.text)
        assert response.json()["code"] != "internal-error", body
