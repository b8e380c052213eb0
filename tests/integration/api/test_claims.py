"""A party claims a site over HTTP, and a registrar lets it: two wallets, no key on the service."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.api.conftest import Api, wallet
from tests.support.ledger_world import DAY_S

from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

UNCLAIMED = 3
LICENCE = b"a licence"


def file_of(api: Api, name: str, site: int = UNCLAIMED) -> dict[str, Any]:
    """Return a claim file with both signatures."""
    evidence = [{"name": "licence.pdf", "hash": to_hex(keccak256(LICENCE)), "size": len(LICENCE)}]
    form = {"key": api.address(name), "site": handle_of(api.world.sites[site]), "evidence": evidence}
    prepared = api.post("/v1/claims/prepare", form)
    assert (prepared["file"]["changeSignature"], prepared["file"]["claimSignature"]) == (None, None)
    return {
        **prepared["file"],
        "changeSignature": wallet(name, prepared["changeTypedData"]),
        "claimSignature": wallet(name, prepared["claimTypedData"]),
    }


def claimed(api: Api, name: str = "supplier", site: int = UNCLAIMED) -> str:
    return str(api.post("/v1/claims", file_of(api, name, site), 201)["id"])


def grant(api: Api, claim: str, name: str) -> dict[str, Any]:
    """Return the form of a grant, signed by a party."""
    prepared = api.post(f"/v1/claims/{claim}/grant/prepare", {"key": api.address(name)})
    assert prepared["party"] == api.world.parties[name].number
    return {"by": "registry desk", "key": api.address(name), "signature": wallet(name, prepared["typedData"])}


def controller(api: Api, site: int = UNCLAIMED) -> int:
    found = api.world.client.subject(api.world.sites[site])
    assert found is not None
    return found.controller


def test_claim_granted_by_a_registrar_names_the_controller_and_is_sent_once(api: Api) -> None:
    claim = claimed(api)
    assert api.get(f"/v1/claims/{claim}")["evidence"][0]["name"] == "licence.pdf"
    form = grant(api, claim, "registrar")
    done = api.post(f"/v1/claims/{claim}/grant", form)
    assert (done["state"], done["decidedBy"]) == ("approved", "registry desk")
    assert controller(api) == api.world.parties["supplier"].number
    before = api.world.latest_block()
    assert api.post(f"/v1/claims/{claim}/grant", form)["state"] == "approved"
    assert api.world.latest_block() == before


def test_claim_granted_by_the_present_controller_needs_no_registrar(api: Api) -> None:
    claim = claimed(api, "brand", site=0)
    api.post(f"/v1/claims/{claim}/grant", grant(api, claim, "supplier"))
    assert controller(api, 0) == api.world.parties["brand"].number


def test_claim_granted_by_who_is_no_registrar_is_refused_by_the_ledger(api: Api) -> None:
    claim = claimed(api)
    problem = api.refused(f"/v1/claims/{claim}/grant", grant(api, claim, "auditor"), 409, "ledger-refused")
    assert problem["context"]["error"] == "AuthorityMissing"
    assert (controller(api), api.get(f"/v1/claims/{claim}")["state"]) == (0, "pending")


def test_claim_granted_with_a_signature_of_another_is_refused(api: Api) -> None:
    claim = claimed(api)
    form = {**grant(api, claim, "auditor"), "key": api.address("registrar")}
    api.refused(f"/v1/claims/{claim}/grant", form, 409, "ledger-refused")
    assert controller(api) == 0


def test_claim_that_lapsed_is_refused(api: Api) -> None:
    claim = claimed(api)
    form = grant(api, claim, "registrar")
    api.world.chain.travel_by(31 * DAY_S)
    problem = api.refused(f"/v1/claims/{claim}/grant", form, 409, "ledger-refused")
    assert problem["context"]["error"] == "DeadlinePassed"


def test_claim_refused_is_neither_granted_nor_prepared_for_it(api: Api) -> None:
    claim = claimed(api)
    form = grant(api, claim, "registrar")
    api.post(f"/v1/claims/{claim}/refusal", {"by": "desk", "reason": "the licence is of another place"})
    api.refused(f"/v1/claims/{claim}/grant", form, 422, "request-decided")
    key = {"key": api.address("registrar")}
    api.refused(f"/v1/claims/{claim}/grant/prepare", key, 422, "request-decided")
    assert controller(api) == 0


@pytest.mark.parametrize("missing", ["changeSignature", "claimSignature"])
def test_claim_half_signed_is_refused(api: Api, missing: str) -> None:
    api.refused("/v1/claims", {**file_of(api, "supplier"), missing: None}, 422, "request-invalid")
    assert api.get("/v1/claims")["items"] == []


def test_claim_with_other_evidence_than_signed_for_is_refused(api: Api) -> None:
    file = file_of(api, "supplier")
    file["document"]["evidence"][0]["hash"] = "0x" + "11" * 32
    api.refused("/v1/claims", file, 422, "request-invalid")


def test_claim_prepared_by_a_key_that_is_nobodys_is_refused(api: Api) -> None:
    form = {"key": "0x" + "12" * 20, "site": handle_of(api.world.sites[UNCLAIMED])}
    api.refused("/v1/claims/prepare", form, 404, "key-not-registered")


def test_claim_of_ones_own_or_an_unknown_site_is_refused(api: Api) -> None:
    own = {"key": api.address("supplier"), "site": handle_of(api.world.sites[0])}
    assert "controls" in api.refused("/v1/claims/prepare", own, 422, "input-invalid")["detail"]
    nowhere = {"key": api.address("supplier"), "site": "0x" + "99" * 32}
    assert api.http.post("/v1/claims/prepare", json=nowhere).status_code == 404


def test_claims_are_listed_by_state_and_a_replay_is_answered_with_200(api: Api) -> None:
    file = file_of(api, "supplier")
    claim = api.post("/v1/claims", file, 201)["id"]
    assert api.post("/v1/claims", file, 200)["id"] == claim
    assert [item["id"] for item in api.get("/v1/claims", state="pending")["items"]] == [claim]
    assert api.get("/v1/claims", state="approved")["items"] == []
