"""Files that are passed around or wait, and evidence: co-signature, the queue, files by their hash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from tests.integration.api.conftest import AUDIT, C029, Api, wallet
from tests.integration.api.test_drafts import DISPUTE

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.handle import handle_of

COSIGNED = C029
SIGNERS = ("auditor", "workers", "supplier")
ROLES = ("auditor", "workers_organisation", "site")
HOUR_S = 3_600
REPORT = b"The report of a fictitious visit."
DIGEST = "0x" + hashlib.sha256(REPORT).hexdigest()


def begun(api: Api, **changes: Any) -> dict[str, Any]:
    signers = [{"role": role, "key": api.address(name)} for role, name in zip(ROLES, SIGNERS, strict=True)]
    form = {
        "site": handle_of(api.world.sites[0]), "schema": COSIGNED, "outcome": "conforms", "content": AUDIT,
        "signers": signers, **changes,
    }  # fmt: skip
    return api.post("/v1/cosignatures/prepare", form)


def signed_by(api: Api, state: dict[str, Any], *names: str) -> dict[str, Any]:
    """Fill in the signatures of some, as each does for themselves; return the state that is answered."""
    for name in names:
        place = [item["key"] for item in state["places"]].index(api.address(name))
        state["file"]["signers"][place]["signature"] = wallet(name, state["places"][place]["typedData"])
    return api.post("/v1/cosignatures/check", state["file"])


def test_cosignature_is_passed_around_and_recorded_when_all_have_signed(api: Api) -> None:
    state = begun(api)
    assert state["missing"] == ["auditor", "workers_organisation", "site"]
    assert [place["basis"]["method"] for place in state["places"]] == ["third_party", "workers_organisation", "self"]
    state = signed_by(api, state, "auditor")
    assert [place["signed"] for place in state["places"]] == [True, False, False]
    problem = api.refused("/v1/cosignatures", state["file"], 422, "cosignature-incomplete")
    assert problem["context"]["missing"] == ["workers_organisation", "site"]
    state = signed_by(api, state, "workers", "supplier")
    assert (state["missing"], state["places"][0]["typedData"]) == ([], None)
    done = api.post("/v1/cosignatures", state["file"], 201)
    assert [item["uids"][0] for item in done["submissions"]] == [place["uid"] for place in state["places"]]
    before = api.world.latest_block()
    again = api.post("/v1/cosignatures", state["file"], 200)
    assert all(item["alreadyRecorded"] for item in again["submissions"])
    assert api.world.latest_block() == before


def test_cosignature_of_which_one_would_be_refused_is_not_begun(api: Api) -> None:
    form = {
        "site": handle_of(api.world.sites[0]), "schema": COSIGNED, "outcome": "conforms", "content": AUDIT,
        "signers": [
            {"role": "auditor", "key": api.address("auditor")},
            {"role": "site", "key": api.address("unaccredited_auditor")},
        ],
    }  # fmt: skip
    problem = api.refused("/v1/cosignatures/prepare", form, 409, "ledger-refused")
    assert (problem["context"]["error"], problem["context"]["item"]) == ("AccreditationMissing", 1)


def test_cosignature_of_which_one_is_refused_later_sends_none(api: Api) -> None:
    state = signed_by(api, begun(api), *SIGNERS)
    first = Attestation.from_json(state["file"]["signers"][0]["attestation"])
    api.world.record("auditor", replace(first, document_hash=b"\x11" * 32))  # the same nonce, for something else
    problem = api.refused("/v1/cosignatures", state["file"], 409, "ledger-refused")
    assert "Nonce" in problem["context"]["error"]


def test_cosignature_with_a_false_signature_or_an_edited_document_is_refused(api: Api) -> None:
    state = begun(api)
    place = state["places"][0]
    state["file"]["signers"][0]["signature"] = wallet("supplier", place["typedData"])
    api.refused("/v1/cosignatures/check", state["file"], 422, "cosignature-invalid")
    edited = begun(api)["file"]
    edited["document"]["content"]["language"] = "fr"
    api.refused("/v1/cosignatures/check", edited, 422, "cosignature-invalid")


def test_cosignature_of_a_negative_says_what_it_makes(api: Api) -> None:
    assert "each of them" in begun(api, outcome="does_not_conform")["notes"][0]


def dispute(api: Api, *, for_queue: bool) -> dict[str, Any]:
    """Return a dispute of the union, signed."""
    audit = api.signed("auditor")
    uid = api.submit(audit).json()["uids"][0]
    api.index()
    form = {"key": api.address("workers"), "record": uid, "content": DISPUTE, "forQueue": for_queue}
    prepared = api.post("/v1/drafts/dispute", form)
    return {**prepared["file"], "signature": wallet("workers", prepared["typedData"])}


def test_queue_sends_what_waited_and_says_not_whose_it_is(api: Api) -> None:
    file = dispute(api, for_queue=True)
    before = api.world.latest_block()
    added = api.post(f"/v1/queue?within_s={HOUR_S}", file, 202)
    assert (added["waiting"], added["tellsWhenDrafted"]) == (1, False)
    assert set(api.get("/v1/queue")) == {"waiting", "allSentBy"}
    assert api.post("/v1/queue/release", {})["waiting"] == 1
    assert api.world.latest_block() == before
    api.world.chain.travel_by(HOUR_S + 1)
    released = api.post("/v1/queue/release", {"batch": 10})
    assert (len(released["submissions"]), released["waiting"], released["issuers"]) == (1, 0, 1)
    assert api.get("/v1/queue")["waiting"] == 0


def test_queue_warns_of_dates_that_tell_and_refuses_what_cannot_wait(api: Api) -> None:
    api.world.chain.travel_by(77)  # the world begins at midnight, which says nothing
    file = dispute(api, for_queue=False)
    assert api.post("/v1/queue", file, 202)["tellsWhenDrafted"] is True
    late = api.signed("auditor", deadline=api.world.chain.timestamp() + HOUR_S)
    api.refused("/v1/queue", late, 422, "wait-too-long")
    api.refused("/v1/queue?within_s=0", file, 422, "request-invalid")
    other = {**file, "domain": {**file["domain"], "chainId": 5}}
    api.refused("/v1/queue", other, 422, "wrong-ledger")


def test_evidence_is_kept_once_named_in_a_content_and_given_back(api: Api) -> None:
    path = f"/v1/evidence/{DIGEST}"
    headers = {"content-type": "text/plain"}
    first = api.http.put(path, content=REPORT, headers=headers, params={"kind": "assessment-report"})
    assert first.status_code == 201, first.text
    item = first.json()["evidence"]
    assert (item["hash"], item["mediaType"], item["kind"]) == (DIGEST, "text/plain", "assessment-report")
    assert api.http.put(path, content=REPORT, headers=headers).status_code == 200
    form = {
        "key": api.address("auditor"), "site": handle_of(api.world.sites[0]), "schema": C029, "outcome": "conforms",
        "content": {**AUDIT, "evidence": [item]},
    }  # fmt: skip
    prepared = api.post("/v1/drafts/statement", form)
    api.recorded(prepared, "auditor")
    assert api.get(path)["namedBy"] == [prepared["file"]["attestation"]["documentHash"]]
    assert [found["hash"] for found in api.get("/v1/evidence")["items"]] == [DIGEST]
    file = api.http.get(f"{path}/file")
    assert (file.content, file.headers["content-type"].partition(";")[0]) == (REPORT, "text/plain")
    assert file.headers["content-disposition"].startswith("attachment")
    tag = {"If-None-Match": file.headers["etag"]}
    assert api.http.get(f"{path}/file", headers=tag).status_code == 304


def test_evidence_under_another_hash_without_a_type_or_too_large_is_refused(api: Api) -> None:
    other = "/v1/evidence/0x" + "11" * 32
    for path, content, kind, status in (
        (other, REPORT, "text/plain", 422),
        (f"/v1/evidence/{DIGEST}", REPORT, "no type", 422),
        (f"/v1/evidence/{DIGEST}", b"\0" * (8 * 2**20 + 1), "text/plain", 413),
        ("/v1/evidence/0x12", REPORT, "text/plain", 422),
    ):
        response = api.http.put(path, content=content, headers={"content-type": kind})
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
    assert api.get("/v1/evidence")["items"] == []
    assert api.http.get(other).json()["code"] == "evidence-not-held"


def test_evidence_that_was_damaged_is_not_given(api: Api) -> None:
    api.http.put(f"/v1/evidence/{DIGEST}", content=REPORT, headers={"content-type": "text/plain"})
    (api.home / "evidence" / DIGEST[2:4] / DIGEST[2:]).write_bytes(b"other bytes")
    for path in (f"/v1/evidence/{DIGEST}", f"/v1/evidence/{DIGEST}/file"):
        assert api.http.get(path).json()["code"] == "evidence-damaged"
