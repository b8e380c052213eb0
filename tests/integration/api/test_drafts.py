"""What is prepared over HTTP is signed by wallets elsewhere, recorded, and does what was foreseen."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.api.conftest import AUDIT, C029, DECLARATION, Api, wallet
from tests.support.ledger_world import DAY_S

from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

FINDING = {
    "topic": "recruitment-fees", "severity": "major", "state": "open", "requirement": "C029", "dueDate": "2025-03-31",
    "workersAffected": "10-24",
}  # fmt: skip
VISIT = {
    "performedFrom": "2025-01-01", "performedUntil": "2025-01-01", "technique": "on-site",
    "announcement": "announced", "personDays": "1-2", "findings": [FINDING], "language": "en",
}  # fmt: skip
DONE = {"topic": "recruitment-fees", "action": "fees-repaid", "state": "done", "completedOn": "2025-01-01"}
CONFIRMATION = {
    "actions": [DONE], "checkedBy": ["worker-interviews"], "confirmedOn": "2025-01-01", "language": "en",
}  # fmt: skip
DISPUTE = {"grounds": ["workers-not-heard"], "sought": "re-assessment", "language": "en"}


def site(api: Api, place: int = 0) -> str:
    return handle_of(api.world.sites[place])


def assessment(api: Api, name: str = "auditor", **changes: Any) -> dict[str, Any]:
    form = {"key": api.address(name), "site": site(api), "schema": C029, "outcome": "conforms", "content": AUDIT}
    return {**form, **changes}


def recorded(api: Api, **changes: Any) -> str:
    """Record an assessment of the auditor; return its uid."""
    return api.recorded(api.post("/v1/drafts/statement", assessment(api, **changes)), "auditor")


def act(api: Api, name: str, record: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": api.address(name), "record": record, "content": content, **more}


def status(api: Api) -> str:
    return str(api.get(f"/v1/sites/{site(api)}/status", schema=C029)["status"]["code"])


def test_statement_prepared_is_sent_nowhere_and_kept_nowhere(api: Api) -> None:
    before = api.world.latest_block()
    prepared = api.post("/v1/drafts/statement", assessment(api))
    assert prepared["basis"]["method"] == "third_party"
    assert prepared["draft"]["attestation"] == prepared["file"]["attestation"]
    assert prepared["file"]["signature"] is None
    assert api.world.latest_block() == before
    document = prepared["file"]["attestation"]["documentHash"]
    assert api.http.get(f"/v1/documents/{document}").status_code == 404
    assert api.http.post("/v1/attestations", json=prepared["file"]).json()["code"] == "signed-file-invalid"


def test_a_supplier_follows_a_finding_to_its_end(api: Api) -> None:
    announced = {
        "key": api.address("auditor"), "site": site(api), "schema": C029,
        "content": {"technique": "on-site", "announcement": "announced", "plannedFrom": "2025-01-01", "language": "en"},
    }  # fmt: skip
    api.recorded(api.post("/v1/drafts/announcement", announced), "auditor")
    finding = recorded(api, outcome="does_not_conform", content=VISIT)
    assert status(api) == "does_not_conform"
    (row,) = api.get("/v1/findings", site=site(api))["items"]
    assert (row["uid"], row["topic"]) == (finding, "recruitment-fees")
    assert api.get("/v1/findings", site=site(api), overdue="true")["items"] == []
    api.world.chain.travel_by(120 * DAY_S)
    reply = {"position": "accepts", "language": "en"}
    planned = {"topic": DONE["topic"], "action": DONE["action"], "state": "planned", "dueDate": "2025-06-30"}
    plan = {"actions": [planned], "agreedWithWorkers": True, "language": "en"}
    claim = {"actions": [DONE], "language": "en"}
    for name, content in (("reply", reply), ("remedy-plan", plan), ("remedy-claim", claim)):
        api.recorded(api.post(f"/v1/drafts/{name}", act(api, "supplier", finding, content)), "supplier")
    assert [item["uid"] for item in api.get("/v1/findings", overdue="true")["items"]] == [finding]
    confirmed = api.post("/v1/drafts/remedy-confirmation", act(api, "workers", finding, CONFIRMATION))
    assert confirmed["effect"] == "The record reads as remedied from now on."
    api.recorded(confirmed, "workers")
    case = api.get(f"/v1/findings/{finding}")
    assert [step["step"] for step in case["steps"]] == ["reply", "remedy planned", "remedy claimed", "remedy confirmed"]
    assert status(api) == "remedied"


def test_a_union_disputes_and_a_government_rules(api: Api) -> None:
    audit = recorded(api)
    disputed = api.post("/v1/drafts/dispute", act(api, "workers", audit, DISPUTE))
    dispute = api.recorded(disputed, "workers")
    assert status(api) == "disputed"
    ruling = {"procedure": "labour-inspection", "decision": "dismissed", "decidedOn": "2025-01-01", "language": "en"}
    against = act(api, "government", dispute, ruling, outcome="does_not_conform")
    assert "contradict" in api.refused("/v1/drafts/ruling", against, 422, "input-invalid")["detail"]
    prepared = api.post("/v1/drafts/ruling", act(api, "government", dispute, ruling, outcome="conforms"))
    assert prepared["effect"] == "The dispute ends dismissed."
    api.recorded(prepared, "government")
    assert status(api) == "conforms"


def test_a_correction_takes_the_place_of_what_it_corrects(api: Api) -> None:
    audit = recorded(api, outcome="conforms_with_findings", content=VISIT)
    form = {"key": api.address("auditor"), "record": audit, "set": ["findings[0].dueDate=2025-04-30"]}
    prepared = api.post("/v1/drafts/correction", form)
    assert "replaces" in prepared["effect"]
    assert prepared["file"]["document"]["content"]["findings"][0]["dueDate"] == "2025-04-30"
    api.recorded(prepared, "auditor")
    nothing = {"key": api.address("auditor"), "record": audit}
    assert "nothing was changed" in api.refused("/v1/drafts/correction", nothing, 422, "input-invalid")["detail"]
    nowhere = {**form, "set": ["findings[7].dueDate=2025-04-30"]}
    api.refused("/v1/drafts/correction", nowhere, 422, "change-invalid")


def test_what_became_of_a_site_is_stated_by_its_controller(api: Api) -> None:
    for form in (
        {"relation": "closed", "from": "2025-01-01"},
        {"relation": "merged-into", "from": "2025-01-01", "other": site(api, 1), "note": "One gate, one kitchen."},
    ):
        whole = {"key": api.address("supplier"), "site": site(api), **form}
        api.recorded(api.post("/v1/drafts/site-change", whole), "supplier")
    same = {"key": api.address("registrar"), "site": site(api, 2), "other": site(api, 3), "matchedOn": ["address"]}
    api.recorded(api.post("/v1/drafts/same-site", same), "registrar")
    joined = api.get(f"/v1/sites/{to_hex(api.world.sites[2])}")["joined"]
    assert [item["id"] for item in joined] == [to_hex(api.world.sites[3])]


def test_a_batch_of_drafts_takes_one_signature(api: Api) -> None:
    drafts = [api.post("/v1/drafts/statement", assessment(api, site=site(api, place))) for place in range(3)]
    batch = api.post("/v1/drafts/batch", {"drafts": [item["draft"] for item in drafts]})
    assert batch["uids"] == [item["uid"] for item in drafts]
    done = api.post("/v1/attestations", {**batch["file"], "signature": wallet("auditor", batch["typedData"])}, 201)
    assert done["uids"] == batch["uids"]
    other = api.post("/v1/drafts/statement", assessment(api, "supplier", content=DECLARATION))
    mixed = {"drafts": [drafts[0]["draft"], other["draft"]]}
    assert "different keys" in api.refused("/v1/drafts/batch", mixed, 422, "batch-invalid")["detail"]
    changed = {**drafts[0]["draft"], "document": other["draft"]["document"]}
    api.refused("/v1/drafts/batch", {"drafts": [changed]}, 422, "draft-invalid")


def test_statement_of_a_wrong_role_is_refused_as_the_ledger_would(api: Api) -> None:
    problem = api.refused("/v1/drafts/statement", assessment(api, "unaccredited_auditor"), 409, "ledger-refused")
    assert problem["context"]["error"] == "AccreditationMissing"
    audit = recorded(api)
    problem = api.refused("/v1/drafts/dispute", act(api, "brand", audit, DISPUTE), 409, "ledger-refused")
    assert problem["context"]["error"] == "ClassNotAllowed"


def test_statement_of_an_unknown_key_or_about_an_unknown_record_or_site_is_refused(api: Api) -> None:
    stranger = assessment(api, key="0x" + "12" * 20)
    assert api.refused("/v1/drafts/statement", stranger, 409, "ledger-refused")["context"]["error"] == "KeyUnknown"
    nowhere = assessment(api, site="0x" + "99" * 32)
    assert api.http.post("/v1/drafts/statement", json=nowhere).status_code == 404
    unknown = act(api, "workers", "0x" + "99" * 32, DISPUTE)
    api.refused("/v1/drafts/dispute", unknown, 404, "record-not-found")


def test_act_that_would_do_nothing_is_refused_before_it_is_signed(api: Api) -> None:
    audit = recorded(api)
    content = {"reasonCode": "factual-error", "language": "en"}
    form = act(api, "other_auditor", audit, content)
    api.refused("/v1/drafts/revocation", form, 422, "act-without-effect")
    forced = api.post("/v1/drafts/revocation", {**form, "force": True})
    assert "does not look at it" in forced["effect"]
    file = {**forced["file"], "signature": wallet("other_auditor", forced["typedData"])}
    api.refused("/v1/attestations", file, 422, "act-without-effect")
    api.post("/v1/attestations?force=true", file, 201)
    api.post("/v1/attestations", file, 200)
    api.refused("/v1/drafts/remedy-confirmation", act(api, "workers", audit, CONFIRMATION), 422, "act-without-effect")


def test_statement_with_personal_data_or_past_its_dates_names_every_place(api: Api) -> None:
    bad = {**VISIT, "technique": "by-telephone", "announcement": "shouted"}
    problem = api.refused("/v1/drafts/statement", assessment(api, content=bad), 422, "attestation-invalid")
    found = {item["field"] for item in problem["context"]["problems"]}
    assert found == {"$.content.technique", "$.content.announcement"}
    named = {**VISIT, "note": "Ask jane.doe@example.org"}
    problem = api.refused("/v1/drafts/statement", assessment(api, content=named), 422, "attestation-invalid")
    assert "jane" not in str(problem)
    ended = assessment(api, validFrom="2025-02-01", validUntil="2025-01-01")
    found = api.refused("/v1/drafts/statement", ended, 422, "attestation-invalid")["context"]["problems"]
    assert [item["name"] for item in found] == ["ValidityEmpty"]
    api.refused("/v1/drafts/statement", assessment(api, validFrom="soon"), 422, "date-invalid")


def test_announcement_under_what_is_no_standard_is_refused(api: Api) -> None:
    form = {"key": api.address("auditor"), "site": site(api), "schema": "ledger/dispute@1", "content": {}}
    assert "no standard" in api.refused("/v1/drafts/announcement", form, 422, "input-invalid")["detail"]


def test_signature_after_its_deadline_is_refused(api: Api) -> None:
    prepared = api.post("/v1/drafts/statement", assessment(api))
    api.world.chain.travel_by(32 * DAY_S)
    file = {**prepared["file"], "signature": wallet("auditor", prepared["typedData"])}
    problem = api.refused("/v1/attestations", file, 422, "attestation-invalid")
    assert "AttestationDeadlinePassed" in [item["name"] for item in problem["context"]["problems"]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"key":"0x1"}',
        b'{"key": "0x%s", "key": "0x%s"}' % (b"1" * 40, b"2" * 40),
        b"[" * 5_000,
        b'{"content": 1.5}',
    ],
)
def test_form_that_cannot_be_read_is_a_problem(api: Api, body: bytes) -> None:
    response = api.http.post("/v1/drafts/statement", content=body, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_form_with_a_key_twice_or_a_fraction_is_refused(api: Api) -> None:
    text = api.http.build_request("POST", "/", json=assessment(api)).read()
    for body in (text.replace(b'"site"', b'"site":"LL","site"'), text.replace(b'"outcome"', b'"x":1.5,"outcome"')):
        response = api.http.post("/v1/drafts/statement", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 422, response.text


def test_form_that_is_not_declared_as_json_is_refused(api: Api) -> None:
    text = api.http.build_request("POST", "/", json=assessment(api)).read()
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        response = api.http.post("/v1/drafts/statement", content=text, headers={"content-type": kind})
        assert (response.status_code, response.json()["code"]) == (415, "media-type-unsupported"), kind
    undeclared = api.http.build_request("POST", "/v1/drafts/statement", content=text)
    undeclared.headers.pop("content-type", None)
    assert api.http.send(undeclared).status_code == 415
