"""The running service: ready or not and why, the same answers as the command line, and dates that reach back."""

from __future__ import annotations

import json

import httpx2
import pytest
from tests.integration.api.conftest import C029, DECLARATION, Api, served

from labour_ledger.api.app import create_app
from labour_ledger.api.models.submissions import DryRun, Readiness, Submitted
from labour_ledger.api.routes.health import MOST_BLOCKS_BEHIND
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.chain.local import development_key
from labour_ledger.cli.main import main
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.status import format_time


def test_service_over_a_complete_index_is_ready(api: Api) -> None:
    found = api.get("/readyz")
    assert Readiness.model_validate(found).model_dump(by_alias=True) == found
    assert all(check["ok"] for check in found["checks"])
    index = next(check["detail"] for check in found["checks"] if check["name"] == "index")
    assert ", safe up to " in index
    assert ", finalized up to " in index


def test_service_whose_index_lags_is_not_ready_and_says_how_far(api: Api) -> None:
    api.world.chain.rpc.request("anvil_mine", hex(MOST_BLOCKS_BEHIND + 1))
    response = api.http.get("/readyz")
    assert (response.status_code, response.json()["code"]) == (503, "not-ready")
    assert f"{MOST_BLOCKS_BEHIND + 1} blocks behind" in response.json()["detail"]
    api.index()
    assert api.http.get("/readyz").status_code == 200


def test_service_on_another_chain_than_its_deployment_says_so_and_submits_nothing(api: Api) -> None:
    deployment = api.world.deployment
    elsewhere = type(deployment)(
        chain_id=1,
        contract=deployment.contract,
        council=deployment.council,
        block_number=deployment.block_number,
        block_hash=deployment.block_hash,
        transaction_hash=deployment.transaction_hash,
        code_hash=deployment.code_hash,
    )
    save_deployment(elsewhere, api.settings.deployment_file)
    app = create_app(api.settings, relay_key=development_key(1))
    with served(app) as address, httpx2.Client(base_url=address) as http:
        response = http.post("/v1/attestations", json=api.signed("auditor"))
        assert (response.status_code, response.json()["code"]) == (503, "wrong-chain")
        checks = {check["name"]: check for check in http.get("/readyz").json()["context"]["checks"]}
    assert not checks["node"]["ok"]
    assert "chain 31337" in checks["node"]["detail"]


def test_answers_of_posts_are_what_is_described(api: Api) -> None:
    submitted = api.submit(api.signed("auditor")).json()
    assert Submitted.model_validate(submitted).model_dump(by_alias=True) == submitted
    found = {"items": api.dry_run({"items": [api.draft("auditor").to_json(), {"attestation": {}}]})}
    assert DryRun.model_validate(found).model_dump(by_alias=True) == found


def test_status_over_http_is_the_status_of_the_command_line(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.submit(api.signed("auditor"))
    api.submit(api.signed("supplier", content=DECLARATION))
    api.submit(api.signed("other_auditor", outcome=3))
    api.index()
    earlier = format_time(api.world.chain.timestamp() - 1)
    site = handle_of(api.world.sites[0])
    for at, known_at in ((None, None), (earlier, None), (earlier, earlier)):
        dates = {"valid_at": at, "known_at": known_at}
        parameters = {name: value for name, value in dates.items() if value is not None}
        over_http = api.get(f"/v1/sites/{site}/status", schema=C029, **parameters)
        options = [*(["--at", at] if at else []), *(["--known-at", known_at] if known_at else [])]
        capsys.readouterr()
        assert main(["--home", str(api.home), "status", site, "--schema", C029, *options, "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == over_http


def test_status_as_known_before_a_negative_is_the_answer_of_then(api: Api) -> None:
    api.submit(api.signed("auditor"))
    api.index()
    site = handle_of(api.world.sites[0])
    before = api.get(f"/v1/sites/{site}/status", schema=C029)
    api.world.chain.travel_by(30 * 86_400)
    assert api.submit(api.signed("other_auditor", outcome=3)).status_code == 201
    api.index()
    now = api.get(f"/v1/sites/{site}/status", schema=C029)
    then = api.get(
        f"/v1/sites/{site}/status",
        schema=C029,
        valid_at=before["status"]["validAt"],
        known_at=before["status"]["knownAt"],
    )
    assert (before["status"]["code"], now["status"]["code"]) == ("conforms", "does_not_conform")
    assert then["status"] == before["status"]
    assert then["basis"]["block"]["number"] > before["basis"]["block"]["number"]
