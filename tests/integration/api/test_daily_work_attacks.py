"""Races, replays, wrong deciders and slow senders against the running service and a real chain."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from tests.integration.api.conftest import AUDIT, C029, Api
from tests.integration.api.test_accreditations import signed as accreditation_signed
from tests.integration.api.test_applications import handed_in
from tests.integration.api.test_claims import UNCLAIMED, claimed, controller, grant
from tests.integration.api.test_drafts import DISPUTE
from tests.integration.api.test_passing import HOUR_S, SIGNERS, begun, dispute, signed_by

from labour_ledger_verify.handle import handle_of

BAD_DECIDERS = ("Mrs Ratna Dewi", " ", "desk\x00", "ratna.dewi@example.org")
SLOW_SENDERS = 60


def at_once(api: Api, posts: list[tuple[str, object]]) -> list[httpx2.Response]:
    """Post several forms at the same time; none may be a fault of the service."""
    with ThreadPoolExecutor(len(posts)) as pool:
        answers = list(pool.map(lambda post: api.http.post(post[0], json=post[1]), posts))
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers]
    return answers


@pytest.mark.parametrize("decider", BAD_DECIDERS)
def test_approval_by_who_cannot_be_written_down_registers_nobody(api: Api, decider: str) -> None:
    application = handed_in(api)
    for form in ({"by": decider}, {"by": decider, "member": api.address("auditor")}):
        response = api.http.post(f"/v1/applications/{application}/approval", json=form)
        assert response.status_code == 422, response.text
        assert "Ratna" not in response.text
    assert api.get(f"/v1/applications/{application}")["party"] is None


@pytest.mark.parametrize("decider", BAD_DECIDERS[:2])
def test_grant_by_who_cannot_be_written_down_grants_nothing(api: Api, decider: str) -> None:
    claim = claimed(api)
    form = {**grant(api, claim, "registrar"), "by": decider}
    code = "personal-data-refused" if decider.strip() else "input-invalid"
    api.refused(f"/v1/claims/{claim}/grant", form, 422, code)
    assert (controller(api), api.get(f"/v1/claims/{claim}")["state"]) == (0, "pending")


def test_decision_repeated_by_another_keeps_who_decided(api: Api) -> None:
    application, claim = handed_in(api), claimed(api)
    form = grant(api, claim, "registrar")
    for by in ("first desk", "second desk"):
        api.post(f"/v1/applications/{application}/approval", {"by": by})
        api.post(f"/v1/claims/{claim}/grant", {**form, "by": by})
    assert api.get(f"/v1/applications/{application}")["decidedBy"] == "first desk"
    assert api.get(f"/v1/claims/{claim}")["decidedBy"] == "first desk"


def test_approval_and_refusal_at_once_end_as_the_ledger_has_it(api: Api) -> None:
    application = handed_in(api)
    path = f"/v1/applications/{application}"
    refusal = (f"{path}/refusal", {"by": "desk", "reason": "no proof"})
    at_once(api, [(f"{path}/approval", {"by": "desk"}), refusal] * 3)
    found = api.get(path)
    assert (found["state"] == "approved") == (found["party"] is not None)


def test_grant_and_refusal_at_once_end_as_the_ledger_has_it(api: Api) -> None:
    claim = claimed(api)
    path = f"/v1/claims/{claim}"
    form = grant(api, claim, "registrar")
    at_once(api, [(f"{path}/grant", form), (f"{path}/refusal", {"by": "desk", "reason": "no proof"})] * 3)
    assert (api.get(path)["state"] == "approved") == (controller(api) == api.world.parties["supplier"].number)


def test_claims_of_two_for_one_site_are_granted_to_one(api: Api) -> None:
    claims = {name: claimed(api, name) for name in ("supplier", "brand")}
    posts: list[tuple[str, object]] = [
        (f"/v1/claims/{claim}/grant", grant(api, claim, "registrar")) for claim in claims.values()
    ]
    before = api.world.latest_block()
    answers = at_once(api, [*posts, *posts])
    granted = [name for name, claim in claims.items() if api.get(f"/v1/claims/{claim}")["state"] == "approved"]
    numbers = [api.world.parties[name].number for name in granted]
    assert controller(api, UNCLAIMED) in numbers
    assert api.world.latest_block() == before + len(granted)
    assert {answer.status_code for answer in answers} <= {200, 409}


def test_queue_released_twice_at_once_sends_each_once_and_a_copy_is_no_company(api: Api) -> None:
    file = dispute(api, for_queue=True)
    for _ in range(3):
        assert api.post(f"/v1/queue?within_s={HOUR_S}", file, 202)["waiting"] == 1
    api.world.chain.travel_by(HOUR_S + 1)
    before = api.world.latest_block()
    answers = at_once(api, [("/v1/queue/release", {"batch": 1})] * 4)
    assert sum(len(answer.json()["submissions"]) for answer in answers) == 1
    assert api.world.latest_block() == before + 1
    assert list((api.home / "relay-queue").glob("*")) == []


def test_cosigned_document_sent_by_all_signers_at_once_is_recorded_once(api: Api) -> None:
    state = signed_by(api, begun(api), *SIGNERS)
    before = api.world.latest_block()
    at_once(api, [("/v1/cosignatures", state["file"])] * len(SIGNERS))
    assert api.world.latest_block() == before + len(SIGNERS)
    assert api.post("/v1/cosignatures", state["file"], 200)["submissions"][0]["alreadyRecorded"]


@pytest.mark.parametrize("field", ["chainId", "verifyingContract"])
def test_file_of_another_ledger_is_taken_by_no_route(api: Api, field: str) -> None:
    other: dict[str, Any] = {"chainId": 5, "verifyingContract": "0x" + "19" * 20}
    attestation = api.signed("auditor")
    files = {"/v1/queue": attestation, "/v1/attestations": attestation, "/v1/cosignatures/check": begun(api)["file"]}
    before = api.world.latest_block()
    for path, file in files.items():
        response = api.http.post(path, json={**file, "domain": {**file["domain"], field: other[field]}})
        assert response.status_code == 422, response.text
        assert response.json()["code"] in ("wrong-ledger", "cosignature-invalid")
    assert api.world.latest_block() == before
    assert api.get("/v1/queue")["waiting"] == 0


def test_accreditation_sent_several_times_at_once_is_paid_for_once(api: Api, accreditor: str) -> None:
    file = accreditation_signed(api, accreditor)
    before = api.world.latest_block()
    answers = at_once(api, [("/v1/accreditations", file)] * 4)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert api.world.latest_block() == before + 1


def test_senders_that_never_finish_keep_nobody_else_waiting(api: Api) -> None:
    host, port = str(api.http.base_url.host), int(api.http.base_url.port or 0)
    head = "\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"
    ways = ("POST /v1/drafts/reply HTTP/1.1", "PUT /v1/evidence/0x" + "11" * 32 + " HTTP/1.1")
    slow = [socket.create_connection((host, port)) for _ in range(SLOW_SENDERS)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall((ways[number % 2] + head).encode())
        assert api.get("/v1/queue")["waiting"] == 0
        assert api.http.get("/v1/claims").status_code == 200
    finally:
        for connection in slow:
            connection.close()
    assert not (api.home / "evidence").exists()


def test_person_in_the_words_of_any_form_is_refused_and_not_repeated(api: Api) -> None:
    uid = api.submit(api.signed("auditor")).json()["uids"][0]
    api.index()
    words = "said by Mrs Ratna Dewi, +62 812 3456 7890"
    one, other = (handle_of(site) for site in api.world.sites[:2])
    content, mine = {**AUDIT, "note": words, "language": "en"}, {"key": api.address("auditor"), "site": one}
    signers = [
        {"role": role, "key": api.address(name)} for role, name in (("auditor", "auditor"), ("site", "supplier"))
    ]
    claimant = {"key": api.address("brand"), "site": one}
    evidence = [{"name": "passport of Mrs Ratna Dewi.pdf", "hash": "0x" + "11" * 32, "size": 9}]
    forms: dict[str, dict[str, Any]] = {
        "/v1/drafts/statement": {**mine, "schema": C029, "outcome": "conforms", "content": content},
        "/v1/drafts/announcement": {**mine, "schema": C029, "content": {"note": words, "language": "en"}},
        "/v1/drafts/dispute": {"key": api.address("workers"), "record": uid, "content": {**DISPUTE, "note": words}},
        "/v1/drafts/correction": {"key": api.address("auditor"), "record": uid, "set": [f"note={words}"]},
        "/v1/drafts/site-change": {**mine, "relation": "closed", "from": "2026-01-01", "note": words},
        "/v1/drafts/same-site": {**mine, "other": other, "matchedOn": ["address"], "note": words},
        "/v1/cosignatures/prepare": {"site": one, "schema": C029, "outcome": "conforms", "content": content,
                                     "signers": signers},
        "/v1/claims/prepare": {**claimant, "evidence": evidence, "note": words},
    }  # fmt: skip
    for path, form in forms.items():
        response = api.http.post(path, json=form)
        assert response.status_code == 422, (path, response.text)
        assert "personal-data" in response.text or "personal data" in response.text, (path, response.text)
        assert "note" in response.text, (path, response.text)
        assert "Ratna" not in response.text, (path, response.text)
        assert "812 3456" not in response.text, (path, response.text)
