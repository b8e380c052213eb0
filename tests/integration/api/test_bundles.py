from __future__ import annotations

import json
import time

from tests.integration.api.conftest import C029, Api
from tests.integration.evidence.conftest import EvidenceDesk

from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.bundle_verification import verify_bundle
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.trust import Trust


def trust_of(api: Api) -> Trust:
    deployment = api.world.deployment
    store = open_store(api.settings.store_url)
    try:
        return EvidenceDesk(api.world, store, LedgerKey(deployment.chain_id, deployment.contract)).trust()
    finally:
        store.close()


def test_of_site_bundle_over_http_is_sound(api: Api) -> None:
    world = api.world
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1))
    api.index()
    answer = api.http.get(f"/v1/sites/{handle_of(world.sites[0])}/bundle", params={"schema": C029})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{handle_of(world.sites[0])}-block-')
    report = verify_bundle(answer.content, trust_of(api), schema_id=C029, now=int(time.time()))
    assert report.exit_code == 0, report.to_text()
    known = {"If-None-Match": answer.headers["etag"]}
    again = api.http.get(f"/v1/sites/{handle_of(world.sites[0])}/bundle", params={"schema": C029}, headers=known)
    assert again.status_code == 304


def test_of_party_bundle_over_http_is_sound(api: Api) -> None:
    world = api.world
    world.record("auditor", world.attestation("auditor", world.sites[0], C029, outcome=1))
    api.index()
    answer = api.http.get(f"/v1/parties/{world.parties['auditor'].number}/bundle")
    assert json.loads(answer.content)["issued"][0]["party"] == str(world.parties["auditor"].number)
    report = verify_bundle(answer.content, trust_of(api), now=int(time.time()))
    assert report.exit_code == 0, report.to_text()


def test_of_party_unknown_is_not_found(api: Api) -> None:
    api.index()
    answer = api.http.get("/v1/parties/999/bundle")
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-to-prove")


def test_of_site_block_not_indexed_is_unavailable(api: Api) -> None:
    api.index()
    answer = api.http.get(f"/v1/sites/{handle_of(api.world.sites[0])}/bundle", params={"block": "1000000000"})
    assert (answer.status_code, answer.json()["code"]) == (503, "index-behind")


def test_of_site_head_that_never_was_is_unprocessable(api: Api) -> None:
    api.index()
    answer = api.http.get(f"/v1/sites/{handle_of(api.world.sites[0])}/bundle", params={"since": "0x" + "1" * 64})
    assert (answer.status_code, answer.json()["code"]) == (422, "bundle-invalid")
