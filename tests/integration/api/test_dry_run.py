"""Dry runs over HTTP: an answer for each item, signed or not, and nothing sent or kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.integration.api.conftest import AUDIT, Api

from labour_ledger.api.dry_run import MOST_ITEMS
from labour_ledger_verify.hexadecimal import to_hex


def names(answer: dict[str, Any]) -> list[str]:
    return [problem["name"] for problem in answer["problems"]]


def test_dry_run_of_unsigned_items_answers_each_with_its_capacity_or_reasons(api: Api) -> None:
    before = api.world.latest_block()
    good, declared, stranger = api.draft("auditor"), api.draft("supplier", 1), api.draft("unaccredited_auditor", 2)
    answers = api.dry_run(
        {
            "items": [
                good.to_json(),
                {"attestation": declared.attestation.to_json()},
                {"attestation": stranger.attestation.to_json(), "document": dict(stranger.document)},
            ]
        }
    )
    assert [answer["ok"] for answer in answers] == [True, True, False]
    assert [answer["uid"] for answer in answers] == [to_hex(draft.uid) for draft in (good, declared, stranger)]
    assert answers[0]["basis"]["method"] == "third_party"
    assert answers[0]["basis"]["class"] == "auditor"
    assert answers[1]["basis"]["method"] == "self"
    assert answers[1]["basis"]["accreditor"] is None
    assert names(answers[2]) == ["AccreditationMissing"]
    assert answers[2]["problems"][0]["message"]
    assert answers[2]["problems"][0]["hint"]
    assert answers[2]["place"] == "$.items[2]"
    assert api.world.latest_block() == before


def test_dry_run_reports_all_that_is_wrong_with_one_item(api: Api) -> None:
    now = api.world.chain.timestamp()
    content = {**AUDIT, "note": "Call jane.doe@example.org"}
    (answer,) = api.dry_run(api.draft("auditor", content=content, deadline=now - 1, outcome=0).to_json())
    assert answer["place"] == "$"
    assert {"AttestationDeadlinePassed", "OutcomeNotAllowed"} < set(names(answer))
    assert any(problem["field"] == "$.content.note" for problem in answer["problems"])
    assert "jane" not in str(answer)


def test_dry_run_of_a_signed_item_tries_its_signature_too(api: Api) -> None:
    good, forged = api.signed("auditor"), api.signed("auditor", 1)
    forged["signature"] = good["signature"]
    answers = api.dry_run({"items": [good, forged]})
    assert [answer["ok"] for answer in answers] == [True, False]
    assert answers[1]["basis"] is None
    assert answers[1]["problems"][0]["name"]


def test_dry_run_of_a_signed_batch_answers_each_attestation(api: Api) -> None:
    drafts = [api.draft("auditor", site) for site in range(3)]
    answers = api.dry_run(api.batch("auditor", drafts))
    assert [(answer["place"], answer["ok"]) for answer in answers] == [
        (f"$.attestations[{place}]", True) for place in range(3)
    ]


def test_dry_run_of_a_forged_batch_blames_every_item(api: Api) -> None:
    drafts = [api.draft("auditor", site) for site in range(2)]
    forged = {**api.batch("auditor", drafts), "signature": api.signed("other_auditor")["signature"]}
    answers = api.dry_run({"items": [forged]})
    assert [answer["ok"] for answer in answers] == [False, False]


def test_dry_run_of_a_batch_that_spends_a_nonce_twice_blames_the_second(api: Api) -> None:
    first, second = api.draft("auditor"), api.draft("auditor", 1)
    second = replace(second, attestation=replace(second.attestation, nonce=first.attestation.nonce))
    answers = api.dry_run(api.batch("auditor", [first, second]))
    assert [answer["ok"] for answer in answers] == [True, False]


def test_dry_run_of_an_item_for_another_ledger_says_so(api: Api) -> None:
    draft = api.draft("auditor").to_json()
    (answer,) = api.dry_run({**draft, "domain": {**api.signed("auditor")["domain"], "chainId": 1}})
    assert names(answer) == ["wrong-ledger"]


def test_dry_run_of_a_document_under_an_unknown_schema_says_so(api: Api) -> None:
    draft = api.draft("auditor")
    attestation = replace(draft.attestation, schema=b"\x11" * 32)
    body = {"attestation": attestation.to_json(), "document": {**draft.document, "schema": "no/such@1"}}
    (answer,) = api.dry_run(body)
    assert "schema-unknown" in names(answer)


def test_dry_run_of_an_unreadable_item_answers_it_beside_the_others(api: Api) -> None:
    answers = api.dry_run({"items": [{"attestation": {}}, 7, api.draft("auditor").to_json()]})
    assert [answer["ok"] for answer in answers] == [False, False, True]
    assert [names(answer) for answer in answers[:2]] == [["item-invalid"], ["item-invalid"]]
    assert answers[0]["uid"] is None


@pytest.mark.parametrize("body", [b"{", b'{"items": []}', b'{"items": 3}', b'{"items": [1], "items": [2]}'])
def test_dry_run_of_no_items_is_refused(api: Api, body: bytes) -> None:
    response = api.http.post("/v1/attestations/dry-run", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "dry-run-invalid")


def test_dry_run_of_too_many_items_is_refused(api: Api) -> None:
    response = api.http.post("/v1/attestations/dry-run", json={"items": [1] * (MOST_ITEMS + 1)})
    assert (response.status_code, response.json()["code"]) == (422, "dry-run-invalid")
