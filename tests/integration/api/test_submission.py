"""From a signed file over HTTP to a record and back: what is taken, what is refused, and that nothing is left over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.integration.api.conftest import AUDIT, C029, DECLARATION, Api

from labour_ledger.attesting.sign import sign_draft
from labour_ledger.store.queries import held_documents
from labour_ledger.store.session import open_store
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signature import check_signature
from labour_ledger_verify.signed_file import signed_file_from_json

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
DAY_S = 86_400


def refused(api: Api, file: object, status: int, code: str) -> dict[str, Any]:
    """Submit what must be refused; check that nothing was recorded or kept; return the problem."""
    before = api.world.latest_block()
    response = api.submit(file)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    assert api.world.latest_block() == before
    if isinstance(file, dict) and isinstance(file.get("document"), dict):
        store = open_store(api.settings.store_url)
        with store.reading() as session:
            assert not held_documents(session, [document_hash(file["document"])])
        store.close()
    found: dict[str, Any] = response.json()
    return found


def test_submit_records_keeps_the_document_and_answers_the_status(api: Api) -> None:
    file = api.signed("auditor")
    response = api.submit(file)
    assert response.status_code == 201, response.text
    (uid,) = response.json()["uids"]
    assert response.json()["alreadyRecorded"] is False
    assert response.headers["location"] == f"/v1/attestations/{uid}"
    api.index()
    found = api.get(response.headers["location"])
    assert found["signedFile"] == file
    assert found["record"]["method"] == "third_party"
    assert found["record"]["document"]["content"] == AUDIT
    signed = signed_file_from_json(found["signedFile"])
    check_signature(signed.digest(), signed.signature, signed.attestations[0].issuer)
    status = api.get(f"/v1/sites/{to_hex(api.world.sites[0])}/status", schema=C029)
    assert status["status"]["code"] == "conforms"
    assert status["basis"]["uids"] == [uid]
    document = api.http.get(f"/v1/documents/{file['attestation']['documentHash']}")
    assert to_hex(keccak256(document.content)) == file["attestation"]["documentHash"]


def test_submit_again_is_answered_with_200_and_sends_nothing(api: Api) -> None:
    file = api.signed("supplier", content=DECLARATION)
    first = api.submit(file)
    before = api.world.latest_block()
    again = api.submit(file)  # the index has not read it yet
    api.index()
    indexed = api.submit(file)
    for response in (again, indexed):
        assert response.status_code == 200
        assert response.json()["alreadyRecorded"] is True
        assert response.json()["uids"] == first.json()["uids"]
    assert api.world.latest_block() == before


def test_submit_of_a_batch_records_all_of_it(api: Api) -> None:
    drafts = [api.draft("auditor", site) for site in range(3)]
    response = api.submit(api.batch("auditor", drafts))
    assert response.status_code == 201, response.text
    assert response.json()["uids"] == [to_hex(draft.uid) for draft in drafts]
    api.index()
    found = api.get(f"/v1/attestations/{to_hex(drafts[1].uid)}")
    assert found["batch"] == response.json()["uids"]
    signed = signed_file_from_json(found["signedFile"])
    check_signature(signed.digest(), signed.signature, signed.attestations[0].issuer)


def test_submit_without_an_accreditation_names_the_error_of_the_contract(api: Api) -> None:
    problem = refused(api, api.signed("unaccredited_auditor"), 409, "ledger-refused")
    assert problem["context"]["error"] == "AccreditationMissing"
    assert problem["context"]["arguments"]["party"] == api.world.parties["unaccredited_auditor"].number
    assert problem["hint"]


def test_submit_of_a_batch_with_one_bad_item_names_its_place_and_records_none(api: Api) -> None:
    good, bad = api.draft("auditor"), api.draft("auditor", 1)
    spent = api.draft("auditor", 2)
    assert api.submit(api.batch("auditor", [spent])).status_code == 201
    third = api.draft("auditor", 3)
    reused = replace(third, attestation=replace(third.attestation, nonce=spent.attestation.nonce))
    problem = refused(api, api.batch("auditor", [good, bad, reused]), 409, "ledger-refused")
    assert problem["context"]["item"] == 2
    assert "Nonce" in problem["context"]["error"]


def test_submit_signed_by_another_key_is_refused(api: Api) -> None:
    file = api.signed("auditor")
    file["signature"] = api.signed("other_auditor")["signature"]
    assert refused(api, file, 409, "ledger-refused")["context"]["error"]


def test_submit_with_a_high_s_signature_is_refused(api: Api) -> None:
    file = api.signed("auditor")
    signature = bytes.fromhex(file["signature"][2:])
    high = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    file["signature"] = to_hex(signature[:32] + high.to_bytes(32, "big") + bytes([55 - signature[64]]))
    assert refused(api, file, 409, "ledger-refused")["context"]["error"]


def test_submit_about_an_unknown_site_is_refused(api: Api) -> None:
    known = api.draft("auditor")
    nowhere = b"\x99" * 32
    document = {**known.document, "subject": to_hex(nowhere)}
    attestation = replace(known.attestation, subject=nowhere, document_hash=document_hash(document))
    signer = api.world.parties["auditor"].signer
    file = sign_draft(replace(known, attestation=attestation, document=document), signer).to_json()
    assert refused(api, file, 409, "ledger-refused")["context"]["error"] == "AttestationSubjectUnknown"


def test_submit_after_its_deadline_or_for_too_long_says_which_field(api: Api) -> None:
    now = api.world.chain.timestamp()
    late = refused(api, api.signed("auditor", deadline=now - 1), 422, "attestation-invalid")
    assert [problem["name"] for problem in late["context"]["problems"]] == ["AttestationDeadlinePassed"]
    long = refused(api, api.signed("auditor", valid_until=now + 4000 * DAY_S), 422, "attestation-invalid")
    assert [problem["field"] for problem in long["context"]["problems"]] == ["validUntil"]


def test_submit_of_personal_data_names_the_place_and_never_the_data(api: Api) -> None:
    content = {**AUDIT, "note": "Ask jane.doe@example.org"}
    problem = refused(api, api.signed("auditor", content=content), 422, "attestation-invalid")
    assert [found["field"] for found in problem["context"]["problems"]] == ["$.content.note"]
    assert "jane" not in str(problem)


def test_submit_of_another_document_than_signed_is_refused(api: Api) -> None:
    file = api.signed("auditor")
    file["document"] = {**file["document"], "salt": "0x" + "55" * 32}
    assert document_hash(file["document"]) != bytes.fromhex(file["attestation"]["documentHash"][2:])
    assert refused(api, file, 422, "attestation-invalid")["context"]["problems"][0]["name"] == "document-false"


def test_submit_for_another_ledger_is_refused(api: Api) -> None:
    file = api.signed("auditor")
    file["domain"] = {**file["domain"], "chainId": 1}
    refused(api, file, 422, "wrong-ledger")


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"format": "labour-ledger/signed-attestation@2"},
        {"signature": "0xZZ"},
        {"attestation": {}},
        {"domain": None},
    ],
)
def test_submit_of_a_file_of_another_form_is_refused(api: Api, change: dict[str, Any]) -> None:
    refused(api, {**api.signed("auditor"), **change}, 422, "signed-file-invalid")


def test_submit_of_a_cut_or_double_body_is_refused(api: Api) -> None:
    text = api.http.build_request("POST", "/", json=api.signed("auditor")).read()
    for body in (text[:-5], b"", b"[]", b"\xff", text + b"\n" + text, text.replace(b'"nonce"', b'"nonce":"1","nonce"')):
        response = api.http.post("/v1/attestations", content=body, headers={"content-type": "application/json"})
        assert (response.status_code, response.json()["code"]) == (422, "signed-file-invalid"), body
